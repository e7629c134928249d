import type { Reader } from '#core/database/db'
import { type Page, pageOf } from '#core/database/keyset'
import { insertAll } from '#core/database/rows'
import { NotFound } from '#core/http/errors'
import { newId } from '#core/ids'
import { safeMinor } from '#core/money'
import type { Tx } from '#core/transaction'
import { dayOn } from '#core/zone'
import type { PromotionsScope } from '../scope.ts'
import { CampaignInvalid, CampaignSpendConflict } from './errors.ts'
import { heedGuards } from './guards.ts'
import { selectTotals } from './orders/repository.ts'
import { lockCampaigns } from './repository.ts'
import type { SpendInputShape } from './schema.ts'
import type { CampaignSpendRow } from './tables.ts'

/**
 * Records what was spent on a campaign elsewhere, once a key; bills may come when it is over. Errors: NOT_FOUND,
 * CAMPAIGN_INVALID, CAMPAIGN_SPEND_CONFLICT when the key stands for another spend.
 */
export async function recordSpend(
  { ctx }: Pick<PromotionsScope, 'ctx'>,
  tx: Tx,
  campaignId: string,
  { key, channel, amountMinor, dayOn: day, note = null }: SpendInputShape
): Promise<CampaignSpendRow> {
  const [campaign] = await lockCampaigns(tx, [campaignId])
  if (!campaign) throw new NotFound({ what: 'campaign', id: campaignId })
  const known = await findSpend(tx, campaignId, key)
  if (known) {
    const isSame =
      known.channel === channel && known.amountMinor === amountMinor && known.dayOn === day
    if (isSame) return known
    throw new CampaignSpendConflict({ key })
  }
  const today = dayOn(tx.now, ctx.shop.zone, ctx.shop.dayStartsAtHour)
  const before = (await selectTotals(tx, [campaignId])).get(campaignId)!.recordedMinor
  const errors = findingsOf({ amountMinor, day, today, before })
  if (errors.length > 0) throw new CampaignInvalid({ errors })
  safeMinor(before + amountMinor)
  const row: CampaignSpendRow = {
    id: newId('csp'),
    campaignId,
    key,
    channel,
    amountMinor,
    dayOn: day,
    note,
    recordedBy: tx.origin.actor,
    recordedAt: tx.now
  }
  await insertAll(tx, 'campaignSpends', [row])
  tx.audit([
    {
      action: 'campaign.spend',
      subjectType: 'campaign',
      subjectId: campaignId,
      after: { key, channel, amountMinor, dayOn: day }
    }
  ])
  await heedGuards({ ctx }, tx, [campaign])
  return row
}

function findingsOf(spend: { amountMinor: number; day: string; today: string; before: number }) {
  const { amountMinor, day, today, before } = spend
  const errors: { pointer: string; detail: string }[] = []
  if (amountMinor === 0) {
    errors.push({ pointer: '#/amountMinor', detail: 'is 0: write what was spent' })
  }
  if (before + amountMinor < 0) {
    const detail = `takes back more than the ${before} recorded: write no less than ${-before}`
    errors.push({ pointer: '#/amountMinor', detail })
  }
  if (day > today) {
    errors.push({ pointer: '#/dayOn', detail: `is yet to come: write a day up to ${today}` })
  }
  return errors
}

function findSpend(
  db: Reader,
  campaignId: string,
  key: string
): Promise<CampaignSpendRow | undefined> {
  return db
    .selectFrom('campaignSpends')
    .selectAll()
    .where('campaignId', '=', campaignId)
    .where('key', '=', key)
    .executeTakeFirst()
}

/** What was spent on a campaign, newest first: one query. */
export function listSpends(
  db: Reader,
  campaignId: string,
  paging: { limit: number; after?: string | undefined }
): Promise<Page<CampaignSpendRow>> {
  const query = db.selectFrom('campaignSpends').selectAll().where('campaignId', '=', campaignId)
  return pageOf(query, { list: 'campaignSpends', sort: ['-id'], ...paging })
}
