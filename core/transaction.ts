import type { KyselyProps } from 'kysely'
import { Db, type DialectName } from './database/db.ts'
import type { EventName, Events, JobName, Jobs } from './registry.ts'
import type { Instant } from './time.ts'

/** Who or what a change comes from; written to the audit log with it. */
export interface Origin {
  /** Who acts: an API key's id, `system`, or `cli`. */
  actor: string
  /** The request or job it happens in, when there is one. */
  requestId?: string | undefined
  jobId?: string | undefined
}

/** One change to one thing, for the audit log. `before` and `after` are what a reader needs, without secrets. */
export interface AuditEntry {
  /** What was done: the permission-like name of the act, such as `order.cancel`. */
  action: string
  subjectType: string
  subjectId: string
  before?: unknown
  after?: unknown
}

/** One job to put into the outbox. */
export interface JobRequest<Payload> {
  payload: Payload
  /** Not before this instant. Default: now. */
  runAt?: Instant
  /** Replaces the key that the job's definition computes. A job that waits under the same key makes this one superfluous. */
  key?: string
  /** 0 is urgent, 100 is whenever. Default: the definition's. */
  priority?: number
  /** Names the job: while it is there, putting it in again does nothing. Default: a new id. */
  id?: string
}

/** What a transaction needs from the engine around it. */
export interface TransactionHooks {
  emit(tx: Tx, event: EventName, batch: readonly unknown[]): Promise<void>
  enqueue(tx: Tx, job: JobName, requests: readonly JobRequest<unknown>[]): Promise<void>
  /** Runs before the commit: writes what was gathered, such as audit entries. */
  flush(tx: Tx, gathered: Gathered): Promise<void>
}

/** What a transaction gathers and writes once, before its commit. */
export interface Gathered {
  audit: AuditEntry[]
  afterCommit: (() => void)[]
}

/**
 * A write transaction: a Kysely to read and write through, and the ways a change reaches the rest of the engine.
 * All of it commits together or not at all.
 */
export class Tx extends Db {
  /** The instant the transaction began; every row it writes carries this one. */
  readonly now: Instant
  readonly origin: Origin
  readonly #hooks: TransactionHooks
  readonly #gathered: Gathered

  constructor(
    props: KyselyProps,
    scope: {
      dialect: DialectName
      now: Instant
      origin: Origin
      hooks: TransactionHooks
      gathered: Gathered
    }
  ) {
    super(props, scope.dialect)
    this.now = scope.now
    this.origin = scope.origin
    this.#hooks = scope.hooks
    this.#gathered = scope.gathered
  }

  /**
   * Tells the other plugins what happened, as a batch. Handlers registered with `on` run now, in dependency order,
   * and may veto by throwing; those registered with `after` become jobs that commit with this transaction.
   */
  emit<Name extends EventName>(event: Name, batch: readonly Events[Name][]): Promise<void> {
    return batch.length === 0 ? Promise.resolve() : this.#hooks.emit(this, event, batch)
  }

  /** Puts jobs into the outbox: they exist if and only if this transaction commits. */
  enqueue<Name extends JobName>(
    job: Name,
    requests: readonly JobRequest<Jobs[Name]>[]
  ): Promise<void> {
    return requests.length === 0 ? Promise.resolve() : this.#hooks.enqueue(this, job, requests)
  }

  /** Adds entries to the audit log; they are written with this transaction. */
  audit(entries: readonly AuditEntry[]): void {
    this.#gathered.audit.push(...entries)
  }

  /** Runs once the commit is durable. For wake-ups only: what must not be lost is a job. */
  afterCommit(wake: () => void): void {
    this.#gathered.afterCommit.push(wake)
  }
}
