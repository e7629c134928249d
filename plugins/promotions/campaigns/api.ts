import type { CampaignState } from './definition.ts'

/** A campaign as its event tells it. */
export interface CampaignEvent {
  campaignId: string
  handle: string
  state: CampaignState
}

/** What an alert about a guard rail carries. The margin itself is confidential: it tells of cost. */
export interface CampaignGuardFields {
  handle: string
  currency: string
  /** Whether the campaign is stopped for it. */
  isStopping: boolean
}

/** What an alert about a campaign that could not take its step carries. */
export interface CampaignStuckFields {
  handle: string
  step: string
  /** Code of the error that refused it. */
  code: string
}

declare module 'shopkeeper' {
  interface Events {
    /** A campaign is new, has changed, or has taken a step. */
    'campaign.changed': CampaignEvent
  }
  interface Permissions {
    'campaigns:read': true
    'campaigns:write': true
  }
  interface Jobs {
    'campaigns.move': Record<never, never>
    'campaigns.stop': { campaignId: string }
  }
  interface AlertKinds {
    'campaign.margin-low': CampaignGuardFields
    'campaign.spend-reached': CampaignGuardFields
    'campaign.stuck': CampaignStuckFields
  }
}
