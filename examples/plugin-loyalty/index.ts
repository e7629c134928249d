import {
  defineError,
  defineJob,
  definePlugin,
  insertAll,
  isOneOf,
  type Migration,
  type Reader,
  type Tx
} from 'shopkeeper'
import { Type } from 'typebox'

/*
 * Loyalty points as a plugin of your own: one point for each whole unit of currency spent. It has a table, listens to
 * orders inside their transaction, offers a service and routes, and a nightly job. It imports nothing but `shopkeeper`.
 */

/** Points of one order. The order's id is the key, so an order earns once however often it is told. */
export interface LoyaltyPointsRow {
  orderId: string
  customerRef: string
  points: number
  earnedAt: string
  /** Set once they have lapsed. */
  expiredAt: string | null
}

/** What other plugins get with `ctx.use('loyalty')`. */
export interface LoyaltyService {
  /** Points that a buyer has; 0 for one we do not know. */
  balance(db: Reader, customerRef: string): Promise<number>
}

declare module 'shopkeeper' {
  interface Tables {
    loyaltyPoints: LoyaltyPointsRow
  }
  interface Events {
    /** A buyer has earned points. */
    'loyalty.earned': { customerRef: string; orderId: string; points: number }
  }
  interface Jobs {
    'loyalty.expire': Record<never, never>
  }
  interface Services {
    loyalty: LoyaltyService
  }
  interface Permissions {
    'loyalty:read': true
  }
}

const migrations: Migration[] = [
  {
    id: '0001-points',
    sql: `
create table loyalty_points (
  order_id text primary key,
  customer_ref text not null,
  points integer not null,
  earned_at text not null,
  expired_at text);
create index loyalty_points_customer on loyalty_points (customer_ref) where expired_at is null;`
  }
]

/** Nobody of this name has ever earned a point. */
export const CustomerUnknown = defineError({
  code: 'LOYALTY_CUSTOMER_UNKNOWN',
  status: 404,
  title: 'This buyer has no points',
  detail: (f: { customerRef: string }) => f.customerRef
})

const expireJob = defineJob({
  name: 'loyalty.expire',
  title: 'Lets points lapse that are too old',
  payload: Type.Object({}),
  schedule: { cron: '15 3 * * *', payload: {} }
})

const LoyaltyOptions = Type.Object(
  {
    minorPerPoint: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 100 }),
    lapseDays: Type.Integer({ minimum: 1, maximum: 3650, default: 365 })
  },
  { additionalProperties: false }
)

const dayMs = 86_400_000

/** Points for buyers who come back. */
const loyalty = definePlugin({
  name: 'loyalty',
  needs: ['orders'],
  options: LoyaltyOptions,
  migrations,
  errors: [CustomerUnknown],
  events: { 'loyalty.earned': 'A buyer has earned points' },
  jobs: [expireJob],
  permissions: { 'loyalty:read': { title: 'See points', roles: ['manager', 'support'] } },
  setup(ctx) {
    const service: LoyaltyService = { balance }
    ctx.on('order.placed', (tx, orders) =>
      earn(
        tx,
        orders.map(({ orderId }) => orderId),
        ctx.options.minorPerPoint
      )
    )
    ctx.handle(expireJob, (job) =>
      job.complete((tx) => expire(tx, ctx.clock.after(-ctx.options.lapseDays * dayMs)))
    )
    ctx.routes(async (app) => {
      app.get(
        '/loyalty/:customerRef',
        {
          config: { permission: 'loyalty:read' },
          schema: {
            operationId: 'getLoyalty',
            summary: 'Read the points of a buyer',
            params: Type.Object({ customerRef: Type.String({ maxLength: 200 }) }),
            response: { 200: Type.Object({ customerRef: Type.String(), points: Type.Integer() }) }
          }
        },
        async (request) => {
          const { customerRef } = request.params
          const points = await service.balance(ctx.db, customerRef)
          if (points === 0) throw new CustomerUnknown({ customerRef })
          return { customerRef, points }
        }
      )
    })
    return service
  }
})

export default loyalty

/** Runs in the order's own transaction: no order without its points, no points without the order. */
async function earn(tx: Tx, orderIds: readonly string[], minorPerPoint: number): Promise<void> {
  const orders = await tx
    .selectFrom('orders')
    .select(['id', 'customerRef', 'totalMinor'])
    .where(isOneOf(tx, 'id', orderIds))
    .execute()
  const rows = orders.flatMap(({ id, customerRef, totalMinor }): LoyaltyPointsRow[] => {
    const points = Math.floor(totalMinor / minorPerPoint)
    if (customerRef === null || points <= 0) return []
    return [{ orderId: id, customerRef, points, earnedAt: tx.now, expiredAt: null }]
  })
  await insertAll(tx, 'loyaltyPoints', rows, { on: ['orderId'] })
  await tx.emit('loyalty.earned', rows)
}

async function expire(tx: Tx, before: string): Promise<void> {
  await tx
    .updateTable('loyaltyPoints')
    .set({ expiredAt: tx.now })
    .where('expiredAt', 'is', null)
    .where('earnedAt', '<', before)
    .execute()
}

async function balance(db: Reader, customerRef: string): Promise<number> {
  const row = await db
    .selectFrom('loyaltyPoints')
    .select(({ fn }) => fn.sum<number>('points').as('points'))
    .where('customerRef', '=', customerRef)
    .where('expiredAt', 'is', null)
    .executeTakeFirst()
  return Number(row?.points ?? 0)
}
