import type { Permission } from '../registry.ts'
import type { Origin, Tx } from '../transaction.ts'
import type { BatchOutcome } from './batch.ts'

/** Who a request comes from. */
export interface Actor {
  keyId: string
  permissions: ReadonlySet<string>
  /** Whether its key has scopes, and so may be less than its role. */
  isNarrowed: boolean
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the caller must be allowed. Every route says this, or `public: true`. */
    permission?: Permission
    /** Open to anybody. */
    public?: true
    /** Answered however busy the process is: what tells others that it lives. */
    always?: true
    /** `required` refuses the call without an Idempotency-Key. Default: one is honoured when it is sent. */
    idempotency?: 'required'
    /**
     * Field of the answer that is a secret, shown this once and kept nowhere: a retry with the same Idempotency-Key gets
     * the answer without it. Optional in the answer's schema.
     */
    shownOnce?: string
    /** Set by the engine: the plugin that the route belongs to. */
    plugin?: string
  }

  interface FastifyRequest {
    /** Set on every route that is not public. */
    actor: Actor
    readonly origin: Origin
    /** Whether the caller has a permission beyond the route's own: for fields not everybody may see. */
    can(permission: Permission): boolean
    /** The version that `If-Match` names, if any. Errors: REQUEST_MALFORMED. */
    ifMatch(): number | undefined
  }

  interface FastifyReply {
    /**
     * Runs the route's one transaction and answers with what it returns. With an Idempotency-Key the answer is stored in
     * that same transaction: a retry gets it again, even when the process died before it could be sent.
     *
     * A numeric `version` in the body becomes the ETag. `kind`: as of `ctx.transaction`.
     */
    write(status: number, work: (tx: Tx) => Promise<unknown>, kind?: string): Promise<void>
    /**
     * Does the same to each item of a batch, each in a transaction of its own, a few at once. Returns the answer: one
     * outcome an item, in the same order; one that is refused leaves the others alone.
     *
     * With an Idempotency-Key the result of an item is stored in that same transaction: a retry, also of a batch that was cut
     * off, gets it again, and does only the items that are not done. `kind`: as of `ctx.transaction`; `around`: what goes
     * before and after an item's transaction, with the item's own key. An error of ours ends the batch.
     */
    batch<Item, Result>(
      items: readonly Item[],
      work: (tx: Tx, item: Item) => Promise<Result>,
      options?: {
        kind?: string
        around?: (item: Item, key: string | null, place: () => Promise<Result>) => Promise<Result>
      }
    ): Promise<{ outcomes: BatchOutcome<Result>[] }>
    /** Answers a read with its ETag taken from `version`. */
    sendVersioned(body: { version: number }): void
    /** Answers with JSON text that is as the route's schema says: nothing checks it again. */
    sendJson(text: string): void
  }
}
