import type { Logger } from 'pino'
import { type TSchema, Type } from 'typebox'
import type { Alerts } from '../alerts/types.ts'
import type { Adapter } from '../channel/adapter.ts'
import { PluginInvalid } from '../config/errors.ts'
import type { Database } from '../database/open.ts'
import type { JobDefinition, JobHandler, Schedule } from '../jobs.ts'
import type { EventHandler, Plugin, PluginContext, Shop } from '../plugin.ts'
import type { EventName, ServiceName, Services } from '../registry.ts'
import type { Clock } from '../time.ts'
import type { Registrations } from './registrations.ts'

export interface ContextParts {
  registrations: Registrations
  services: Map<string, unknown>
  database: Database
  clock: Clock
  log: Logger
  shop: Shop
  alerts: Alerts
  adapters: ReadonlyMap<string, Adapter>
  encryptionKey: Buffer | undefined
}

/** What one plugin is given in `setup`. Names of others that it did not ask for are refused. */
export function createContext(
  plugin: Plugin,
  options: unknown,
  parts: ContextParts
): PluginContext {
  const { registrations, services, database, clock, shop, alerts } = parts
  const { name } = plugin
  const isOff = (id: string) => registrations.override(id) === false
  const replaced = <Handler>(id: string, handler: Handler): Handler => {
    const override = registrations.override(id)
    return typeof override === 'function' ? (override as Handler) : handler
  }
  const push = <Value>(map: Map<string, Value[]>, key: string, value: Value) => {
    map.set(key, [...(map.get(key) ?? []), value])
  }

  return {
    options: options as Readonly<unknown>,
    shop,
    clock,
    log: parts.log.child({ plugin: name }),
    db: database.reader,
    alerts,
    adapters: parts.adapters,
    events: registrations.events,
    encryptionKey: parts.encryptionKey,
    transaction: (work, origin, kind) =>
      database.transaction(work, origin ?? { actor: `plugin:${name}` }, kind),
    use<Wanted extends ServiceName>(wanted: Wanted) {
      if (!plugin.needs?.includes(wanted)) {
        throw new PluginInvalid({ plugin: name, reason: `uses ${wanted}: add it to needs` })
      }
      return services.get(wanted) as Services[Wanted]
    },
    tryUse<Wanted extends ServiceName>(wanted: Wanted) {
      if (!plugin.uses?.includes(wanted)) {
        throw new PluginInvalid({ plugin: name, reason: `may use ${wanted}: add it to uses` })
      }
      return services.get(wanted) as Services[Wanted] | undefined
    },
    on(event, handler) {
      const id = `on:${event}:${name}`
      if (isOff(id)) return
      const listener = replaced(id, handler) as unknown as EventHandler<EventName>
      push(registrations.listeners, event, { plugin: name, handler: listener })
    },
    onAny(handler) {
      const id = `on:*:${name}`
      if (!isOff(id)) registrations.observers.push(replaced(id, handler))
    },
    after(event, handler) {
      const id = `after:${event}:${name}`
      if (isOff(id)) return
      const follow = replaced(id, handler)
      registrations.jobs.set(id, {
        plugin: name,
        definition: {
          name: id as never,
          title: `Tells ${name} of ${event}`,
          payload: Type.Object({ batch: Type.Array(Type.Unknown()) }) as TSchema
        },
        handler: (job) => follow((job.payload as { batch: never[] }).batch, job)
      })
      push(registrations.followers, event, id)
    },
    handle(job, handler) {
      const id = `job:${job.name}`
      if (registrations.jobs.has(job.name)) {
        throw new PluginInvalid({ plugin: name, reason: `job ${job.name} has two handlers` })
      }
      if (registrations.declaredJobs.get(job.name)?.plugin !== name) {
        throw new PluginInvalid({ plugin: name, reason: `job ${job.name}: add it to jobs` })
      }
      if (isOff(id)) return
      registrations.jobs.set(job.name, {
        plugin: name,
        definition: rescheduled(job as unknown as JobDefinition, registrations),
        handler: replaced(id, handler) as unknown as JobHandler
      })
    },
    routes: (routes) => {
      registrations.routes.push({ plugin: name, routes })
    },
    proof: (proof) => {
      if (!isOff(`proof:${proof.name}`)) registrations.proofs.push(proof)
    },
    onStart: (start) => {
      registrations.starts.push(start)
    },
    onStop: (stop) => {
      registrations.stops.unshift(stop)
    }
  }
}

/** The definition with the schedule that the config gives it, or without one. */
function rescheduled(definition: JobDefinition, registrations: Registrations): JobDefinition {
  if (!definition.schedule) return definition
  const override = registrations.override(`schedule:${definition.name}`)
  if (override === undefined) return definition
  const { schedule, ...unscheduled } = definition
  if (override === false) return unscheduled
  const changed = override as Pick<Schedule<never>, 'cron' | 'zone'>
  return { ...definition, schedule: { ...schedule, ...changed } }
}
