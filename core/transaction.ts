import type { KyselyProps } from 'kysely'
import { Db, type DialectName } from './database/db.ts'
import type { DeferredWork } from './database/deferred.ts'
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
  /** Replaces the key that the definition computes. A job of that name that waits under it makes this one superfluous. */
  key?: string
  /** 0 is urgent, 100 is whenever. Default: the definition's. */
  priority?: number
  /** Names the job: while it is there, putting it in again does nothing. Default: a new id. */
  id?: string
}

/**
 * Work that is put off to the end of a commit, and done there once for all that was put off: by the transaction, and by
 * others of its kind that share its commit. It sees what the commit writes; when it fails, nothing is committed.
 */
export interface Deferred<Item> {
  /** For logs and errors. */
  name: string
  /** Waits until no other work is left. */
  isLast?: boolean
  /** `tx.origin` is that of the items, without a request or job if there are several. */
  run(tx: Tx, items: readonly Item[]): Promise<void>
}

/** An entry for the audit log, and when and by whom it was made. */
export interface AuditedChange {
  entry: AuditEntry
  origin: Origin
  at: Instant
}

/** What a transaction needs from the engine around it. */
export interface TransactionHooks {
  emit(tx: Tx, event: EventName, batch: readonly unknown[]): Promise<void>
  enqueue(tx: Tx, job: JobName, requests: readonly JobRequest<unknown>[]): Promise<void>
  /** Writes the audit log. */
  audit: Deferred<AuditedChange>
}

/** What of a commit a transaction has to do with. */
export interface CommitParts {
  /** What it puts off itself. */
  own: DeferredWork
  /** What those before it have put off that are of its kind and share its commit. */
  others: DeferredWork
  afterCommit: (() => void)[]
}

/** Thrown through a transaction that has to see what others have put off: that is done, and it begins anew. */
export class BeginAnew extends Error {
  override readonly name = 'BeginAnew'
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
  readonly #parts: CommitParts

  constructor(
    props: KyselyProps,
    scope: {
      dialect: DialectName
      now: Instant
      origin: Origin
      hooks: TransactionHooks
      parts: CommitParts
    }
  ) {
    super(props, scope.dialect)
    this.now = scope.now
    this.origin = scope.origin
    this.#hooks = scope.hooks
    this.#parts = scope.parts
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
    const { origin, now: at } = this
    // Of all actors at once: each entry has its own.
    this.#parts.own.add(
      this.#hooks.audit as Deferred<unknown>,
      entries.map((entry): AuditedChange => ({ entry, origin, at })),
      everybody
    )
  }

  /** Puts work off to the end of the commit. What others read in it before that does not show the work's effect. */
  defer<Item>(work: Deferred<Item>, items: readonly Item[]): void {
    this.#parts.own.add(work as Deferred<unknown>, items, this.origin)
  }

  /** Does now what this transaction itself has put off of one piece of work. */
  async catchUp<Item>(work: Deferred<Item>): Promise<void> {
    const { own } = this.#parts
    const only = work as Deferred<unknown>
    for (let share = own.take(only); share; share = own.take(only)) {
      await share.work.run(this, share.items)
    }
  }

  /**
   * Says whether others that share this commit have put off something that this transaction has to see. If so it begins
   * anew, once that is done.
   */
  dependsOn<Item>(work: Deferred<Item>, isSeen: (item: Item) => boolean): void {
    const items = this.#parts.others.itemsOf(work as Deferred<unknown>) as Item[]
    if (items.some(isSeen)) throw new BeginAnew()
  }

  /** Runs once the commit is durable. For wake-ups only: what must not be lost is a job. */
  afterCommit(wake: () => void): void {
    this.#parts.afterCommit.push(wake)
  }
}

const everybody: Origin = { actor: '' }
