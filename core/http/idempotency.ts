import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { insertAll, rowsFrom } from '../database/rows.ts'
import { instantAt, instantMs } from '../time.ts'
import type { Deferred, Tx } from '../transaction.ts'
import {
  IdempotencyInFlight,
  IdempotencyKeyInvalid,
  IdempotencyKeyMissing,
  IdempotencyKeyReused
} from './errors.ts'

/** How long an answer is kept for retries. */
export const idempotencyTtlMs = 24 * 60 * 60 * 1000

declare module 'shopkeeper' {
  interface Tables {
    idempotencyKeys: {
      /** API key id and the caller's key. */
      scope: string
      fingerprint: string
      /** 0: of a batch, whose items have rows of their own; of others only the transaction that makes the row sees it. */
      status: number
      body: string
      expiresAt: string
    }
  }
}

/** A stored answer, to be sent again. */
export interface StoredAnswer {
  status: number
  body: string
}

/** The caller's Idempotency-Key, bare or quoted. Errors: IDEMPOTENCY_KEY_INVALID, IDEMPOTENCY_KEY_MISSING. */
export function readIdempotencyKey(request: FastifyRequest): string | null {
  const header = request.headers['idempotency-key']
  if (header === undefined) {
    if (request.routeOptions.config.idempotency === 'required') throw new IdempotencyKeyMissing({})
    return null
  }
  const key = typeof header === 'string' ? header.replace(/^"(.*)"$/, '$1') : ''
  if (!/^[\x21-\x7e]{1,128}$/.test(key)) throw new IdempotencyKeyInvalid({})
  return key
}

/**
 * Claims the key inside the transaction that will have the effect, or returns the answer it already led to.
 *
 * Errors: IDEMPOTENCY_KEY_REUSED when method, path or body differ; IDEMPOTENCY_IN_FLIGHT.
 */
export async function claimIdempotencyKey(
  tx: Tx,
  request: FastifyRequest,
  key: string
): Promise<StoredAnswer | null> {
  const scope = scopeOf(request, key)
  const fingerprint = fingerprintOf(request)
  const row = { scope, fingerprint, status: 0, body: '', expiresAt: expiryFrom(tx.now) }
  const claimed = await insertAll(tx, 'idempotencyKeys', [row], { on: ['scope'] })
  if (claimed === 1) return null
  tx.dependsOn(answers, (answer) => answer.scope === scope)
  const stored = await tx
    .selectFrom('idempotencyKeys')
    .selectAll()
    .where('scope', '=', scope)
    .executeTakeFirst()
  if (!stored) throw new IdempotencyInFlight({})
  if (stored.expiresAt <= tx.now) {
    await tx.updateTable('idempotencyKeys').set(row).where('scope', '=', scope).execute()
    return null
  }
  if (stored.fingerprint !== fingerprint) throw new IdempotencyKeyReused({})
  return { status: stored.status, body: stored.body }
}

interface KeptAnswer extends StoredAnswer {
  scope: string
}

const answers: Deferred<KeptAnswer> = {
  name: 'answers for retries',
  run: async (tx, kept) => {
    const columns = { scope: 'text', status: 'integer', body: 'text' } as const
    await sql`update idempotency_keys set status = answer.status, body = answer.body
      from ${rowsFrom(tx, 'answer', columns, kept)}
      where idempotency_keys.scope = answer.scope`.execute(tx)
  }
}

/** The key of one item of a batch. No caller's own key has a space. */
export function keyOfItem(key: string, index: number): string {
  return `${key} ${index}`
}

/** Keeps the answer beside the effect, at the commit. */
export function storeAnswer(
  tx: Tx,
  request: FastifyRequest,
  key: string,
  { status, body }: StoredAnswer
): void {
  tx.defer(answers, [{ scope: scopeOf(request, key), status, body }])
}

/** Answers with a stored answer and says so. */
export function replayAnswer(reply: FastifyReply, answer: StoredAnswer): FastifyReply {
  const { version } = (JSON.parse(answer.body || '{}') ?? {}) as { version?: unknown }
  if (typeof version === 'number') reply.header('etag', `"v${version}"`)
  return reply
    .code(answer.status)
    .header('idempotency-replayed', 'true')
    .type('application/json; charset=utf-8')
    .send(answer.body)
}

/** A caller's keys are its own. Those who call public routes share theirs, told apart by path and body. */
function scopeOf(request: FastifyRequest, key: string): string {
  return `${request.origin.actor}:${key}`
}

function expiryFrom(now: string): string {
  return instantAt(instantMs(now) + idempotencyTtlMs)
}

const fingerprints = new WeakMap<FastifyRequest, string>()

/** What a request asks for: the same for each item of a batch, so it is reckoned once. */
function fingerprintOf(request: FastifyRequest): string {
  let fingerprint = fingerprints.get(request)
  if (fingerprint === undefined) {
    const text = `${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`
    fingerprint = hash('sha256', text, 'base64url')
    fingerprints.set(request, fingerprint)
  }
  return fingerprint
}
