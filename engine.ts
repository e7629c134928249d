import type { DestinationStream } from 'pino'
import type { TObject } from 'typebox'
import { accessPlugin } from '#core/access/plugin'
import { alertsPlugin } from '#core/alerts/plugin'
import type { Adapter } from '#core/channel/adapter'
import { PluginUnknown } from '#core/config/errors'
import { importModule, type LoadedConfig, readConfig } from '#core/config/load'
import { type ConfigOf, type Entry, type Settings, SettingsShape } from '#core/config/schema'
import { validateConfig } from '#core/config/validate'
import { buildEngine, type Engine } from '#core/engine/engine'
import type { EngineRole } from '#core/jobs'
import { createLog } from '#core/log'
import type { Plugin } from '#core/plugin'
import { type Clock, systemClock } from '#core/time'
import { addJobGauges } from '#jobs/metrics'
import { jobsPlugin } from '#jobs/plugin'
import { createRunner } from '#jobs/runner'
import { firstPartyAdapters, firstPartyPlugins, pluginsWithKey } from './first-party.ts'

/** What a config file exports: everything has a default. */
export type EngineConfig = ConfigOf<Plugin, Adapter>

export interface EngineOptions {
  /** Default `all`. */
  role?: EngineRole
  /** File the config came from: named in errors, and where its paths start. */
  file?: string
  clock?: Clock
  /** Where the log goes. Default: standard output. */
  logTo?: DestinationStream
  /** Apply migrations. Default true. */
  migrate?: boolean
}

/** Returns its argument: gives a config file its types. */
export function defineConfig(config: EngineConfig): EngineConfig {
  return config
}

/**
 * What configs and plugins import from `shopkeeper` is this very instance: a second copy would have error classes of
 * its own.
 */
async function givenModules(): Promise<{ shopkeeper: object }> {
  return { shopkeeper: await import('shopkeeper') }
}

/** Reads a config file. Errors: those of `readConfig`. */
export async function loadConfig(
  path: string,
  environment: Readonly<Record<string, string | undefined>>
): Promise<LoadedConfig> {
  return readConfig(path, environment, await givenModules())
}

/**
 * Builds an engine from a config. Nothing listens or works until `start`.
 *
 * Without `plugins` and `adapters` every first-party one is on, those that keep personal data only with `encryptionKey`.
 * Errors: CONFIG_INVALID, PLUGIN_UNKNOWN and the others of core/config/errors.ts; those of the database.
 */
export async function createEngine(
  config: EngineConfig = {},
  options: EngineOptions = {}
): Promise<Engine> {
  const { plugins, adapters, overrides = {}, ...settings } = config
  const file = options.file ?? 'config'
  const checked = validateConfig<Settings>(SettingsShape, settings, { file, base: '' })
  const enabled = await resolveEntries(
    plugins ?? pluginsWithout(checked.encryptionKey),
    firstPartyPlugins,
    file
  )
  const connected = await resolveEntries(adapters, firstPartyAdapters, file)
  const builtIn = [accessPlugin, alertsPlugin, jobsPlugin].map((part) => ({
    part: part as Plugin,
    options: {}
  }))
  const engine = await buildEngine({
    file,
    settings: checked,
    plugins: [...builtIn, ...enabled].map(({ part, options }) => ({ plugin: part, options })),
    adapters: connected.map(({ part }) => part),
    overrides,
    role: options.role ?? 'all',
    clock: options.clock ?? systemClock,
    log: createLog(checked.log.level, options.logTo),
    migrate: options.migrate ?? true,
    createRunner
  })
  addJobGauges(engine.metrics, engine.db)
  return engine
}

/** The plugins of a config that names none. */
function pluginsWithout(encryptionKey: string | undefined): string[] {
  const names = Object.keys(firstPartyPlugins)
  return encryptionKey === undefined ? names.filter((name) => !pluginsWithKey.has(name)) : names
}

interface Resolved<Part> {
  part: Part
  options: unknown
}

/** Turns names and paths into the objects they stand for. Errors: PLUGIN_UNKNOWN. */
async function resolveEntries<Part extends { options?: TObject } | { platform: string }>(
  entries: readonly Entry<Part>[] | undefined,
  firstParty: Readonly<Record<string, () => Promise<Part>>>,
  file: string
): Promise<Resolved<Part>[]> {
  const wanted: readonly Entry<Part>[] = entries ?? Object.keys(firstParty)
  return Promise.all(
    wanted.map(async (entry): Promise<Resolved<Part>> => {
      const isPair = typeof entry === 'object' && 'use' in entry
      const use = isPair ? entry.use : entry
      const options = isPair ? (entry.options ?? {}) : {}
      if (typeof use !== 'string') return { part: use, options }
      const known = firstParty[use]
      return {
        part: known ? await known() : await importPart<Part>(use, firstParty, file),
        options
      }
    })
  )
}

async function importPart<Part>(
  name: string,
  firstParty: Readonly<Record<string, unknown>>,
  file: string
): Promise<Part> {
  const part = await importModule(name, file, await givenModules()).catch(() => undefined)
  if (typeof part === 'object' && part !== null) return part as Part
  throw new PluginUnknown({ file, name, known: Object.keys(firstParty).join(', ') })
}
