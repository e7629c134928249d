import { NotFound, VersionOutdated } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import { ownRules } from '../store/repository.ts'
import { findCampaign, lockPromotions, promotionIdsOf } from './repository.ts'
import type { CampaignRow } from './tables.ts'

/**
 * Locks the promotions of a campaign, and some more, and then the rules: as whoever changes a promotion does. Campaigns
 * change only under this lock.
 */
export async function ownPromotions(
  tx: Tx,
  campaignId: string,
  more: readonly string[] = []
): Promise<void> {
  const own = (await promotionIdsOf(tx, [campaignId])).get(campaignId)!
  await lockPromotions(tx, [...new Set([...own, ...more])])
  await ownRules(tx)
}

/** The campaign, as long as nobody else changes it: whoever does owns the rules. Errors: NOT_FOUND, VERSION_OUTDATED. */
export async function requireCampaign(
  tx: Tx,
  id: string,
  expected?: number | undefined
): Promise<CampaignRow> {
  const row = await findCampaign(tx, id)
  if (!row) throw new NotFound({ what: 'campaign', id })
  if (expected !== undefined && expected !== row.version) {
    throw new VersionOutdated({ expected, current: row.version })
  }
  return row
}

/** Writes an act on a campaign down, and tells of it. */
export async function tell(
  tx: Tx,
  { id, handle, state }: Pick<CampaignRow, 'id' | 'handle' | 'state'>,
  act: string,
  change: object
): Promise<void> {
  tx.audit([{ action: `campaign.${act}`, subjectType: 'campaign', subjectId: id, ...change }])
  await tx.emit('campaign.changed', [{ campaignId: id, handle, state }])
}
