import type { FastifyRequest } from 'fastify'
import type { Reader } from '#core/database/db'
import type { PluginContext } from '#core/plugin'
import type { Tx } from '#core/transaction'
import type { IntakeParts } from '../intake/intake.ts'
import { presentOrder, type Viewer } from '../present.ts'
import type { PricingSource } from '../price.ts'
import type { OrderRecord } from '../record.ts'
import { flagsOf } from '../repository/lists.ts'

/** What the routes work with. */
export interface OrdersScope {
  ctx: Pick<PluginContext, 'routes' | 'db' | 'shop' | 'transaction'>
  parts: IntakeParts
  pricing: PricingSource
}

/** What the caller may see. */
export function viewerOf(request: FastifyRequest): Viewer {
  return { canSeePersonal: request.can('orders:personal') }
}

/** An order as it stands after a change. */
export async function answerWith(
  db: Reader | Tx,
  { row, lines }: OrderRecord,
  request: FastifyRequest
) {
  const flags = (await flagsOf(db, [row.id])).map(({ flag }) => flag)
  return presentOrder(row, lines, flags, viewerOf(request))
}
