import type { Adapter } from '#core/channel/adapter'
import type { Capabilities } from '#core/channel/capabilities'
import type { Classification } from '#core/channel/classify'
import type { ChannelClient } from '#core/channel/client'
import type { ItemOutcome } from '#core/channel/writes'
import type { ShopkeeperError } from '#core/errors'
import { JobPostponed } from '#core/jobs'
import { ChannelBroken, ChannelCallFailed, ChannelCallRejected } from '../errors.ts'
import type { ChannelRow } from '../tables.ts'
import type { Circuit } from './circuit.ts'
import type { Meter } from './meter.ts'
import { checkOutcomes } from './outcomes.ts'
import type { AccountPace } from './pace.ts'
import type { Rests } from './rests.ts'
import type { TokenKeeper } from './tokens.ts'

/** What counts new tokens that were refused, in a row. */
const newTokens = 'new-tokens'
/** So many, and it is the account that is refused. */
const newTokensMax = 5

/** What stands between an account's client and its platform. */
export interface ConnectionParts {
  capabilities: Capabilities
  rests: Rests
  pace: AccountPace
  circuit: Circuit
  meter: Meter
  /** Null: the adapter needs none. */
  tokens: TokenKeeper | null
}

/** One account with its connected client. Used by one job at a time. */
export class Connection {
  readonly channel: ChannelRow
  readonly adapter: Adapter
  /** What this account can do. */
  readonly capabilities: Capabilities
  readonly rests: Rests
  readonly meter: Meter
  readonly tokens: TokenKeeper | null
  readonly #pace: AccountPace
  readonly #circuit: Circuit
  readonly #connect: () => ChannelClient
  #client: ChannelClient
  /** Why no token is to be had any more, once a call has met it. */
  #broken: ShopkeeperError | null = null

  constructor(
    channel: ChannelRow,
    adapter: Adapter,
    parts: ConnectionParts & { connect: () => ChannelClient }
  ) {
    this.channel = channel
    this.adapter = adapter
    this.capabilities = parts.capabilities
    this.rests = parts.rests
    this.meter = parts.meter
    this.tokens = parts.tokens
    this.#pace = parts.pace
    this.#circuit = parts.circuit
    this.#connect = parts.connect
    this.#client = parts.connect()
  }

  get client(): ChannelClient {
    return this.#client
  }

  /** Reads what other processes have noted of the account meanwhile. */
  async load(): Promise<void> {
    await this.rests.load()
    await this.#pace.load()
  }

  /**
   * Calls the platform and turns a failure into what the engine does about it.
   *
   * Errors: JOB_POSTPONED when throttled, or while the platform does not answer; CHANNEL_CALL_FAILED to try
   * again; CHANNEL_CALL_REJECTED; CHANNEL_BROKEN when the account itself is refused.
   */
  async call<T>(operation: string, work: (client: ChannelClient) => Promise<T>): Promise<T> {
    await this.#circuit.admit()
    this.rests.assertRested(operation)
    this.#pace.lastOperation = null
    this.#broken = null
    const { calls } = this.meter.now
    try {
      return await this.#tried(operation, work)
    } finally {
      // Not every adapter asks before it calls.
      if (this.meter.now.calls === calls) this.meter.count('calls')
    }
  }

  /**
   * Writes items. A failure after some of them were done counts as any other, though it is not thrown. Shape: one
   * outcome an item, same order. Errors: as `call`; CHANNEL_CALL_REJECTED when there are not as many.
   */
  async write(
    operation: string,
    items: number,
    work: (client: ChannelClient) => Promise<ItemOutcome[]>
  ): Promise<ItemOutcome[]> {
    const answer = await this.call(operation, work)
    const asked = { channel: this.channel.id, platform: this.adapter.platform, operation, items }
    const outcomes = checkOutcomes(asked, answer)
    const failures = outcomes.flatMap((outcome) =>
      outcome.status === 'retry' ? (outcome.failure ?? []) : []
    )
    for (const failure of new Set(failures)) await this.#hear(operation, failure)
    return outcomes
  }

  /** Takes notes of a failure that ended a batch after others of it were done. */
  async #hear(operation: string, error: unknown): Promise<void> {
    if (isVerdict(error)) return
    const verdict = this.#client.classify(error)
    if (verdict.action !== 'refreshToken') {
      await this.#failure(operation, verdict, error)
      return
    }
    this.meter.retried(verdict.reason)
    if (this.tokens) this.tokens.refuse()
    else this.#client = this.#connect()
  }

  async #tried<T>(operation: string, work: (client: ChannelClient) => Promise<T>): Promise<T> {
    const before = this.tokens?.inUse ?? null
    try {
      return await this.#done(work)
    } catch (error) {
      if (isVerdict(error)) throw error
      const verdict = this.#client.classify(error)
      if (verdict.action !== 'refreshToken') throw await this.#failure(operation, verdict, error)
      this.meter.retried(verdict.reason)
      if (this.tokens) await this.tokens.replace(before ?? this.tokens.inUse)
      else this.#client = this.#connect()
      return this.#triedAgain(operation, work)
    }
  }

  async #done<T>(work: (client: ChannelClient) => Promise<T>): Promise<T> {
    const value = await work(this.#client)
    // An adapter may have taken it for the refusal of an item, and gone on.
    if (this.#broken) throw this.#broken
    await this.#succeeded()
    return value
  }

  /** With a new token. */
  async #triedAgain<T>(operation: string, work: (client: ChannelClient) => Promise<T>): Promise<T> {
    try {
      return await this.#done(work)
    } catch (error) {
      if (isVerdict(error)) throw error
      const verdict = this.#client.classify(error)
      throw verdict.action === 'refreshToken'
        ? await this.#newTokenRefused(operation, verdict.reason, error)
        : await this.#failure(operation, verdict, error)
    }
  }

  /**
   * A new token that is refused may have ended at once, or be unknown yet to another part of the platform: it is
   * tried again later with another. Refused again and again, or where there is no other, the account is broken.
   */
  async #newTokenRefused(
    operation: string,
    reason: string,
    cause: unknown
  ): Promise<ShopkeeperError> {
    if (this.tokens) {
      this.tokens.refuse()
      await this.rests.backOff(newTokens, reason)
      if (this.rests.failuresOf(newTokens) < newTokensMax) {
        this.meter.retried(reason)
        return new ChannelCallFailed({ channel: this.channel.id, operation, reason }, { cause })
      }
    }
    return this.#failure(operation, { action: 'fatal', reason }, cause)
  }

  async #succeeded(): Promise<void> {
    await this.#circuit.succeeded()
    await this.rests.succeeded(newTokens)
  }

  /** What an error of the adapter means for the engine; takes notes of it. */
  async #failure(
    operation: string,
    verdict: Exclude<Classification, { action: 'refreshToken' }>,
    cause: unknown
  ): Promise<ShopkeeperError> {
    const channel = this.channel.id
    const { reason } = verdict
    switch (verdict.action) {
      case 'retry': {
        this.meter.retried(reason)
        const retryAfterMs = await this.#circuit.failed(reason)
        return retryAfterMs > 0
          ? new JobPostponed({ retryAfterMs }, { cause })
          : new ChannelCallFailed({ channel, operation, reason }, { cause })
      }
      case 'rateLimited': {
        const { retryAfterMs } = verdict
        this.meter.count('throttled')
        await this.rests.rest(this.#pace.lastOperation ?? operation, retryAfterMs, reason)
        return new JobPostponed({ retryAfterMs }, { cause })
      }
      case 'rejected':
        await this.#circuit.succeeded()
        return new ChannelCallRejected(
          { channel, operation, platformCode: verdict.code, reason },
          { cause }
        )
      case 'fatal':
        return new ChannelBroken({ channel, reason }, { cause })
    }
  }

  /** Turns a failure to get tokens into what the engine does about it: refused for good, the account is broken. */
  async tokenFailure(error: unknown, fix: string): Promise<ShopkeeperError> {
    if (isVerdict(error)) return error
    const verdict = this.#client.classify(error)
    if (verdict.action === 'retry' || verdict.action === 'rateLimited') {
      return this.#failure('token', verdict, error)
    }
    const reason = `no access token: ${verdict.reason}; ${fix}`
    this.#broken = new ChannelBroken({ channel: this.channel.id, reason }, { cause: error })
    return this.#broken
  }
}

/** Whether an error is the engine's own word already. */
function isVerdict(error: unknown): error is ShopkeeperError {
  return (
    error instanceof JobPostponed ||
    error instanceof ChannelBroken ||
    error instanceof ChannelCallFailed ||
    error instanceof ChannelCallRejected
  )
}
