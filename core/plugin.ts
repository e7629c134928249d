import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Logger } from 'pino'
import type { Static, TObject } from 'typebox'
import type { PermissionDefinition } from './access/roles.ts'
import type { AlertDefinition, Alerts } from './alerts/types.ts'
import type { Adapter } from './channel/adapter.ts'
import type { Reader } from './database/db.ts'
import type { Migration } from './database/migrations.ts'
import type { ErrorClass } from './errors.ts'
import type { AnyJobDefinition, JobContext, JobDefinition, JobHandler } from './jobs.ts'
import type {
  AlertKind,
  EventName,
  Events,
  JobName,
  Permission,
  ServiceName,
  Services
} from './registry.ts'
import type { Clock } from './time.ts'
import type { Origin, Tx } from './transaction.ts'

/** Where the shop is: business days, SLAs and promotions are computed in its zone. */
export interface Shop {
  name: string
  /** IANA zone. */
  zone: string
  /** ISO 4217 code that prices have unless they say otherwise. */
  currency: string
  /** Local hour at which a business day begins, 0 to 23. */
  dayStartsAtHour: number
}

/** A claim about the data that must hold at any time, such as "levels equal the ledger". */
export interface Proof {
  /** `inventory.levels-equal-ledger`. */
  name: string
  title: string
  /** Finds what contradicts it; empty when it holds. At most a hundred findings, each a readable sentence. */
  findings(db: Reader): Promise<string[]>
}

/** Runs in the transaction that emitted the event. Throwing a defined error vetoes it. No I/O. */
export type EventHandler<Name extends EventName> = (
  tx: Tx,
  batch: readonly Events[Name][]
) => Promise<void>

/** Runs in the transaction that emitted an event, whichever it was, once its own listeners agree. No I/O. */
export type AnyEventHandler = (tx: Tx, event: EventName, batch: readonly unknown[]) => Promise<void>

/** What a plugin is given to set itself up with. Everything it registers has an id that the config can switch off. */
export interface PluginContext<Options = unknown> {
  readonly options: Readonly<Options>
  readonly shop: Readonly<Shop>
  readonly clock: Clock
  readonly log: Logger
  /** Reads what is committed. Inside of a transaction read through the `tx`. */
  readonly db: Reader
  readonly alerts: Alerts
  /** Adapters that the config enables, by platform. */
  readonly adapters: ReadonlyMap<string, Adapter>
  /** Events that the enabled plugins declare, by name. */
  readonly events: ReadonlyMap<string, { plugin: string; title: string }>
  /** 32 bytes that encrypt what is secret at rest; undefined when the config gives none. */
  readonly encryptionKey: Buffer | undefined
  /**
   * The only way to write. Requests use `reply.write` instead, which adds idempotency and the caller. `kind`: transactions of
   * one kind that share a commit also share what they put off (`tx.defer`); the others do their own at their end.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>, origin?: Origin, kind?: string): Promise<T>
  /** The service of a plugin named in `needs`. */
  use<Name extends ServiceName>(name: Name): Services[Name]
  /** The service of a plugin named in `uses`, or undefined when it is switched off. */
  tryUse<Name extends ServiceName>(name: Name): Services[Name] | undefined
  /** Listens inside the transaction. Id: `on:<event>:<plugin>`. */
  on<Name extends EventName>(event: Name, handler: EventHandler<Name>): void
  /** Listens to every event inside its transaction, after those who listen to it by name. Id: `on:*:<plugin>`. */
  onAny(handler: AnyEventHandler): void
  /**
   * Listens afterwards, as a durable job: at least once, and exactly once for what it does in `job.complete`.
   * Id: `after:<event>:<plugin>`.
   */
  after<Name extends EventName>(
    event: Name,
    handler: (batch: readonly Events[Name][], job: JobContext<unknown>) => Promise<unknown>
  ): void
  /** Gives a declared job its handler. Id: `job:<name>`. */
  handle<Name extends JobName>(job: JobDefinition<Name>, handler: JobHandler<Name>): void
  /** Adds routes under `/v1`. Every route has an operationId, a summary and a permission. Id: `route:<operationId>`. */
  routes(routes: FastifyPluginAsyncTypebox): void
  /** Adds a claim that `shopkeeper verify` checks. Id: `proof:<name>`. */
  proof(proof: Proof): void
  /** Does its work when the engine starts (not when a command only opens it), and undoes it when it stops. */
  onStart(start: () => Promise<void>): void
  onStop(stop: () => Promise<void>): void
}

/** A business area or a piece of infrastructure, as one object. */
export interface Plugin<Options extends TObject = TObject> {
  name: string
  /** Plugins it cannot do without; set up before it. */
  needs?: readonly string[]
  /** Plugins it uses when they are there; set up before it then. */
  uses?: readonly string[]
  /** Shape of its options: every one with a default or required, and a limit. */
  options?: Options
  migrations?: readonly Migration[]
  permissions?: Partial<Record<Permission, PermissionDefinition>>
  errors?: readonly ErrorClass<never>[]
  /** Event names it emits → what they mean, for the docs. */
  events?: Partial<Record<EventName, string>>
  jobs?: readonly AnyJobDefinition[]
  alerts?: Partial<Record<AlertKind, AlertDefinition>>
  /** Wires it up and returns the service that other plugins get with `ctx.use`. May not do I/O. */
  setup(ctx: PluginContext<Static<Options>>): unknown
}

/**
 * Checks a plugin's shape at compile time and marks it as one. The name must be new; a service it returns is declared
 * in the `Services` interface under that name.
 */
export function definePlugin<const Name extends string, Options extends TObject>(
  plugin: Plugin<Options> & {
    name: Name
    setup(ctx: PluginContext<Static<Options>>): Name extends ServiceName ? Services[Name] : unknown
  }
): Plugin<Options> {
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(plugin.name)) {
    throw new TypeError(`plugin name ${JSON.stringify(plugin.name)}: use kebab-case`)
  }
  return Object.freeze(plugin)
}
