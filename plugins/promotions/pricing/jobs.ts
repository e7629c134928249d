import { Type } from 'typebox'
import { defineJob } from '#core/jobs'
import type { PluginContext } from '#core/plugin'
import { instantAt } from '#core/time'
import { applyDue } from './changes/apply.ts'
import type { ChangeParts } from './changes/parts.ts'
import { dropSnapshots } from './competitors/repository.ts'
import { dropMarks } from './drops/marks.ts'
import { recalculate } from './policies/recalculate.ts'

declare module 'shopkeeper' {
  interface Jobs {
    'pricing.recalculate': { variantIds: string[] }
    'pricing.apply-due': Record<never, never>
    'pricing.drop-snapshots': Record<never, never>
  }
}

/** Safe to repeat: a proposal that stands is left alone. */
export const recalculateJob = defineJob({
  name: 'pricing.recalculate',
  title: 'Reckons what price policies want and holds list prices to their floors; no ids: all',
  payload: Type.Object({ variantIds: Type.Array(Type.String()) }),
  // Those that wait for all variants are one; named ones are each their own.
  key: ({ variantIds }) => (variantIds.length === 0 ? 'all' : null),
  timeoutMs: 30 * 60 * 1000,
  schedule: { cron: '40 3 * * *', payload: { variantIds: [] } }
})

/** Safe to repeat: a change is applied once. */
export const applyDueJob = defineJob({
  name: 'pricing.apply-due',
  title: 'Sets list prices whose changes are approved and due',
  payload: Type.Object({}),
  key: () => 'all',
  timeoutMs: 10 * 60 * 1000,
  schedule: { cron: '* * * * *', payload: {} }
})

/** Safe to repeat: what is dropped is gone. */
export const dropSnapshotsJob = defineJob({
  name: 'pricing.drop-snapshots',
  title: "Drops competitors' prices and marks of margins of more than 400 days ago",
  payload: Type.Object({}),
  key: () => 'all',
  schedule: { cron: '10 4 * * *', payload: {} }
})

const keptMs = 400 * 86_400_000

export const pricingJobs = [recalculateJob, applyDueJob, dropSnapshotsJob]

/** Gives the jobs their handlers. */
export function handlePricingJobs(
  ctx: Pick<PluginContext, 'handle' | 'clock'>,
  parts: ChangeParts
): void {
  ctx.handle(recalculateJob, (job) => recalculate(parts, job))
  ctx.handle(applyDueJob, (job) => applyDue(parts, job))
  ctx.handle(dropSnapshotsJob, (job) =>
    job.transaction(async (tx) => {
      const before = instantAt(ctx.clock.ms() - keptMs)
      await dropSnapshots(tx, before)
      await dropMarks(tx, before)
    })
  )
}
