import { hash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Reader } from '../database/db.ts'
import { insertAll } from '../database/rows.ts'
import { NotFound } from '../http/errors.ts'
import { newId } from '../ids.ts'
import type { Instant } from '../time.ts'
import type { Tx } from '../transaction.ts'
import type { Role } from './roles.ts'

declare module 'shopkeeper' {
  interface Tables {
    apiKeys: ApiKeyRow
  }
}

export interface ApiKeyRow {
  id: string
  name: string
  /** SHA-256 of the key; the key itself is 256 random bits, so no slower hash is needed. */
  hash: string
  role: Role
  /** JSON array of permissions it is narrowed to, or null for all of its role. */
  scopes: string | null
  createdAt: Instant
  expiresAt: Instant | null
  revokedAt: Instant | null
}

export interface NewKey {
  name: string
  role: Role
  scopes?: readonly string[] | undefined
  expiresAt?: Instant | undefined
}

/** Makes an API key. The returned `key` is shown this once: only its hash is kept. */
export async function createKey(tx: Tx, input: NewKey): Promise<{ row: ApiKeyRow; key: string }> {
  const key = `sk_${randomBytes(32).toString('base64url')}`
  const row: ApiKeyRow = {
    id: newId('key'),
    name: input.name,
    hash: hashKey(key),
    role: input.role,
    scopes: input.scopes ? JSON.stringify(input.scopes) : null,
    createdAt: tx.now,
    expiresAt: input.expiresAt ?? null,
    revokedAt: null
  }
  await insertAll(tx, 'apiKeys', [row])
  tx.audit([
    {
      action: 'key.create',
      subjectType: 'key',
      subjectId: row.id,
      after: { name: row.name, role: row.role, scopes: input.scopes ?? null }
    }
  ])
  return { row, key }
}

/** Revokes a key: the next request that uses it is refused. Errors: NOT_FOUND. */
export async function revokeKey(tx: Tx, id: string): Promise<void> {
  const result = await tx
    .updateTable('apiKeys')
    .set({ revokedAt: tx.now })
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .executeTakeFirst()
  if (result.numUpdatedRows === 0n) throw new NotFound({ what: 'active API key', id })
  tx.audit([{ action: 'key.revoke', subjectType: 'key', subjectId: id }])
}

/** The live key that a caller sent, or undefined. Looked up by hash, so the time it takes tells nothing about it. */
export async function findKey(
  db: Reader,
  key: string,
  now: Instant
): Promise<Pick<ApiKeyRow, 'id' | 'role' | 'scopes'> | undefined> {
  const result = await sql<Pick<ApiKeyRow, 'id' | 'role' | 'scopes'>>`
    select id, role, scopes from api_keys
    where hash = ${hashKey(key)} and revoked_at is null and (expires_at is null or expires_at > ${now})`.execute(
    db
  )
  return result.rows[0]
}

function hashKey(key: string): string {
  return hash('sha256', key, 'base64url')
}
