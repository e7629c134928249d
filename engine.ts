import type { DestinationStream } from 'pino'
import { accessPlugin } from '#core/access/plugin'
import { alertsPlugin } from '#core/alerts/plugin'
import { type EngineConfig, SettingsShape, type Settings } from '#core/config/schema'
import { validateConfig } from '#core/config/validate'
import { buildEngine, type Engine } from '#core/engine/engine'
import type { EngineRole } from '#core/jobs'
import { createLog } from '#core/log'
import type { Plugin } from '#core/plugin'
import { type Clock, systemClock } from '#core/time'
import { jobsPlugin } from '#jobs/plugin'
import { createRunner } from '#jobs/runner'

export interface EngineOptions {
  /** Default `all`. */
  role?: EngineRole
  /** File the config came from; named in errors. */
  file?: string
  clock?: Clock
  /** Where the log goes. Default: standard output. */
  logTo?: DestinationStream
  /** Apply migrations. Default true. */
  migrate?: boolean
}

/** Checks nothing and returns its argument: gives a config file its types. */
export function defineConfig(config: EngineConfig<Plugin>): EngineConfig<Plugin> {
  return config
}

/** Builds an engine from a config. */
export async function createEngine(
  config: EngineConfig<Plugin> = {},
  options: EngineOptions = {}
): Promise<Engine> {
  const { plugins = [], adapters: _, overrides = {}, ...settings } = config
  const file = options.file ?? 'config'
  const checked = validateConfig<Settings>(SettingsShape, settings, { file, base: '' })
  return buildEngine({
    file,
    settings: checked,
    plugins: [
      ...[accessPlugin, alertsPlugin, jobsPlugin].map((plugin) => ({ plugin: plugin as Plugin, options: {} })),
      ...plugins.map((entry) => ({ plugin: entry as Plugin, options: {} }))
    ],
    overrides,
    role: options.role ?? 'all',
    clock: options.clock ?? systemClock,
    log: createLog(checked.log.level, options.logTo),
    migrate: options.migrate ?? true,
    createRunner
  })
}
