import type { ReportingScope } from '../scope.ts'
import { trafficCubes } from './cubes.ts'
import { takeTrafficJob, watchSpendJob } from './jobs.ts'
import { trafficProofs } from './proofs.ts'
import { takeEarlier, takeRecords } from './records.ts'
import { figureRoutes } from './routes/figures.ts'
import { importRoutes } from './routes/import.ts'
import { watchSpend } from './watch-spend.ts'

/** Who came, and what it took to make them come. */
export function setupTraffic(scope: ReportingScope): void {
  const { ctx, channels } = scope
  scope.cubes.push(...trafficCubes)
  ctx.handle(watchSpendJob, (job) => job.transaction((tx) => watchSpend(tx, scope)))
  for (const proof of trafficProofs) ctx.proof(proof)
  ctx.handle(takeTrafficJob, async (job) => {
    if (!channels) return
    await job.pages(null, (tx, after: string | null) => takeEarlier(tx, scope, after))
  })
  if (channels) {
    ctx.on('channelRecord.changed', async (tx, changed) => {
      const told = changed.filter(({ kind }) => kind === 'traffic')
      const ids = told.map(({ recordId }) => recordId)
      if (ids.length > 0) await takeRecords(tx, scope, await channels.recordsOf(tx, ids))
    })
    ctx.onStart(async () => {
      await ctx.transaction((tx) => tx.enqueue('reporting.take-traffic', [{ payload: {} }]))
    })
  }
  figureRoutes(scope)
  importRoutes(scope)
}
