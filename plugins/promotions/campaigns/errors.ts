import { defineError } from '#core/errors'
import type { CampaignState } from './definition.ts'

export const CampaignInvalid = defineError({
  code: 'CAMPAIGN_INVALID',
  status: 400,
  title: 'The campaign cannot be as it is written',
  detail: (f: { errors: readonly { pointer: string; detail: string }[] }) =>
    f.errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ')
})

export const CampaignHandleTaken = defineError({
  code: 'CAMPAIGN_HANDLE_TAKEN',
  status: 409,
  title: 'Another campaign has this handle',
  detail: (f: { handle: string }) => JSON.stringify(f.handle)
})

export const CampaignPromotionTaken = defineError({
  code: 'CAMPAIGN_PROMOTION_TAKEN',
  status: 409,
  title: 'The promotion belongs to another campaign that is not over',
  detail: (f: { promotionId: string; campaignId: string }) =>
    `${f.promotionId} belongs to ${f.campaignId}: take it off there, or write another promotion`
})

export const CampaignStepIllegal = defineError({
  code: 'CAMPAIGN_STEP_ILLEGAL',
  status: 409,
  title: 'The campaign cannot take this step from where it stands',
  detail: (f: { step: string; state: CampaignState; legal: readonly string[] }) =>
    `it is ${f.state}: ${f.legal.length > 0 ? `it can ${f.legal.join(', ')}` : 'nothing follows'}`
})

export const CampaignFixed = defineError({
  code: 'CAMPAIGN_FIXED',
  status: 409,
  title: 'This of a campaign does not change any more',
  detail: (f: { field: string; reason: string }) => `${f.field}: ${f.reason}`
})

export const CampaignSpendConflict = defineError({
  code: 'CAMPAIGN_SPEND_CONFLICT',
  status: 409,
  title: 'Another spend was recorded under this key',
  detail: (f: { key: string }) => `${JSON.stringify(f.key)}: a correction has a key of its own`
})

export const CampaignNotOver = defineError({
  code: 'CAMPAIGN_NOT_OVER',
  status: 409,
  title: 'The campaign cannot be reviewed yet',
  detail: (f: { campaignId: string; reason: string }) => f.reason
})

export const campaignErrors = [
  CampaignInvalid,
  CampaignHandleTaken,
  CampaignPromotionTaken,
  CampaignStepIllegal,
  CampaignFixed,
  CampaignSpendConflict,
  CampaignNotOver
]
