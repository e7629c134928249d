import { createEngine, type Engine, type EngineOptions } from 'shopkeeper'
import type { ServiceName, Services } from '#core/registry'
import { MigrationsPending, PluginOff } from './errors.ts'
import { type LogTarget, logForPeople } from './log.ts'
import { note } from './output.ts'
import { type CommandSettings, type CommonOptions, readSettings } from './settings.ts'

/** Who a command acts as, in the audit log. */
export const cliOrigin = { actor: 'cli' } as const

export interface OpenOptions extends Pick<EngineOptions, 'role' | 'migrate'> {
  log?: LogTarget
}

/** Builds the engine of a command; its log goes to people unless `log` says otherwise. */
export function openEngine(
  { config, file }: CommandSettings,
  { log = logForPeople(note), ...options }: OpenOptions = {}
): Promise<Engine> {
  const level = log.level ?? config.log?.level
  return createEngine(
    { ...config, ...(level && { log: { ...config.log, level } }) },
    { ...options, file, logTo: log.stream }
  )
}

/**
 * Runs a command on an engine that neither listens nor works, and closes it.
 *
 * With `migrate: true` the database is brought up to date first; otherwise one that is not is refused, since a command
 * may be newer than the engine that is running. Errors: MIGRATIONS_PENDING.
 */
export async function withEngine<T>(
  options: CommonOptions,
  work: (engine: Engine) => Promise<T>,
  { migrate = false }: { migrate?: boolean } = {}
): Promise<T> {
  const engine = await openEngine(await readSettings(options), { migrate })
  try {
    if (!migrate) {
      const pending = await engine.pendingMigrations()
      if (pending.length > 0) throw new MigrationsPending({ count: pending.length })
    }
    return await work(engine)
  } finally {
    await engine.stop()
  }
}

/** The service of a plugin that a command cannot do without. Errors: PLUGIN_OFF. */
export function serviceOf<Name extends ServiceName>(engine: Engine, name: Name): Services[Name] {
  if (!engine.report.some((plugin) => plugin.name === name)) throw new PluginOff({ plugin: name })
  return engine.use(name)
}
