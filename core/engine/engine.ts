import type { Logger } from 'pino'
import { Registry } from 'prom-client'
import { Type } from 'typebox'
import { Authenticator, permissionsByRole } from '../access/authenticate.ts'
import { createAlerts } from '../alerts/service.ts'
import type { Adapter } from '../channel/adapter.ts'
import type { Settings } from '../config/schema.ts'
import { validateConfig } from '../config/validate.ts'
import type { Reader } from '../database/db.ts'
import { type AppliedMigration, migrate, pendingMigrations } from '../database/migrations.ts'
import { createDatabase, openBackend } from '../database/open.ts'
import { addCatalogOfErrors } from '../http/error-catalog.ts'
import { addHealthRoutes } from '../http/health.ts'
import { addMetrics } from '../http/metrics.ts'
import { type App, createServer } from '../http/server.ts'
import { newId } from '../ids.ts'
import type { EngineRole, JobHost, JobRunner } from '../jobs.ts'
import type { Proof } from '../plugin.ts'
import type { ServiceName, Services } from '../registry.ts'
import type { Clock } from '../time.ts'
import type { Origin, Tx } from '../transaction.ts'
import { createContext } from './context.ts'
import { createHooks } from './hooks.ts'
import { type EnabledPlugin, orderPlugins } from './order.ts'
import { Registrations } from './registrations.ts'
import type { BootedPlugin } from './report.ts'
import { addPluginRoutes } from './routes.ts'

export interface EngineParts {
  /** File that settings and options come from; named in errors. */
  file: string
  settings: Settings
  plugins: readonly EnabledPlugin[]
  adapters: readonly Adapter[]
  overrides: Readonly<Record<string, unknown>>
  role: EngineRole
  clock: Clock
  log: Logger
  /** Apply migrations now (the default of `start`), or leave the database as it is. */
  migrate: boolean
  createRunner: (host: JobHost) => Promise<JobRunner>
}

/** A running shop: plugins wired up over one database. Several may live in one process. */
export interface Engine {
  readonly settings: Settings
  readonly log: Logger
  readonly clock: Clock
  readonly db: Reader
  /** Its Fastify server; `app.inject` works without listening. */
  readonly app: App
  readonly report: readonly BootedPlugin[]
  readonly registrations: Registrations
  readonly proofs: readonly Proof[]
  readonly metrics: Registry
  transaction<T>(work: (tx: Tx) => Promise<T>, origin?: Origin): Promise<T>
  use<Name extends ServiceName>(name: Name): Services[Name]
  /** Migrations that are not applied yet. */
  pendingMigrations(): Promise<AppliedMigration[]>
  /** Listens and works, as its role says. Returns the address, or null for a worker. */
  start(): Promise<string | null>
  /** Answers what runs, drains jobs, closes everything. May be called at any time, more than once. */
  stop(): Promise<void>
}

/** Of a plugin that has none: one schema, compiled once. */
const NoOptions = Type.Object({})

/** Builds an engine from checked settings and plugin objects. Nothing listens or works until `start`. */
export async function buildEngine(parts: EngineParts): Promise<Engine> {
  const { settings, clock, log, file } = parts
  const ordered = orderPlugins(parts.plugins).map(({ plugin, options }) => ({
    plugin,
    options: validateConfig(plugin.options ?? NoOptions, options ?? {}, {
      file,
      base: `plugins.${plugin.name}`
    })
  }))
  const registrations = new Registrations(parts.overrides)
  for (const { plugin } of ordered) registrations.declare(plugin)

  const backend = await openBackend(settings.database, clock)
  const sets = ordered.map(({ plugin }) => ({
    plugin: plugin.name,
    migrations: plugin.migrations ?? []
  }))
  try {
    const applied = parts.migrate ? await migrate(backend, sets, clock) : []
    const database = createDatabase(backend, clock)
    const alerts = createAlerts(registrations.alerts)
    const services = new Map<string, unknown>()
    const contextParts = {
      registrations,
      services,
      database,
      clock,
      log,
      shop: settings.shop,
      alerts,
      adapters: new Map(parts.adapters.map((adapter) => [adapter.platform, adapter])),
      encryptionKey: settings.encryptionKey
        ? Buffer.from(settings.encryptionKey, 'base64')
        : undefined
    }
    const report = ordered.map(({ plugin, options }): BootedPlugin => {
      const startedMs = clock.monotonicMs()
      services.set(plugin.name, plugin.setup(createContext(plugin, options, contextParts) as never))
      return {
        name: plugin.name,
        setupMs: clock.monotonicMs() - startedMs,
        routes: 0,
        jobs: [...registrations.jobs.values()].filter((job) => job.plugin === plugin.name).length,
        migrations: applied
          .filter((step) => step.plugin === plugin.name)
          .map((step) => step.migration)
      }
    })
    const runner = await parts.createRunner({
      database,
      clock,
      log: log.child({ part: 'jobs' }),
      alerts,
      jobs: registrations.jobs,
      settings,
      role: parts.role,
      instance: newId('eng')
    })
    database.attach(createHooks(registrations, runner))

    const authenticator = new Authenticator(
      database.current,
      clock,
      permissionsByRole(registrations.permissions)
    )
    const app = await createServer({
      ...{ clock, log, database, authenticator },
      config: settings.http,
      drainMs: settings.jobs.drainMs
    })
    const metrics = new Registry()
    addMetrics(app, metrics)
    addHealthRoutes(app, {
      database: async () => {
        await backend.ping()
        return { ok: true }
      },
      jobs: () => runner.health()
    })
    addCatalogOfErrors(app, registrations.errors)
    await addPluginRoutes(app, registrations, report)
    registrations.assertComplete(file)
    await app.ready()

    let stopping: Promise<void> | undefined
    const stop = async () => {
      // One that fails must not keep the others, and above all the database, from being closed.
      const cleanly = (step: Promise<unknown>) =>
        step.catch((error: Error) => log.error({ err: error }, 'a part did not stop cleanly'))
      await Promise.all([cleanly(app.close()), cleanly(runner.stop())])
      for (const step of registrations.stops) await cleanly(step())
      await backend.close()
    }
    return {
      settings,
      log,
      clock,
      db: database.reader,
      app,
      report,
      registrations,
      proofs: registrations.proofs,
      metrics,
      transaction: (work, origin) => database.transaction(work, origin ?? { actor: 'system' }),
      use: <Name extends ServiceName>(name: Name) => {
        if (!services.has(name)) throw new Error(`plugin ${name} is not enabled`)
        return services.get(name) as Services[Name]
      },
      pendingMigrations: () => pendingMigrations(backend, sets),
      start: async () => {
        for (const start of registrations.starts) await start()
        await runner.start()
        if (parts.role === 'worker') return null
        return app.listen({ host: settings.http.host, port: settings.http.port })
      },
      stop: () => {
        stopping ??= stop()
        return stopping
      }
    }
  } catch (error) {
    await backend.close()
    throw error
  }
}
