import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { AfterSaleStatus } from '#core/channel/documents'
import { type Clock, instantMs } from '#core/time'
import { returnStatuses } from '../map/return.ts'
import { apiVersions } from '../version.ts'
import type { WireReturn } from '../wire.ts'
import type { Market } from './market.ts'
import { invalid } from './refusal.ts'

const pageMax = 100

type Query = Record<string, string | undefined>
type Stored = WireReturn & { returnLocationId: string; fulfillmentLocationId: string } & Record<
    string,
    unknown
  >

/** Returns that buyers have asked for. */
export class ReturnDesk {
  readonly returns = new Map<string, Stored>()
  readonly #clock: Clock
  readonly #locationId: string

  constructor(clock: Clock, locationId: string) {
    this.#clock = clock
    this.#locationId = locationId
  }

  open(orderExternalId: string, merchantSku: string): { externalId: string } {
    const id = randomUUID()
    const at = this.#clock.now()
    this.returns.set(id, {
      id,
      returnLocationId: this.#locationId,
      fulfillmentLocationId: this.#locationId,
      merchantSku,
      returnType: 'CUSTOMER',
      returnSubType: 'NORMAL',
      numberOfUnits: 1,
      status: 'CREATED',
      creationDateTime: at,
      lastUpdatedDateTime: at,
      returnMetadata: { returnReason: 'No longer needed', rmaId: id.slice(0, 8) },
      returnShippingInfo: {},
      marketplaceChannelDetails: { customerOrderId: orderExternalId }
    })
    return { externalId: id }
  }

  /** Where a return stands, in our words. */
  find(id: string): { status: AfterSaleStatus; refunds: { amountMinor: number }[] } | null {
    const found = this.returns.get(id)
    return found ? { status: returnStatuses[found.status]!, refunds: [] } : null
  }
}

/** Adds the calls about returns. */
export function serveReturns(app: FastifyInstance, { desk }: Market): void {
  const path = `/externalFulfillment/${apiVersions.returns}/returns`
  app.get(path, { config: { operation: 'listReturns' } }, async (request) => {
    const query = request.query as Query
    const { returnLocationId, status, lastUpdatedSince, lastUpdatedUntil } = query
    const isTimed = lastUpdatedSince !== undefined || lastUpdatedUntil !== undefined
    if (isTimed && (returnLocationId === undefined || status === undefined)) {
      throw invalid('lastUpdatedSince needs returnLocationId and status')
    }
    const size = Number(query.maxResults ?? 10)
    if (!(size >= 1 && size <= pageMax)) throw invalid('maxResults must be between 1 and 100')
    const within = ({ lastUpdatedDateTime: at }: Stored) =>
      (lastUpdatedSince === undefined || instantMs(at) >= instantMs(lastUpdatedSince)) &&
      (lastUpdatedUntil === undefined || instantMs(at) < instantMs(lastUpdatedUntil))
    const all = [...desk.returns.values()]
      .filter((one) => returnLocationId === undefined || one.returnLocationId === returnLocationId)
      .filter((one) => status === undefined || one.status === status)
      .filter(within)
    const start = Number(query.nextToken ?? 0)
    const end = start + size
    return {
      returns: all.slice(start, end),
      ...(end < all.length && { nextToken: String(end) })
    }
  })
}
