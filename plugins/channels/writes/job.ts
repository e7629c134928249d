import type { ItemOutcome } from '#core/channel/writes'
import type { JobContext } from '#core/jobs'
import type { Connection } from '../accounts/connection.ts'
import { idempotencyKeyOf, notBefore } from '../push/batch.ts'
import { finishRun } from '../repository/runs.ts'
import { dueSubmissions, markSent, nextWriteAt, nextWrites } from '../repository/writes.ts'
import { takeTurn } from '../turn.ts'
import type { ChannelTask, ChannelWork } from '../work.ts'
import { withEvidence } from './prepare.ts'
import { batchMaxOf, refusalOf, sendWrites } from './send.ts'
import { settleWritten, type Written } from './settle.ts'

type Payload = { channelId: string }

const submissionsMax = 50

/** Job: sends what waits, and asks what became of what the platform has accepted. */
export function sendWritesJobOf(work: ChannelWork): (job: JobContext<Payload>) => Promise<void> {
  return (job) =>
    work.do(job, 'sendWrites', async (task) => {
      const { db, clock } = work.host
      await takeTurn(clock, { signal: job.signal }, () => sendBatch(work, task))
      await askAfter(work, task)
      const retryAt = await nextWriteAt(db, task.channel.id, clock.now())
      await job.complete(async (tx) => {
        await finishRun(tx, task.run, { state: 'done', error: null })
        if (retryAt === null) return
        const payload = { channelId: task.channel.id }
        const runAt = notBefore(tx.now, retryAt)
        await tx.enqueue('channels.send-writes', [{ payload, runAt }])
      })
    })
}

/** Sends what goes out in one call. False: nothing was left. */
async function sendBatch(work: ChannelWork, task: ChannelTask<Payload>): Promise<boolean> {
  const { job, channel, connection, run } = task
  const { db, clock } = work.host
  const found = await nextWrites(db, channel.id, clock.now(), (kind) =>
    batchMaxOf(connection, kind)
  )
  const { rows, unfit } = await withEvidence(work.evidence, found, job.signal)
  if (unfit.length > 0) await job.transaction((tx) => settleWritten(tx, work, run, unfit))
  const [first] = rows
  if (!first) return unfit.length > 0
  const ids = rows.map(({ id }) => id)
  const attempts = rows.map(({ retries }) => retries)
  const key = first.batch ?? idempotencyKeyOf(channel.id, [...ids, ...attempts])
  if (first.batch === null) await job.transaction((tx) => markSent(tx, rows, key))
  const outcomes = await sendWrites(connection, rows, key)
  const written = rows.map((row, index) => ({ row, outcome: outcomes[index]! }))
  await job.transaction((tx) => settleWritten(tx, work, run, written))
  return true
}

/** Asks what became of submissions, each on its own. */
async function askAfter(work: ChannelWork, task: ChannelTask<Payload>): Promise<void> {
  const { job, channel, connection, run } = task
  const { db, clock } = work.host
  const due = { now: clock.now(), limit: submissionsMax }
  const rows = await dueSubmissions(db, channel.id, due)
  for (const row of rows) {
    job.signal.throwIfAborted()
    const outcome = await decided(connection, row.submissionId!)
    const written: Written[] = [{ row, outcome }]
    await job.transaction((tx) => settleWritten(tx, work, run, written))
  }
}

/** What became of a submission. Where a platform cannot be asked, what it has accepted is done. */
async function decided(connection: Connection, submissionId: string): Promise<ItemOutcome> {
  if (!connection.client.pollSubmission) return { status: 'done' }
  try {
    const [outcome] = await connection.write('pollSubmission', 1, async (client) => [
      await client.pollSubmission!(submissionId)
    ])
    return outcome!
  } catch (error) {
    const rejected = refusalOf(error)
    if (!rejected) throw error
    return rejected
  }
}
