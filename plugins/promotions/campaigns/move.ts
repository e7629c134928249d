import { Type } from 'typebox'
import { ShopkeeperError } from '#core/errors'
import { defineJob, type JobContext } from '#core/jobs'
import type { Tx } from '#core/transaction'
import type { PromotionsScope } from '../scope.ts'
import { ownPromotions } from './own.ts'
import { findCampaign, maybeDue } from './repository.ts'
import { stepOwned } from './step.ts'
import { type CampaignStep, stepDue } from './steps.ts'

const pageSize = 100

/** Safe to repeat: what has taken its step is no longer due. */
export const moveCampaignsJob = defineJob({
  name: 'campaigns.move',
  title: 'Takes campaigns to the phase whose time has come, with their promotions',
  payload: Type.Object({}),
  key: () => 'all',
  timeoutMs: 10 * 60 * 1000,
  schedule: { cron: '* * * * *', payload: {} }
})

/** Safe to repeat: what is stopped stays stopped. */
export const stopCampaignJob = defineJob({
  name: 'campaigns.stop',
  title: 'Stops a campaign that is beyond a guard rail, and ends its promotions',
  payload: Type.Object({ campaignId: Type.String() }),
  key: ({ campaignId }) => campaignId,
  priority: 0
})

export const campaignJobs = [moveCampaignsJob, stopCampaignJob]

type MoveScope = Pick<PromotionsScope, 'ctx' | 'extensions'>
type Job = Pick<JobContext<unknown>, 'signal' | 'transaction'>

/** Moves campaigns that are due, each in a transaction of its own: one that cannot go live keeps no other from it. */
export async function moveCampaigns(scope: MoveScope, job: Job): Promise<void> {
  const { ctx } = scope
  for (let after = ''; ; ) {
    const ids = await maybeDue(ctx.db, ctx.clock.now(), { after, limit: pageSize })
    for (const id of ids) {
      job.signal.throwIfAborted()
      await moveOne(scope, job, id)
    }
    if (ids.length < pageSize) return
    after = ids.at(-1)!
  }
}

/** Takes the step that is due of one campaign, if any; what refuses it becomes an alert. */
export async function moveOne(scope: MoveScope, job: Job, id: string): Promise<void> {
  let step: CampaignStep | null = null
  try {
    await job.transaction(async (tx) => {
      await ownPromotions(tx, id)
      const campaign = await findCampaign(tx, id)
      step = campaign ? stepDue(campaign, tx.now) : null
      if (!campaign || !step) return
      const { stopping, state } = campaign
      const missed = step === 'stop' && state !== 'live'
      const byTime = missed ? 'its time was over before it went live' : 'its time has come'
      const reason = stopping === null ? byTime : `guard rail ${stopping}`
      await stepOwned(scope, tx, campaign, { step, reason })
    })
  } catch (error) {
    if (!(error instanceof ShopkeeperError) || step === null) throw error
    const { code, message } = error
    await job.transaction((tx) => tellStuck(scope, tx, { id, step: step!, code, message }))
  }
}

async function tellStuck(
  { ctx }: MoveScope,
  tx: Tx,
  { id, step, code, message }: { id: string; step: CampaignStep; code: string; message: string }
): Promise<void> {
  const { handle } = (await findCampaign(tx, id))!
  await ctx.alerts.raise(tx, [
    {
      kind: 'campaign.stuck',
      subjectType: 'campaign',
      subjectId: id,
      message: `${handle} cannot ${step}: ${message}`,
      fields: { handle, step, code }
    }
  ])
}
