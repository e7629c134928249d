import type { JobContext } from '#core/jobs'
import type { Shop } from '#core/plugin'
import type { Tx } from '#core/transaction'
import type { CrmScope } from '../scope.ts'
import { businessDay } from './calendar.ts'
import { dayDeltas } from './days.ts'
import {
  businessDaysOf,
  countedFacts,
  customerIdsAfter,
  lockCustomers,
  replaceCells,
  replaceDays,
  saveBusinessDays
} from './repository/days.ts'

const pageSize = 500
const name = 'days'

/** Puts the rebuild to work when the shop's days have begun at another time since the last one. */
export async function rebuildIfMoved({ ctx }: CrmScope): Promise<void> {
  const { zone, dayStartsAtHour } = ctx.shop
  const known = await businessDaysOf(ctx.db, name)
  if (known?.zone === zone && known.startsAtHour === dayStartsAtHour) return
  await ctx.transaction((tx) => tx.enqueue('crm.rebuild-metrics', [{ payload: {} }]))
}

/**
 * Reckons customers' days and the cohorts anew from the facts, a page of customers a transaction; orders go on meanwhile.
 * Safe to repeat.
 */
export async function rebuildMetrics(
  job: Pick<JobContext<unknown>, 'pages' | 'transaction' | 'progress'>,
  shop: Readonly<Shop>
): Promise<void> {
  let done = 0
  await job.pages('', async (tx, after) => {
    job.progress(done)
    done += pageSize
    return rebuildPage(tx, shop, after)
  })
  await job.transaction(async (tx) => {
    await replaceCells(tx)
    await saveBusinessDays(tx, {
      ...{ name, zone: shop.zone, startsAtHour: shop.dayStartsAtHour },
      dayOn: businessDay(shop, tx.now)
    })
  })
}

/** Returns the last customer of the page; undefined: there was none. */
async function rebuildPage(
  tx: Tx,
  shop: Readonly<Shop>,
  after: string
): Promise<string | undefined> {
  const ids = await customerIdsAfter(tx, after, pageSize)
  if (ids.length === 0) return undefined
  await lockCustomers(tx, ids)
  const facts = await countedFacts(tx, ids)
  const changes = facts.map((fact) => ({ before: null, after: fact }))
  await replaceDays(tx, ids, dayDeltas(shop, changes))
  return ids.at(-1)
}
