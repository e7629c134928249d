import type { Reader } from '#core/database/db'
import { NotFound, ValidationFailed } from '#core/http/errors'
import { kindsOfUnits } from '../cases/check-orders.ts'
import { findCases, linesOf } from '../cases/repository/cases.ts'
import type { CaseRow } from '../cases/tables.ts'
import type { RefundRequest } from './request.ts'

/** What people ask for: the case may say the rest. */
export type RefundAsked = Omit<RefundRequest, 'orderId'> & { orderId?: string | undefined }

/**
 * Fills in what the case of a refund says already: its order and, where no amount is asked for, the units that it is about.
 * Errors: NOT_FOUND; VALIDATION_FAILED when neither an order nor a case that has one is named.
 */
export async function completeRequest(db: Reader, asked: RefundAsked): Promise<RefundRequest> {
  const { caseId, orderId, lines } = asked
  if (!caseId) return { ...asked, orderId: named(orderId) }
  const found = (await findCases(db, [caseId])).get(caseId)
  if (!found) throw new NotFound({ what: 'case', id: caseId })
  return {
    ...asked,
    orderId: named(orderId ?? found.orderId ?? undefined),
    lines: lines ?? (asksForUnits(asked, found) ? await unitsOf(db, caseId) : undefined)
  }
}

function named(orderId: string | undefined): string {
  if (orderId !== undefined) return orderId
  const detail = 'name the order, or the case that is about it'
  throw new ValidationFailed({ errors: [{ pointer: '#/orderId', detail }] })
}

/** Money alone, and cases about money alone, give no units up. */
function asksForUnits({ extraMinor, shippingMinor }: RefundAsked, { kind }: CaseRow): boolean {
  return extraMinor === undefined && shippingMinor === undefined && kindsOfUnits.has(kind)
}

async function unitsOf(db: Reader, caseId: string) {
  const lines = await linesOf(db, [caseId])
  return lines.flatMap(({ orderLineId, quantity }) =>
    orderLineId === null ? [] : [{ orderLineId, quantity }]
  )
}
