import type { JobContext } from '#core/jobs'
import type { Tx } from '#core/transaction'
import type { IntakeOutcome } from '#plugins/orders'
import type { Connection } from '../accounts/connection.ts'
import { finishRun } from '../repository/runs.ts'
import type { ChannelWork } from '../work.ts'

/** Has the platform told that its orders are taken, where it wants to know: once they are, at least once. */
export async function acknowledgeLater(
  tx: Tx,
  { channel, client }: Connection,
  intake: readonly IntakeOutcome[]
): Promise<void> {
  if (!client.orders.acknowledge) return
  const externalIds = intake
    .filter(({ result }) => result === 'created' || result === 'updated')
    .map(({ externalId }) => externalId)
  if (externalIds.length === 0) return
  const payload = { channelId: channel.id, externalIds }
  await tx.enqueue('channels.acknowledge-orders', [{ payload }])
}

/** Job: tells the platform that orders are taken. */
export function acknowledgeJobOf(
  work: ChannelWork
): (job: JobContext<{ channelId: string; externalIds: string[] }>) => Promise<void> {
  return (job) =>
    work.do(job, 'acknowledge', async ({ connection, run }) => {
      const { externalIds } = job.payload
      if (!connection.client.orders.acknowledge) return
      await connection.call('acknowledge', (client) => client.orders.acknowledge!(externalIds))
      await job.complete((tx) => finishRun(tx, run, { state: 'done', error: null }))
    })
}
