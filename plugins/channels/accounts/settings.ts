import { type TObject, Type } from 'typebox'
import { Value } from 'typebox/value'
import type { Adapter } from '#core/channel/adapter'
import { secretKeys } from '#core/channel/secret'
import { validateConfig } from '#core/config/validate'
import { ShopkeeperError } from '#core/errors'
import { ChannelSettingsInvalid } from '../errors.ts'

export type ChannelSettings = Record<string, unknown>

/** Settings of an account, taken apart by who may see them. */
export interface SplitSettings {
  open: ChannelSettings
  secret: Record<string, string>
}

/**
 * Checks settings against the adapter's schema and fills in defaults. Errors:
 * CHANNEL_SETTINGS_INVALID.
 */
export function checkSettings(
  adapter: Adapter,
  channel: string,
  settings: ChannelSettings
): ChannelSettings {
  try {
    return validateConfig(adapter.account, settings, { file: channel, base: 'settings' })
  } catch (error) {
    if (!(error instanceof ShopkeeperError)) throw error
    const { key, expected } = error.fields as { key: string; expected: string }
    throw new ChannelSettingsInvalid({ channel, key, expected })
  }
}

/**
 * Checks settings of which a consent brings the rest: only what is needed to ask for it must be there. Null:
 * they are complete already, or the adapter asks nobody. Errors: CHANNEL_SETTINGS_INVALID.
 */
export function checkBeforeConsent(
  adapter: Adapter,
  channel: string,
  settings: ChannelSettings
): ChannelSettings | null {
  // Settings that have a default are not missing.
  const filled = Value.Default(adapter.account, structuredClone(settings))
  if (!adapter.consent || Value.Check(adapter.account, filled)) return null
  const needs = new Set<string>(adapter.consent.needs)
  const properties = Object.fromEntries(
    Object.entries(adapter.account.properties).map(([name, schema]) => [
      name,
      needs.has(name) ? schema : Type.Optional(schema)
    ])
  )
  const account = Type.Object(properties, { additionalProperties: false })
  return checkSettings({ ...adapter, account } as Adapter, channel, settings)
}

/** Takes the secrets out of checked settings. */
export function splitSettings(account: TObject, settings: ChannelSettings): SplitSettings {
  const secretNames = new Set(secretKeys(account))
  const entries = Object.entries(settings)
  return {
    open: Object.fromEntries(entries.filter(([name]) => !secretNames.has(name))),
    secret: Object.fromEntries(
      entries.filter(([name]) => secretNames.has(name)) as [string, string][]
    )
  }
}
