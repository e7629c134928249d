import type { FastifyRequest } from 'fastify'
import type { Reader } from '../database/db.ts'
import { KeyMissing, KeyRefused, PermissionMissing, RateLimited } from '../http/errors.ts'
import type { Actor } from '../http/types.ts'
import type { Clock } from '../time.ts'
import { findKey } from './keys.ts'
import type { PermissionDefinition, Role } from './roles.ts'

/** Which permissions each role has, from what the plugins declare. The owner has all. */
export function permissionsByRole(
  declared: ReadonlyMap<string, PermissionDefinition>
): (role: Role) => ReadonlySet<string> {
  const sets = new Map<Role, Set<string>>()
  return (role) => {
    let set = sets.get(role)
    if (!set) {
      const names = [...declared].filter(
        ([, definition]) => role === 'owner' || definition.roles.includes(role)
      )
      set = new Set(names.map(([name]) => name))
      sets.set(role, set)
    }
    return set
  }
}

/** Different wrong keys one address may try within `guessWindowMs`; one client with an old key counts once. */
const guessesMax = 20
const guessWindowMs = 60_000

/** Finds out who calls, by the key in the Authorization header, afresh on each request: a revoked key is dead at once. */
export class Authenticator {
  readonly #db: Reader
  readonly #clock: Clock
  readonly #permissionsOf: (role: Role) => ReadonlySet<string>
  readonly #guesses = new Map<string, { keys: Set<string>; sinceMs: number }>()

  constructor(db: Reader, clock: Clock, permissionsOf: (role: Role) => ReadonlySet<string>) {
    this.#db = db
    this.#clock = clock
    this.#permissionsOf = permissionsOf
  }

  /** Errors: KEY_MISSING, KEY_REFUSED, RATE_LIMITED after many wrong keys, PERMISSION_MISSING. */
  async authenticate(request: FastifyRequest, permission: string): Promise<Actor> {
    const key = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (key === undefined) throw new KeyMissing({})
    this.#refuseGuessing(request.ip)
    const row = await findKey(this.#db, key, this.#clock.now())
    if (!row) {
      this.#countGuess(request.ip, key)
      throw new KeyRefused({})
    }
    const granted = this.#permissionsOf(row.role)
    const permissions = row.scopes
      ? new Set((JSON.parse(row.scopes) as string[]).filter((scope) => granted.has(scope)))
      : granted
    if (!permissions.has(permission)) throw new PermissionMissing({ permission })
    return { keyId: row.id, permissions, isNarrowed: row.scopes !== null }
  }

  #refuseGuessing(address: string): void {
    const guess = this.#guesses.get(address)
    if (!guess || guess.keys.size < guessesMax) return
    const leftMs = guess.sinceMs + guessWindowMs - this.#clock.ms()
    if (leftMs > 0) throw new RateLimited({ retryAfterSeconds: Math.ceil(leftMs / 1000) })
    this.#guesses.delete(address)
  }

  #countGuess(address: string, key: string): void {
    if (this.#guesses.size > 10_000) this.#guesses.clear()
    const guess = this.#guesses.get(address)
    const isRecent = guess && guess.sinceMs + guessWindowMs > this.#clock.ms()
    if (isRecent) guess.keys.add(key.slice(0, 64))
    else {
      const keys = new Set([key.slice(0, 64)])
      this.#guesses.set(address, { keys, sinceMs: this.#clock.ms() })
    }
  }
}
