import type { JobContext } from '#core/jobs'
import type { Tx } from '#core/transaction'
import type { PromotionsScope } from '../scope.ts'
import { selectPromotions } from '../store/repository.ts'
import { lockedUnits } from './check/facts.ts'
import { priceKey, pricesAt } from './check/price.ts'
import { eventsRunning, eventsWithDrafts } from './event-repository.ts'
import { itemsOf, runningIn } from './repository.ts'
import type { EnrolmentItemRow, EnrolmentRow, PlatformEventRow } from './tables.ts'

const pageSize = 50
const hourMs = 3_600_000
const skusTold = 100

type Parts = Pick<PromotionsScope, 'ctx' | 'parts' | 'pricing'>
type Job = Pick<JobContext<unknown>, 'pages' | 'transaction'>

const promiseAlerts = ['enrolment.price-broken', 'enrolment.stock-short'] as const

/** What an alert about drafts of an event is about. */
export function draftsOf(eventId: string) {
  return {
    kind: 'enrolment.drafts-left',
    subjectType: 'platformEvent',
    subjectId: eventId
  } as const
}

/** Holds what runs against what was promised, and looks for drafts that are about to come too late. */
export async function watchEnrolments(scope: Parts, job: Job): Promise<void> {
  await job.transaction((tx) => watchDrafts(scope, tx))
  for (const event of await eventsRunning(scope.ctx.db)) {
    await job.pages('', (tx, after) => watchPage(scope, tx, event, after))
  }
}

/** Alerts of events whose window has ended lately are cleared: nothing can be submitted any more. */
async function watchDrafts({ ctx }: Parts, tx: Tx): Promise<void> {
  const { clock, options } = ctx
  const span = {
    from: clock.after(-30 * 24 * hourMs),
    to: clock.after(options.enrolmentAlertHours * hourMs)
  }
  const events = await eventsWithDrafts(tx, span)
  const late = events.filter(({ drafts, enrolUntil }) => drafts > 0 && enrolUntil > tx.now)
  const isLate = new Set(late.map(({ id }) => id))
  await ctx.alerts.raise(
    tx,
    late.map(({ id, title, enrolUntil, drafts }) => ({
      ...draftsOf(id),
      message: `${title} takes enrolments until ${enrolUntil}, ${drafts} are not submitted`,
      fields: { title, enrolUntil, drafts }
    }))
  )
  await ctx.alerts.clear(
    tx,
    events.filter(({ id }) => !isLate.has(id)).map(({ id }) => draftsOf(id))
  )
}

/** Returns the last enrolment it has looked at; undefined: there were no more. A constant number of queries. */
async function watchPage(
  scope: Parts,
  tx: Tx,
  event: PlatformEventRow,
  after: string
): Promise<string | undefined> {
  const rows = await runningIn(tx, event.id, { after, limit: pageSize })
  if (rows.length === 0) return undefined
  const items = await itemsOf(
    tx,
    rows.map(({ id }) => id)
  )
  const all = rows.flatMap((row) => items.get(row.id)!.map((item) => ({ row, item })))
  const [dear, short] = [await tooDear(scope, tx, event, all), await tooFew(scope, tx, event, all)]
  await tellPromises(scope, tx, event, { rows, dear, short })
  return rows.at(-1)!.id
}

interface Promised {
  row: EnrolmentRow
  item: EnrolmentItemRow
}

/** Items that cost more than was promised, or have no price any more. */
async function tooDear(
  scope: Parts,
  tx: Tx,
  event: PlatformEventRow,
  all: readonly Promised[]
): Promise<Promised[]> {
  const ids = [...new Set(all.flatMap(({ row }) => row.promotionId ?? []))]
  const live = (await selectPromotions(tx, 'id', ids)).filter(({ state }) => state === 'live')
  const promotions = new Map(live.map((one) => [one.id, one]))
  const askOf = ({ row, item: { variantId, sku } }: Promised) => ({
    ...{ variantId, sku, promotion: promotions.get(row.promotionId ?? '') ?? null }
  })
  const prices = await pricesAt(scope, tx, all.map(askOf), { event, at: tx.now })
  return all.filter((one) => {
    const price = prices.get(priceKey(askOf(one)))
    return price === undefined || price.priceMinor > one.item.priceMinor
  })
}

/** Items of which less is left than was promised and not sold since. */
async function tooFew(
  { parts: { inventory, orders } }: Parts,
  tx: Tx,
  { channelId, startsAt: from, endsAt: to }: PlatformEventRow,
  all: readonly Promised[]
): Promise<Promised[]> {
  const available = await inventory.available(tx, [
    ...new Set(all.map(({ item }) => item.variantId))
  ])
  const sold = await orders.unitsSold(
    tx,
    all.map(({ item: { sku } }) => ({ sku, channelId, from, to }))
  )
  const ids = [...new Set(all.flatMap(({ row }) => row.promotionId ?? []))]
  const locked = await lockedUnits(tx, ids)
  return all.filter(({ item: { variantId, sku, units } }, at) => {
    const free = available.get(variantId)
    const owed = Math.max(0, units - sold[at]!)
    return free !== undefined && free + (locked.get(sku) ?? 0) < owed
  })
}

async function tellPromises(
  { ctx }: Parts,
  tx: Tx,
  { id: eventId, title }: PlatformEventRow,
  found: { rows: readonly EnrolmentRow[]; dear: readonly Promised[]; short: readonly Promised[] }
): Promise<void> {
  const broken = [found.dear, found.short].map((all) => {
    const skus = new Map<string, string[]>()
    for (const { row, item } of all) {
      skus.set(row.id, [...(skus.get(row.id) ?? []), item.sku])
    }
    return skus
  })
  const words = ['cost more than promised', 'are fewer than promised']
  for (const [at, kind] of promiseAlerts.entries()) {
    const bySubject = broken[at]!
    await ctx.alerts.raise(
      tx,
      [...bySubject].map(([subjectId, skus]) => ({
        ...{ kind, subjectType: 'enrolment', subjectId },
        message: `${title}: ${skus.slice(0, 10).join(', ')}${skus.length > 10 ? ' …' : ''} ${words[at]}`,
        fields: { eventId, title, skus: skus.slice(0, skusTold) }
      }))
    )
    await ctx.alerts.clear(
      tx,
      found.rows
        .filter(({ id }) => !bySubject.has(id))
        .map(({ id }) => ({ kind, subjectType: 'enrolment', subjectId: id }))
    )
  }
}

/** What was promised is over. */
export async function clearPromises(
  { ctx }: Pick<Parts, 'ctx'>,
  tx: Tx,
  enrolmentIds: readonly string[]
): Promise<void> {
  await ctx.alerts.clear(
    tx,
    promiseAlerts.flatMap((kind) =>
      enrolmentIds.map((subjectId) => ({ kind, subjectType: 'enrolment', subjectId }))
    )
  )
}
