import type { Reader } from '#core/database/db'
import { type Page, pageOf } from '#core/database/keyset'
import { insertAll } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { PromotionsScope } from '../../scope.ts'
import { CampaignInvalid, CampaignNotOver } from '../errors.ts'
import { selectTotals } from '../orders/repository.ts'
import type { CountedLine } from '../orders/sums.ts'
import { requireCampaign } from '../own.ts'
import { lockCampaigns } from '../repository.ts'
import type { ReviewInputShape } from '../schema.ts'
import { isOver } from '../steps.ts'
import type { CampaignReviewRow } from '../tables.ts'
import { baselinePeriods } from './periods.ts'
import { baselineOf, reviewOf } from './result.ts'

/**
 * Reviews a campaign that was live and is over: a revision that never changes. What comes in later is in the next one.
 * A constant number of queries. Errors: NOT_FOUND, CAMPAIGN_NOT_OVER, CAMPAIGN_INVALID names SKUs there are not.
 */
export async function reviewCampaign(
  { ctx, parts }: Pick<PromotionsScope, 'ctx' | 'parts'>,
  tx: Tx,
  campaignId: string,
  { weeks, skus, feesMinor = null, lessons }: ReviewInputShape
): Promise<CampaignReviewRow> {
  const { state, launchedAt, endedAt, currency } = await requireCampaign(tx, campaignId)
  if (!isOver(state) || launchedAt === null || endedAt === null) {
    const reason = isOver(state) ? 'it was never live' : `it is ${state}: close or stop it first`
    throw new CampaignNotOver({ campaignId, reason })
  }
  if (skus) await assertKnown(parts, tx, skus)
  const compared = [...new Set(skus ?? (await soldSkus(tx, campaignId)))].sort()
  const span = { from: launchedAt, to: endedAt }
  const before = baselinePeriods(span, weeks, ctx.shop)
  const periods = [span, ...before]
  const [actual, ...earlier] = await parts.orders.soldIn(tx, { periods, currency, skus: compared })
  const sales = earlier.map((one, index) => ({ ...one, times: before[index]!.times }))
  // Whoever changes the figures waits, and so does another review: its revision is the next.
  await lockCampaigns(tx, [campaignId])
  const totals = (await selectTotals(tx, [campaignId])).get(campaignId)!
  const result = reviewOf(
    {
      currency,
      ...span,
      weeks,
      skus: compared,
      actual: actual!,
      baseline: baselineOf(sales, weeks)
    },
    totals,
    feesMinor
  )
  const row: CampaignReviewRow = {
    campaignId,
    revision: (await lastRevision(tx, campaignId)) + 1,
    result: JSON.stringify(result),
    lessons: JSON.stringify(lessons),
    reviewedBy: tx.origin.actor,
    reviewedAt: tx.now
  }
  await insertAll(tx, 'campaignReviews', [row])
  const { revision } = row
  tx.audit([
    {
      action: 'campaign.review',
      subjectType: 'campaign',
      subjectId: campaignId,
      after: { revision, weeks, feesMinor, lessons }
    }
  ])
  return row
}

async function assertKnown(
  { catalog }: PromotionsScope['parts'],
  tx: Tx,
  skus: readonly string[]
): Promise<void> {
  const known = await catalog.variantsBySku(tx, skus)
  const errors = skus.flatMap((sku, index) =>
    known.has(sku)
      ? []
      : [{ pointer: `#/skus/${index}`, detail: `${JSON.stringify(sku)} is no SKU of the catalog` }]
  )
  if (errors.length > 0) throw new CampaignInvalid({ errors })
}

/** SKUs of the orders that count for a campaign, gifts left out: they have no sales to compare. */
async function soldSkus(db: Reader, campaignId: string): Promise<string[]> {
  const skus = new Set<string>()
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('campaignOrders')
      .select(['orderId', 'lines'])
      .where('campaignId', '=', campaignId)
      .where('orderId', '>', after)
      .orderBy('orderId')
      .limit(1000)
      .execute()
    for (const { lines } of rows) {
      for (const { sku, grossMinor } of JSON.parse(lines) as CountedLine[]) {
        if (grossMinor > 0) skus.add(sku)
      }
    }
    if (rows.length < 1000) return [...skus]
    after = rows.at(-1)!.orderId
  }
}

async function lastRevision(db: Reader, campaignId: string): Promise<number> {
  const row = await db
    .selectFrom('campaignReviews')
    .select((eb) => eb.fn.max('revision').as('revision'))
    .where('campaignId', '=', campaignId)
    .executeTakeFirst()
  return row?.revision ?? 0
}

/** Reviews of a campaign, newest first: one query. */
export function listReviews(
  db: Reader,
  campaignId: string,
  paging: { limit: number; after?: string | undefined }
): Promise<Page<CampaignReviewRow>> {
  const query = db.selectFrom('campaignReviews').selectAll().where('campaignId', '=', campaignId)
  return pageOf(query, { list: 'campaignReviews', sort: ['-revision'], ...paging })
}

export function findReview(
  db: Reader,
  campaignId: string,
  revision: number
): Promise<CampaignReviewRow | undefined> {
  return db
    .selectFrom('campaignReviews')
    .selectAll()
    .where('campaignId', '=', campaignId)
    .where('revision', '=', revision)
    .executeTakeFirst()
}
