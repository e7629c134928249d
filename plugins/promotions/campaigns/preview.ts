import type { Reader } from '#core/database/db'
import { NotFound } from '#core/http/errors'
import { selectStock } from '../flash/repository.ts'
import { promotionOf } from '../store/compiled-set.ts'
import { selectPromotions } from '../store/repository.ts'
import type { CampaignInputShape } from './definition.ts'
import { findCampaign, promotionIdsOf } from './repository.ts'
import { isOver } from './steps.ts'

/** A campaign as it may be shown to buyers: three queries. Errors: NOT_FOUND, also before it is announced and after. */
export async function previewOf(db: Reader, id: string) {
  const campaign = await findCampaign(db, id)
  if (!campaign || campaign.state === 'draft' || isOver(campaign.state)) {
    throw new NotFound({ what: 'campaign to show', id })
  }
  const { state, title, content, liveAt, closesAt } = campaign
  const promotions = await promotionsOf(db, id)
  const claimableIn = state === 'teaser' ? ['draft', 'live'] : ['live']
  return {
    campaignId: id,
    state,
    title,
    content: content === null ? null : (JSON.parse(content) as CampaignInputShape['content']),
    liveAt,
    closesAt,
    promotions: promotions
      .filter((one) => one.state !== 'ended')
      .map((one) => ({
        id: one.id,
        title: one.title,
        isClaimable: one.coupon === 'unique' && claimableIn.includes(one.state)
      }))
  }
}

/**
 * Units that are locked for a campaign: those of its flash prices, by what they keep of themselves; before it is live as
 * their rules say. Three queries.
 */
export async function lockedStockOf(db: Reader, id: string) {
  const promotions = (await promotionsOf(db, id)).filter(({ kind }) => kind === 'flash')
  const kept = await selectStock(
    db,
    promotions.map((one) => one.id)
  )
  const began = new Set(kept.map(({ promotionId }) => promotionId))
  const planned = promotions
    .filter((one) => !began.has(one.id) && one.state === 'draft')
    .flatMap((row) => {
      const { reward } = promotionOf(row)
      const items = reward.kind === 'flash' ? reward.items : []
      return items.map(({ sku, quantity }) => ({
        promotionId: row.id,
        sku,
        quantity,
        taken: 0,
        reservationId: null
      }))
    })
  return [...kept, ...planned].map(({ promotionId, sku, quantity, taken, reservationId }) => ({
    promotionId,
    sku,
    quantity,
    taken,
    left: quantity - taken,
    isLocked: reservationId !== null
  }))
}

async function promotionsOf(db: Reader, campaignId: string) {
  const ids = (await promotionIdsOf(db, [campaignId])).get(campaignId)!
  return selectPromotions(db, 'id', ids)
}
