import type { Finding } from '../check/finding.ts'
import type { WholeCampaign } from './definition.ts'
import type { CampaignRow } from './tables.ts'

/** A campaign as people wrote it. */
export function inputOf(row: CampaignRow, promotionIds: readonly string[]): WholeCampaign {
  const { handle, title, goal, currency, budgetMinor, teaserAt, liveAt, closesAt } = row
  return {
    handle,
    title,
    goal,
    targets: JSON.parse(row.targets) as WholeCampaign['targets'],
    currency,
    budgetMinor,
    promotionIds: [...promotionIds],
    teaserAt,
    liveAt,
    closesAt,
    content: row.content === null ? null : JSON.parse(row.content),
    guardRails: row.guardRails === null ? null : JSON.parse(row.guardRails)
  }
}

/** A campaign as the API shows it. */
export function presentCampaign(row: CampaignRow, promotionIds: readonly string[]) {
  const { id, state, launchedAt, endedAt, endReason, version, createdAt, updatedAt } = row
  return {
    id,
    state,
    ...inputOf(row, promotionIds),
    launchedAt,
    endedAt,
    endReason,
    version,
    createdAt,
    updatedAt
  }
}

/** With what is allowed but will not do all that it seems to. */
export function presentWritten(
  row: CampaignRow,
  promotionIds: readonly string[],
  warnings: readonly Finding[]
) {
  return { ...presentCampaign(row, promotionIds), warnings }
}
