import type { TokenRenewal, Tokens } from '#core/channel/authorization'
import { newId } from '#core/ids'
import { JobPostponed } from '#core/jobs'
import type { PluginContext } from '#core/plugin'
import { instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import { lockChannel } from '../repository/accounts.ts'
import {
  findTokens,
  type KeptTokens,
  leaseTokens,
  releaseTokens,
  storeLeased,
  storeTokens
} from '../repository/tokens.ts'
import type { ChannelRow } from '../tables.ts'
import { openSecrets, sealSecrets } from './credentials.ts'
import type { Meter } from './meter.ts'

type Host = Pick<PluginContext, 'db' | 'clock' | 'transaction' | 'encryptionKey'>

const aheadDefaultMs = 60_000
/** How long one process may take to ask; longer than a call may last. */
const leaseMs = 120_000
/** How long the others look whether there is an answer, before they give their place to others. */
const lookEveryMs = 100
const looksMax = 50

/** Asks for tokens, given the present ones. */
export type Renew = (current: Tokens | null) => Promise<Tokens>

/**
 * The tokens of one account: shared by all processes, encrypted at rest. One process at a time asks for new
 * ones, and what it gets is stored before it is used: a platform that rotates them takes each only once.
 */
export class TokenKeeper {
  readonly #host: Host
  readonly #channelId: string
  /** The version of the account whose settings ask. */
  readonly #version: number
  readonly #meter: Meter
  readonly #aheadMs: number
  readonly #renew: Renew
  #held: Tokens | null = null
  /** The last token that the platform has refused: it is stored until there is another. */
  #refused: string | null = null
  #asking: Promise<Tokens> | undefined

  constructor(
    host: Host,
    channel: Pick<ChannelRow, 'id' | 'version'>,
    {
      meter,
      aheadMs,
      renew
    }: { meter: Meter; renew: Renew } & Pick<TokenRenewal<unknown>, 'aheadMs'>
  ) {
    this.#host = host
    this.#channelId = channel.id
    this.#version = channel.version
    this.#meter = meter
    this.#aheadMs = aheadMs ?? aheadDefaultMs
    this.#renew = renew
  }

  /**
   * A token to call with now. Errors: as `renew`; JOB_POSTPONED while another process asks, and when the account has
   * changed: its present settings ask then.
   */
  async token(): Promise<string> {
    if (this.#held && this.#isGood(this.#held)) return this.#held.accessToken
    return (await this.#obtain(this.#refused)).accessToken
  }

  /** The token that calls are made with now; null before the first. */
  get inUse(): string | null {
    return this.#held?.accessToken ?? null
  }

  /** Replaces a token that the platform has refused, unless a newer one is in use already. */
  async replace(refused: string | null): Promise<void> {
    if (this.inUse !== null && this.inUse !== refused) return
    this.refuse()
    await this.#obtain(refused ?? this.#refused)
  }

  /** Uses the present token no more: the next call asks for another. */
  refuse(): void {
    this.#refused = this.inUse ?? this.#refused
    this.#held = null
  }

  /**
   * Asks for new tokens before what they are asked for with ends. Without a refresh token there is nothing that
   * ends unused: tokens that settings give are asked for when a call wants one.
   */
  async renewAhead(): Promise<void> {
    const row = await findTokens(this.#host.db, this.#channelId)
    const current = row ? openTokens(row.sealed, this.#channelId, this.#host.encryptionKey) : null
    if (current?.refreshToken) await this.#obtain(current.accessToken)
  }

  #obtain(refused: string | null): Promise<Tokens> {
    this.#asking ??= this.#ask(refused).finally(() => {
      this.#asking = undefined
    })
    return this.#asking
  }

  async #ask(refused: string | null): Promise<Tokens> {
    const { clock, transaction, encryptionKey } = this.#host
    const owner = newId('lse')
    for (let look = 0; look < looksMax; look++) {
      const { current, isMine } = await transaction(async (tx) => {
        await this.#assertUnchanged(tx)
        const row = await findTokens(tx, this.#channelId)
        const current = openTokens(row?.sealed ?? null, this.#channelId, encryptionKey)
        const isUseful =
          current !== null && current.accessToken !== refused && this.#isGood(current)
        if (isUseful) return { current, isMine: false }
        const lease = { owner, now: clock.now(), until: clock.after(leaseMs) }
        if (await leaseTokens(tx, this.#channelId, lease)) return { current, isMine: true }
        return { current: null, isMine: false }
      })
      if (isMine) return this.#renewAs(owner, current)
      if (current) {
        this.#held = current
        return current
      }
      await clock.sleep(lookEveryMs)
    }
    throw new JobPostponed({ retryAfterMs: 1000 })
  }

  async #renewAs(owner: string, current: Tokens | null): Promise<Tokens> {
    const { transaction, encryptionKey } = this.#host
    try {
      const tokens = await this.#renew(current)
      const isKept = await transaction((tx) =>
        storeLeased(tx, sealedRow(tx, this.#channelId, { tokens, key: encryptionKey }), owner)
      )
      // Other settings have come meanwhile, or the owner's grant: what was asked for before is not used.
      if (!isKept) throw new JobPostponed({ retryAfterMs: 1 })
      this.#meter.count('renewals')
      this.#held = tokens
      return tokens
    } catch (error) {
      await transaction((tx) => releaseTokens(tx, this.#channelId, owner))
      throw error
    }
  }

  /** Errors: JOB_POSTPONED. */
  async #assertUnchanged(tx: Tx): Promise<void> {
    const channel = await lockChannel(tx, this.#channelId)
    if (channel?.version !== this.#version) throw new JobPostponed({ retryAfterMs: 1 })
  }

  #isGood({ expiresAt }: Tokens): boolean {
    if (expiresAt === null) return true
    return instantMs(expiresAt) - this.#aheadMs > this.#host.clock.ms()
  }
}

/** Stores tokens that an account's owner has granted, encrypted. Errors: ENCRYPTION_KEY_MISSING. */
export async function keepTokens(
  tx: Tx,
  channelId: string,
  tokens: Tokens,
  key: Buffer | undefined
): Promise<void> {
  await storeTokens(tx, sealedRow(tx, channelId, { tokens, key }))
}

function sealedRow(
  tx: Tx,
  channelId: string,
  { tokens, key }: { tokens: Tokens; key: Buffer | undefined }
): KeptTokens {
  const { expiresAt, refreshExpiresAt } = tokens
  const sealed = sealSecrets({ tokens: JSON.stringify(tokens) }, channelId, key)
  return { channelId, sealed, expiresAt, refreshExpiresAt, renewedAt: tx.now }
}

function openTokens(
  sealed: string | null,
  channelId: string,
  key: Buffer | undefined
): Tokens | null {
  const { tokens } = openSecrets(sealed, channelId, key)
  return tokens === undefined ? null : (JSON.parse(tokens) as Tokens)
}
