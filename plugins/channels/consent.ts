import { createHash, randomBytes } from 'node:crypto'
import type { Consent, Grant } from '#core/channel/authorization'
import { classifyUnknown } from '#core/channel/classify'
import type { Reader } from '#core/database/db'
import { ShopkeeperError } from '#core/errors'
import { newId } from '#core/ids'
import { instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import { adapterOf, lockedChannelOf } from './accounts/accounts.ts'
import type { ConsentRow } from './accounts/tables.ts'
import { keepTokens } from './accounts/tokens.ts'
import type { Authorization, ConsentState } from './api.ts'
import { CallbackUnknown, ChannelUnsupported, ConsentNotOpen, ConsentRefused } from './errors.ts'
import { findChannel } from './repository/accounts.ts'
import {
  consentOf,
  findConsent,
  insertConsent,
  settleConsent,
  useConsent
} from './repository/consents.ts'
import type { Channels } from './service.ts'
import type { ChannelRow } from './tables.ts'

const openMs = 15 * 60_000
/** Values of an answer that may be the state: platforms call it as they like. */
const candidatesMax = 50

/** What came back to the callback address. */
export interface CallbackAnswer {
  query: Readonly<Record<string, string>>
  body: unknown
}

/**
 * Asks the owner of an account to let us in: returns the address to send them to. What comes back with the
 * answer is kept as a hash, serves once, and for 15 minutes.
 * Errors: CHANNEL_UNSUPPORTED, CALLBACK_UNKNOWN.
 */
export async function askForConsent(
  tx: Tx,
  channels: Channels,
  channel: ChannelRow
): Promise<Authorization> {
  const consent = consentFor(channels, channel)
  const callbackUrl = channels.urlOf(`/v1/channels/authorize/callback/${channel.id}`)
  if (callbackUrl === null) throw new CallbackUnknown({ channel: channel.id })
  const state = randomBytes(32).toString('base64url')
  const row: ConsentRow = {
    id: newId('con'),
    channelId: channel.id,
    stateHash: hashOf(state),
    callbackUrl,
    createdAt: tx.now,
    expiresAt: instantAt(instantMs(tx.now) + openMs),
    usedAt: null,
    grantedAt: null,
    reason: null
  }
  await insertConsent(tx, row)
  tx.audit([{ action: 'channel.authorize', subjectType: 'channel', subjectId: channel.id }])
  const settings = channels.work.connections.settingsOf(channel)
  const url = consent.url(settings as never, { state, callbackUrl })
  return { id: row.id, url, expiresAt: row.expiresAt }
}

/** Where a question stands. Errors: CONSENT_NOT_OPEN when it was never asked. */
export async function consentState(db: Reader, id: string, now: string): Promise<ConsentState> {
  const row = await findConsent(db, id)
  if (!row) throw new ConsentNotOpen({})
  if (row.grantedAt !== null) return { state: 'granted', reason: null }
  if (row.reason !== null) return { state: 'refused', reason: row.reason }
  return { state: row.expiresAt > now ? 'open' : 'expired', reason: null }
}

/**
 * Takes the answer to a question: stores what is granted, and lets the account work. A repeated answer to one
 * that was granted changes nothing. Errors: CONSENT_NOT_OPEN, CONSENT_REFUSED.
 */
export async function takeConsent(
  channels: Channels,
  channelId: string,
  answer: CallbackAnswer
): Promise<void> {
  const { db, transaction } = channels.host
  const channel = await findChannel(db, channelId)
  const candidates = textsOf(answer)
  const states = new Map(candidates.map((text) => [hashOf(text), text]))
  const row = channel && (await consentOf(db, channelId, [...states.keys()]))
  if (!channel || !row) throw new ConsentNotOpen({})
  if (row.grantedAt !== null) return
  const origin = { actor: `channel:${channelId}` }
  if (!(await transaction((tx) => useConsent(tx, row.id), origin))) throw new ConsentNotOpen({})
  try {
    const { callbackUrl } = row
    const state = states.get(row.stateHash)!
    const settings = channels.work.connections.settingsOf(channel) as never
    const io = channels.work.connections.io(channel)
    const grant = await consentFor(channels, channel).complete(settings, io, {
      ...answer,
      callbackUrl,
      state
    })
    await transaction((tx) => keepGrant(tx, channels, { channelId, row, grant }), origin)
  } catch (error) {
    const reason = reasonOf(error)
    await transaction((tx) => settleConsent(tx, row.id, { grantedAt: null, reason }), origin)
    throw new ConsentRefused({ reason }, { cause: error })
  }
}

async function keepGrant(
  tx: Tx,
  channels: Channels,
  { channelId, row, grant }: { channelId: string; row: ConsentRow; grant: Grant }
): Promise<void> {
  const { settings = {}, tokens } = grant
  const before = await lockedChannelOf(tx, channelId)
  await channels.grantSettings(tx, before, settings)
  if (tokens) await keepTokens(tx, channelId, tokens, channels.host.encryptionKey)
  const saved = (await findChannel(tx, channelId))!
  await channels.resume(tx, saved)
  await settleConsent(tx, row.id, { grantedAt: tx.now, reason: null })
}

function consentFor(channels: Channels, { platform }: ChannelRow): Consent<object> {
  const { consent } = adapterOf(channels.host, platform)
  if (!consent) throw new ChannelUnsupported({ platform, capability: 'consent' })
  return consent as unknown as Consent<object>
}

function textsOf({ query, body }: CallbackAnswer): string[] {
  const fields = typeof body === 'object' && body !== null ? Object.values(body) : []
  return [...Object.values(query), ...fields]
    .filter((value) => typeof value === 'string')
    .slice(0, candidatesMax)
}

function hashOf(state: string): string {
  return createHash('sha256').update(state).digest('base64url')
}

function reasonOf(error: unknown): string {
  const reason = error instanceof ShopkeeperError ? error.message : classifyUnknown(error).reason
  return reason.slice(0, 500)
}
