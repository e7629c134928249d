import type { Alerts } from '#core/alerts/types'
import type { Adapter } from '#core/channel/adapter'
import type { Reader } from '#core/database/db'
import { ShopkeeperError } from '#core/errors'
import { NotFound, VersionOutdated } from '#core/http/errors'
import { newId } from '#core/ids'
import type { PluginContext } from '#core/plugin'
import type { Tx } from '#core/transaction'
import type { AccountInput, ChannelRef } from '../api.ts'
import { AdapterUnknown, CredentialsUnreadable } from '../errors.ts'
import { findChannel, insertChannel, lockChannel, updateChannel } from '../repository/accounts.ts'
import { forgetFailures } from '../repository/rests.ts'
import { forgetTokens } from '../repository/tokens.ts'
import type { ChannelRow } from '../tables.ts'
import { openSecrets, sealSecrets } from './credentials.ts'
import {
  type ChannelSettings,
  checkBeforeConsent,
  checkSettings,
  splitSettings
} from './settings.ts'

/** How `saveAccount` differs for accounts that the config file owns. */
export interface SaveOptions {
  isConfigured?: boolean
  /** Settings that a running simulation stands in for: checked with the others, never stored. */
  simulated?: ChannelSettings
}

type Host = Pick<PluginContext, 'adapters' | 'encryptionKey' | 'shop' | 'alerts'>

/** Errors: NOT_FOUND. */
export async function channelOf(db: Reader, id: string): Promise<ChannelRow> {
  const row = await findChannel(db, id)
  if (!row) throw new NotFound({ what: 'channel', id })
  return row
}

/** The same to be changed: whoever else wants to change it waits. Errors: NOT_FOUND. */
export async function lockedChannelOf(tx: Tx, id: string): Promise<ChannelRow> {
  const row = await lockChannel(tx, id)
  if (!row) throw new NotFound({ what: 'channel', id })
  return row
}

/** Changes an account that was read, and returns it as it is then. Errors: VERSION_OUTDATED. */
export async function changeChannel(
  tx: Tx,
  known: ChannelRow,
  change: Partial<ChannelRow>
): Promise<ChannelRow> {
  const { version } = known
  if (!(await updateChannel(tx, known, change))) {
    throw new VersionOutdated({ expected: version, current: version + 1 })
  }
  return { ...known, ...change, version: version + 1, updatedAt: tx.now }
}

/** The adapter of a platform. Errors: ADAPTER_UNKNOWN. */
export function adapterOf(host: Pick<Host, 'adapters'>, platform: string): Adapter {
  const adapter = host.adapters.get(platform)
  if (!adapter) {
    throw new AdapterUnknown({ platform, known: [...host.adapters.keys()].join(', ') })
  }
  return adapter
}

/** A channel as other plugins see it. */
export function toRef(row: ChannelRow): ChannelRef {
  return {
    id: row.id,
    platform: row.platform,
    name: row.name,
    isEnabled: row.isEnabled === 1 && row.pausedAt === null
  }
}

/**
 * Adds or updates an account; see `ChannelsService.save`. One that was paused is resumed by new
 * settings.
 */
export async function saveAccount(
  tx: Tx,
  host: Host,
  input: AccountInput,
  { isConfigured = false, simulated = {} }: SaveOptions = {}
): Promise<ChannelRow> {
  const adapter = adapterOf(host, input.platform)
  const known = input.id === undefined ? undefined : await lockChannel(tx, input.id)
  const id = input.id ?? newId('chn')
  const base = known ? keptSettings(known, adapter, host.encryptionKey, isConfigured) : {}
  const given = { ...base, ...input.settings, ...simulated }
  const early = checkBeforeConsent(adapter, id, given)
  const settings = early ?? checkSettings(adapter, id, given)
  const stored = Object.entries(settings).filter(([name]) => !(name in simulated))
  const { open, secret } = splitSettings(adapter.account, Object.fromEntries(stored))
  const columns = {
    platform: input.platform,
    name: input.name,
    ...columnsOf(host, input, known),
    settings: JSON.stringify(open),
    isConfigured: Number(isConfigured),
    ...(early && {
      pausedAt: known?.pausedAt ?? tx.now,
      pausedReason: `its owner has not let us in yet: shopkeeper channel authorize ${id}`
    })
  }
  const isSameSecret =
    known !== undefined &&
    JSON.stringify(secret) === JSON.stringify(secretsOf(known, host.encryptionKey))
  const secrets = isSameSecret ? known.secrets : sealSecrets(secret, id, host.encryptionKey)
  const saved = known
    ? await change(tx, known, { ...columns, secrets })
    : await add(tx, { id, ...columns, secrets })
  if (saved !== known) tx.audit([auditOf(known, saved, isSameSecret ? [] : Object.keys(secret))])
  if (known?.pausedAt && !saved.pausedAt) {
    await clearTrouble(tx, host.alerts, id)
  }
  return saved
}

/** Clears what was raised because an account could not work. */
export async function clearTrouble(tx: Tx, alerts: Alerts, channelId: string): Promise<void> {
  const subject = { subjectType: 'channel', subjectId: channelId }
  await alerts.clear(tx, [
    { kind: 'channel.broken', ...subject },
    { kind: 'channel.unreachable', ...subject }
  ])
}

/**
 * All settings of a channel, secrets included: for the adapter's eyes only. Errors:
 * ENCRYPTION_KEY_MISSING.
 */
export function settingsOf(row: ChannelRow, key: Buffer | undefined): ChannelSettings {
  return { ...(JSON.parse(row.settings) as ChannelSettings), ...secretsOf(row, key) }
}

function secretsOf(row: ChannelRow, key: Buffer | undefined): Record<string, string> {
  try {
    return openSecrets(row.secrets, row.id, key)
  } catch (error) {
    // Credentials that no key opens any more are replaced by new ones; what is missing then, the
    // schema says.
    if (error instanceof CredentialsUnreadable || isKeyMissing(error)) return {}
    throw error
  }
}

function isKeyMissing(error: unknown): boolean {
  return error instanceof ShopkeeperError && error.code === 'ENCRYPTION_KEY_MISSING'
}

/**
 * Settings that stay when others are given. The config file is the whole truth about its accounts, but for what
 * their owners have granted; anything else changes what it names.
 */
function keptSettings(
  row: ChannelRow,
  { consent }: Adapter,
  key: Buffer | undefined,
  isConfigured: boolean
): ChannelSettings {
  if (!isConfigured) return settingsOf(row, key)
  if (!consent) return {}
  const needs = new Set<string>(consent.needs)
  return Object.fromEntries(
    Object.entries(settingsOf(row, key)).filter(([name]) => !needs.has(name))
  )
}

/** The columns that an input sets: what it leaves out stays, or begins with its default. */
function columnsOf(host: Host, input: AccountInput, known: ChannelRow | undefined) {
  const { stockPolicy = {} } = input
  const flag = (given: boolean | undefined, before: number | undefined, otherwise: boolean) =>
    given === undefined ? (before ?? Number(otherwise)) : Number(given)
  return {
    bufferUnits: stockPolicy.bufferUnits ?? known?.bufferUnits ?? 0,
    ratioBps: stockPolicy.ratioBps ?? known?.ratioBps ?? 10_000,
    capUnits: stockPolicy.capUnits === undefined ? (known?.capUnits ?? null) : stockPolicy.capUnits,
    stopSell: flag(stockPolicy.stopSell, known?.stopSell, false),
    unknownSkus: input.unknownSkus ?? known?.unknownSkus ?? ('hold' as const),
    currency: input.currency ?? known?.currency ?? host.shop.currency,
    pullEverySeconds: input.pullEverySeconds ?? known?.pullEverySeconds ?? 60,
    pushStock: flag(input.pushStock, known?.pushStock, true),
    pushPrices: flag(input.pushPrices, known?.pushPrices, true),
    since: input.since ?? known?.since ?? null,
    isEnabled: flag(input.isEnabled, known?.isEnabled, true)
  }
}

async function add(
  tx: Tx,
  row: Omit<ChannelRow, 'version' | 'createdAt' | 'updatedAt' | PullColumns> & Partial<ChannelRow>
): Promise<ChannelRow> {
  const whole: ChannelRow = {
    pausedAt: null,
    pausedReason: null,
    ...row,
    nextPullAt: null,
    lastPulledAt: null,
    subscribedUrl: null,
    version: 1,
    createdAt: tx.now,
    updatedAt: tx.now
  }
  await insertChannel(tx, whole)
  return whole
}

type PullColumns = 'pausedAt' | 'pausedReason' | 'nextPullAt' | 'lastPulledAt' | 'subscribedUrl'

async function change(
  tx: Tx,
  known: ChannelRow,
  columns: Partial<ChannelRow>
): Promise<ChannelRow> {
  const isSame = Object.entries(columns).every(
    ([name, value]) => known[name as keyof ChannelRow] === value
  )
  if (isSame) return known
  const hasNewSettings = columns.settings !== known.settings || columns.secrets !== known.secrets
  // New settings may hold another secret for webhooks: the platform is told of it.
  const anew = { pausedAt: null, pausedReason: null, subscribedUrl: null }
  const changed = { ...(hasNewSettings && anew), ...columns }
  const row = await changeChannel(tx, known, changed)
  if (hasNewSettings) {
    // What the old settings have brought about says nothing of the new ones.
    await forgetTokens(tx, known.id)
    await forgetFailures(tx, known.id)
  }
  return row
}

function auditOf(before: ChannelRow | undefined, after: ChannelRow, secretsChanged: string[]) {
  const visible = ({ secrets: _, settings, ...row }: ChannelRow) => ({
    ...row,
    settings: JSON.parse(settings) as ChannelSettings
  })
  return {
    action: before ? 'channel.update' : 'channel.create',
    subjectType: 'channel',
    subjectId: after.id,
    ...(before && { before: visible(before) }),
    after: { ...visible(after), secretsChanged }
  }
}
