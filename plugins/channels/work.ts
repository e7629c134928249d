import { ShopkeeperError } from '#core/errors'
import { newId } from '#core/ids'
import { type JobContext, JobPostponed } from '#core/jobs'
import type { PluginContext } from '#core/plugin'
import type { Tx } from '#core/transaction'
import type { Connection } from './accounts/connection.ts'
import { Connections, type ConnectionUse } from './accounts/connections.ts'
import { anyOperation } from './accounts/rests.ts'
import { noCounts } from './counts.ts'
import { ChannelCallFailed } from './errors.ts'
import type { Takers } from './pull/documents.ts'
import type { PullParts } from './pull/walk.ts'
import { findChannel, pauseChannel } from './repository/accounts.ts'
import { addToRun, finishRun, type Run } from './repository/runs.ts'
import type { ChannelRow, RunKind } from './tables.ts'
import { EvidenceFetcher } from './writes/evidence.ts'

type Host = Pick<
  PluginContext,
  'db' | 'clock' | 'log' | 'adapters' | 'encryptionKey' | 'transaction' | 'alerts' | 'shop'
>

/** Conditions under which an account cannot work until a person has changed something. */
const breaking = new Set([
  'CHANNEL_BROKEN',
  'CREDENTIALS_UNREADABLE',
  'ENCRYPTION_KEY_MISSING',
  'CHANNEL_SETTINGS_INVALID',
  'ADAPTER_UNKNOWN'
])

/** One piece of work for one account, as its handler sees it. */
export interface ChannelTask<Payload> {
  job: JobContext<Payload>
  channel: ChannelRow
  connection: Connection
  run: Run
}

/**
 * What every job of an account has around it: its connection, its run, and what follows a failure.
 */
export class ChannelWork {
  readonly host: Host
  readonly takers: Takers
  readonly connections: Connections
  readonly evidence: EvidenceFetcher

  constructor(host: Host, takers: Takers, allowPrivate: boolean) {
    this.host = host
    this.takers = takers
    this.connections = new Connections(host)
    this.evidence = new EvidenceFetcher(allowPrivate)
  }

  /** What a pull needs, writing through the given transactions. */
  pullParts(transaction: PullParts['transaction']): PullParts {
    return { takers: this.takers, clock: this.host.clock, transaction }
  }

  newRun(connection: Connection, kind: RunKind): Run {
    const before = connection.meter.restart()
    return {
      id: newId('run'),
      channelId: connection.channel.id,
      kind,
      startedAt: this.host.clock.now(),
      isAhead: false,
      spent: () => connection.meter.since(before)
    }
  }

  /**
   * Does a job for an account that is enabled and not paused; for another there is nothing to do.
   * An account that its platform refuses is paused, with an alert, and the job is over.
   */
  async do<Payload extends { channelId: string }>(
    job: JobContext<Payload>,
    kind: RunKind,
    work: (task: ChannelTask<Payload>) => Promise<void>,
    use: ConnectionUse = 'live'
  ): Promise<void> {
    const channel = await findChannel(this.host.db, job.payload.channelId)
    if (!channel || channel.isEnabled === 0 || channel.pausedAt !== null) return
    const connection = await this.#open(job, channel, use)
    if (!connection) return
    const subject = `job:${kind}`
    connection.rests.assertRested(anyOperation, subject)
    const run = this.newRun(connection, kind)
    try {
      await work({ job, channel, connection, run })
      await connection.rests.succeeded(subject)
    } catch (error) {
      if (job.signal.aborted) throw error
      if (isBreaking(error)) {
        await job.complete(async (tx) => {
          await failRun(tx, run, error)
          await this.pause(tx, channel, error)
        })
        return
      }
      if (run.isAhead) await connection.rests.succeeded(subject)
      await restAfter(connection, subject, error)
      if (!(error instanceof JobPostponed)) {
        await job.transaction((tx) => failRun(tx, run, error))
      } else if (run.spent().calls + run.spent().throttled > 0) {
        await job.transaction((tx) => finishRun(tx, run, { state: 'postponed', error: null }))
      }
      throw run.isAhead ? goingOn(connection, subject, error) : error
    }
  }

  /** The connection of a job; none when the account cannot be opened: it is paused then. */
  async #open(
    job: JobContext<unknown>,
    channel: ChannelRow,
    use: ConnectionUse
  ): Promise<Connection | undefined> {
    try {
      const connection = this.connections.of(channel, use)
      await connection.load()
      return connection
    } catch (error) {
      if (!isBreaking(error)) throw error
      await job.complete((tx) => this.pause(tx, channel, error))
      return undefined
    }
  }

  /** Pauses an account that cannot work, and says so; one that has changed meanwhile may work on. */
  async pause(tx: Tx, channel: ChannelRow, error: ShopkeeperError): Promise<void> {
    const reason = String(error.fields.reason ?? error.message)
    if (!(await pauseChannel(tx, channel, reason))) return
    tx.audit([
      { action: 'channel.pause', subjectType: 'channel', subjectId: channel.id, after: { reason } }
    ])
    await this.host.alerts.raise(tx, [
      {
        kind: 'channel.broken',
        subjectType: 'channel',
        subjectId: channel.id,
        message: `${channel.name} is paused: ${reason}`,
        fields: { platform: channel.platform, reason }
      }
    ])
  }
}

/** New work must not begin at once what has failed, or what was told to wait. */
async function restAfter(connection: Connection, subject: string, error: unknown): Promise<void> {
  if (!(error instanceof ShopkeeperError) || !error.retryable) return
  const { rests } = connection
  if (error.code !== JobPostponed.definition.code) return rests.backOff(subject, error.message)
  const retryAfterMs = Number(error.fields.retryAfterMs)
  if (rests.leftMs(anyOperation, subject) < retryAfterMs - 1) {
    await rests.rest(subject, retryAfterMs, 'it has to wait for its turn')
  }
}

/**
 * A failure after something was done: the job goes on from there, and its attempts begin anew. Where many calls make
 * up a job, a platform that fails now and then would use them up although the job comes forward.
 */
function goingOn(connection: Connection, subject: string, error: unknown): unknown {
  const isPassing = error instanceof JobPostponed || error instanceof ChannelCallFailed
  if (!isPassing) return error
  const told = error.fields.retryAfterMs
  const retryAfterMs = told === undefined ? connection.rests.leftMs(subject) : Number(told)
  return new JobPostponed(
    { retryAfterMs: Math.ceil(retryAfterMs), isAhead: true },
    { cause: error }
  )
}

/** Whether only a person can make the account work again. */
export function isBreaking(error: unknown): error is ShopkeeperError {
  return error instanceof ShopkeeperError && breaking.has(error.code)
}

/** Records a run that failed, with what it had done. */
export async function failRun(tx: Tx, run: Run, error: unknown): Promise<void> {
  await addToRun(tx, run, noCounts)
  const problem =
    error instanceof ShopkeeperError
      ? { code: error.code, title: error.title, detail: error.message }
      : { code: 'INTERNAL_ERROR', title: 'The sync failed' }
  await finishRun(tx, run, { state: 'failed', error: JSON.stringify(problem) })
}
