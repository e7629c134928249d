import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { PermissionDefinition } from '../access/roles.ts'
import type { AlertDefinition } from '../alerts/types.ts'
import { ConfigInvalid, OverrideUnknown, PluginInvalid } from '../config/errors.ts'
import type { ErrorDefinition } from '../errors.ts'
import type { JobDefinition, RegisteredJob } from '../jobs.ts'
import type { AnyEventHandler, EventHandler, Plugin, Proof } from '../plugin.ts'
import type { EventName } from '../registry.ts'

/** A handler that listens inside the transaction. */
export interface Listener {
  plugin: string
  handler: EventHandler<EventName>
}

/** Everything that the enabled plugins have declared and registered, by id. One for each engine. */
export class Registrations {
  readonly permissions = new Map<string, PermissionDefinition>()
  readonly alerts = new Map<string, AlertDefinition>()
  readonly errors = new Map<string, ErrorDefinition<never> & { plugin: string }>()
  readonly events = new Map<string, { plugin: string; title: string }>()
  readonly declaredJobs = new Map<string, { plugin: string; definition: JobDefinition }>()
  readonly jobs = new Map<string, RegisteredJob>()
  readonly listeners = new Map<string, Listener[]>()
  /** Handlers that hear of every event. */
  readonly observers: AnyEventHandler[] = []
  /** Event → names of the jobs that carry it to its `after` handlers. */
  readonly followers = new Map<string, string[]>()
  readonly proofs: Proof[] = []
  readonly routes: { plugin: string; routes: FastifyPluginAsyncTypebox }[] = []
  readonly starts: (() => Promise<void>)[] = []
  readonly stops: (() => Promise<void>)[] = []
  readonly #overrides: Readonly<Record<string, unknown>>
  readonly #used = new Set<string>()

  constructor(overrides: Readonly<Record<string, unknown>>) {
    this.#overrides = overrides
  }

  /** What the config says about an id: `false` switches it off, anything else replaces it. */
  override(id: string): unknown {
    this.#used.add(id)
    return this.#overrides[id]
  }

  /** Takes in what a plugin declares. Errors: PLUGIN_INVALID for a name that is declared twice. */
  declare(plugin: Plugin): void {
    const declareIn = <Value>(
      map: Map<string, Value>,
      kind: string,
      name: string,
      value: Value
    ) => {
      if (map.has(name)) {
        throw new PluginInvalid({
          plugin: plugin.name,
          reason: `${kind} ${name} is declared twice`
        })
      }
      map.set(name, value)
    }
    for (const [name, value] of Object.entries(plugin.permissions ?? {})) {
      declareIn(this.permissions, 'permission', name, value as PermissionDefinition)
    }
    for (const [name, value] of Object.entries(plugin.alerts ?? {})) {
      declareIn(this.alerts, 'alert', name, value as AlertDefinition)
    }
    for (const [name, title] of Object.entries(plugin.events ?? {})) {
      declareIn(this.events, 'event', name, { plugin: plugin.name, title: title as string })
    }
    for (const { definition } of plugin.errors ?? []) {
      declareIn(this.errors, 'error', definition.code, { ...definition, plugin: plugin.name })
    }
    for (const definition of (plugin.jobs ?? []) as JobDefinition[]) {
      declareIn(this.declaredJobs, 'job', definition.name, { plugin: plugin.name, definition })
    }
  }

  /** Errors: PLUGIN_INVALID for a job without a handler; OVERRIDE_UNKNOWN for an id that nothing has. */
  assertComplete(file: string): void {
    for (const [name, { plugin }] of this.declaredJobs) {
      if (!this.jobs.has(name) && this.override(`job:${name}`) !== false) {
        throw new PluginInvalid({ plugin, reason: `job ${name} has no handler: call ctx.handle` })
      }
    }
    for (const [id, value] of Object.entries(this.#overrides)) {
      if (!this.#used.has(id)) throw new OverrideUnknown({ file, id })
      const expected = id.startsWith('schedule:')
        ? 'must be false or { cron, zone }'
        : 'must be false or a function'
      if (
        value !== false &&
        typeof value !== (id.startsWith('schedule:') ? 'object' : 'function')
      ) {
        throw new ConfigInvalid({ file, key: `overrides.${id}`, expected })
      }
    }
  }
}
