import type { Engine } from 'shopkeeper'
import { createKey } from '#core/access/keys'
import { cliOrigin } from '../open.ts'

/** Makes an owner's key when the database has no key at all, so that somebody can begin. Null: there are keys. */
export function makeFirstKey(engine: Engine): Promise<string | null> {
  return engine.transaction(async (tx) => {
    const any = await tx.selectFrom('apiKeys').select('id').limit(1).executeTakeFirst()
    if (any) return null
    const { key } = await createKey(tx, { name: 'first start', role: 'owner' })
    return key
  }, cliOrigin)
}
