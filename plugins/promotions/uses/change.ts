import { sql } from 'kysely'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import { ratioOf } from '#core/money'
import type { Tx } from '#core/transaction'
import type { ChangedUse } from '../returns/api.ts'
import type { PromotionsScope } from '../scope.ts'
import { shareRules } from '../store/repository.ts'
import type { PromotionApplicationRow, PromotionShareRow } from '../tables.ts'
import { exhausted } from './commit.ts'
import { lockCounters, returnUses, selectCounters, takeUses } from './repository.ts'

type ChangeScope = Pick<PromotionsScope, 'ctx' | 'parts' | 'extensions' | 'campaigns'>

/** A promotion of an order as it applied, and as it is to apply. */
interface Change {
  use: ChangedUse
  before: PromotionApplicationRow
}

/** See `ReturnsService.changeUses`. An order keeps its use of a promotion that gives it nothing any more. */
export async function changeUses(
  scope: ChangeScope,
  tx: Tx,
  orderId: string,
  uses: readonly ChangedUse[]
): Promise<(lineIds: readonly string[]) => Promise<void>> {
  await shareRules(tx)
  const changes = await lockChanges(tx, orderId, uses)
  const units = new Map(changes.map(({ use }) => [use.promotion.id, use.units]))
  const promotions = changes.map(({ use }) => use.promotion)
  const giveBack: (() => Promise<void>)[] = []
  for (const { change } of scope.extensions) {
    if (change) giveBack.push(await change(tx, { orderId, units, promotions }))
  }
  return async (lineIds) => {
    if (changes.length === 0) return
    const [standing] = await scope.parts.orders.standing(tx, [orderId])
    const isGivenBack = scope.ctx.options.canceledOrders === 'giveBack'
    const rows = changes.flatMap(({ use }) => sharesOf(orderId, use, lineIds))
    for (const row of rows) {
      const line = standing!.lines.find(({ lineId }) => lineId === row.orderLineId)
      if (!line || !isGivenBack) continue
      row.returnedMinor = ratioOf(row.amountMinor, line.gone, Math.max(1, line.quantity))
    }
    await countDifference(tx, changes, rows)
    await writeChanges(tx, orderId, changes, rows)
    for (const give of giveBack) await give()
    if (changes.some(({ before }) => before.campaignId !== null)) {
      await scope.campaigns?.recount(tx, [standing!])
    }
  }
}

/** Promotions of the order that still count, locked. */
async function lockChanges(
  tx: Tx,
  orderId: string,
  uses: readonly ChangedUse[]
): Promise<Change[]> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update' : '')
  const { rows } = await sql<PromotionApplicationRow>`
    select * from promotion_applications where state = 'used' and order_id = ${orderId}
    order by promotion_id ${lock}`.execute(tx)
  return rows.flatMap((before) => {
    const use = uses.find(({ promotion }) => promotion.id === before.promotionId)
    return use ? [{ use, before }] : []
  })
}

function sharesOf(
  orderId: string,
  { promotion: { id: promotionId }, shares }: ChangedUse,
  lineIds: readonly string[]
): PromotionShareRow[] {
  const rows = new Map<string, PromotionShareRow>()
  for (const { line, amountMinor, quantity } of shares) {
    const orderLineId = lineIds[line]!
    const known = rows.get(orderLineId)
    if (known) {
      known.amountMinor += amountMinor
      known.quantity += quantity
    } else {
      const row = { orderId, promotionId, orderLineId, amountMinor, quantity, returnedMinor: 0 }
      rows.set(orderLineId, row)
    }
  }
  return [...rows.values()]
}

/** Sums of shares of one promotion. */
function sumsOf(rows: readonly PromotionShareRow[], promotionId: string) {
  const sums = { amountMinor: 0, returnedMinor: 0 }
  for (const row of rows) {
    if (row.promotionId !== promotionId) continue
    sums.amountMinor += row.amountMinor
    sums.returnedMinor += row.returnedMinor
  }
  return sums
}

/** Takes what the order gets more from budgets, and gives back what it gets less. Errors: PROMOTION_EXHAUSTED. */
async function countDifference(
  tx: Tx,
  changes: readonly Change[],
  rows: readonly PromotionShareRow[]
): Promise<void> {
  const ids = changes.map(({ before }) => before.promotionId)
  await lockCounters(tx, ids)
  const counters = await selectCounters(tx, ids)
  // Read again: what was canceled may have given something back since.
  const now = await tx
    .selectFrom('promotionApplications')
    .select(['promotionId', 'amountMinor', 'returnedMinor'])
    .where('orderId', '=', changes[0]!.before.orderId)
    .execute()
  const differences = now
    .filter(({ promotionId }) => counters.has(promotionId) && ids.includes(promotionId))
    .map(({ promotionId, amountMinor, returnedMinor }) => {
      const sums = sumsOf(rows, promotionId)
      const moreMinor = sums.amountMinor - sums.returnedMinor - (amountMinor - returnedMinor)
      return { promotionId, uses: 0 as const, amountMinor: moreMinor }
    })
  const more = differences.filter(({ amountMinor }) => amountMinor > 0)
  const taken = await takeUses(tx, more)
  const short = more.find(({ promotionId }) => !taken.has(promotionId))
  const refused = changes.find(({ before }) => before.promotionId === short?.promotionId)
  if (refused) throw exhausted(refused.use.promotion, 'its budget is gone')
  const less = differences.filter(({ amountMinor }) => amountMinor < 0)
  await returnUses(
    tx,
    less.map((one) => ({ ...one, amountMinor: -one.amountMinor }))
  )
}

async function writeChanges(
  tx: Tx,
  orderId: string,
  changes: readonly Change[],
  rows: readonly PromotionShareRow[]
): Promise<void> {
  const ids = changes.map(({ before }) => before.promotionId)
  await tx
    .deleteFrom('promotionShares')
    .where('orderId', '=', orderId)
    .where(isOneOf(tx, 'promotionId', ids))
    .execute()
  await insertAll(tx, 'promotionShares', rows)
  const cells = changes.map(({ use: { promotion, times, units } }) => ({
    promotionId: promotion.id,
    ...sumsOf(rows, promotion.id),
    times,
    units: JSON.stringify(Object.fromEntries(units))
  }))
  const columns = {
    ...({ promotionId: 'text', amountMinor: 'integer', returnedMinor: 'integer' } as const),
    ...({ times: 'integer', units: 'text' } as const)
  } as const
  await sql`
    update promotion_applications set amount_minor = now.amount_minor,
      returned_minor = now.returned_minor, times = now.times, units = now.units
    from ${rowsFrom(tx, 'now', columns, cells)}
    where promotion_applications.order_id = ${orderId}
      and promotion_applications.promotion_id = now.promotion_id`.execute(tx)
}
