import type { CampaignState } from './definition.ts'
import { CampaignStepIllegal } from './errors.ts'

/** Every legal step of a campaign's life: from where, to where. What is over stays over. */
export const campaignSteps = {
  announce: { from: ['draft'], to: 'teaser' },
  launch: { from: ['draft', 'teaser'], to: 'live' },
  close: { from: ['live'], to: 'closed' },
  stop: { from: ['draft', 'teaser', 'live'], to: 'stopped' }
} as const satisfies Record<string, { from: readonly CampaignState[]; to: CampaignState }>

export type CampaignStep = keyof typeof campaignSteps
export const campaignStepNames = Object.keys(campaignSteps) as CampaignStep[]

/** Where a step leads. Errors: CAMPAIGN_STEP_ILLEGAL names the legal ones. */
export function takeStep(step: CampaignStep, state: CampaignState): CampaignState {
  const isLegal = (name: CampaignStep) =>
    (campaignSteps[name].from as readonly CampaignState[]).includes(state)
  if (isLegal(step)) return campaignSteps[step].to
  throw new CampaignStepIllegal({ step, state, legal: campaignStepNames.filter(isLegal) })
}

/** Whether it is over, so that its promotions are free for others. */
export function isOver(state: CampaignState): boolean {
  return state === 'closed' || state === 'stopped'
}

/** What the instants of a campaign ask for at a time; null: nothing. One that was never live is stopped, not closed. */
export function stepDue(
  campaign: {
    state: CampaignState
    teaserAt: string | null
    liveAt: string
    closesAt: string
    stopping: string | null
  },
  now: string
): CampaignStep | null {
  const { state, teaserAt, liveAt, closesAt, stopping } = campaign
  if (isOver(state)) return null
  if (stopping !== null) return 'stop'
  if (closesAt <= now) return state === 'live' ? 'close' : 'stop'
  if (state === 'live') return null
  if (liveAt <= now) return 'launch'
  return state === 'draft' && teaserAt !== null && teaserAt <= now ? 'announce' : null
}
