import { untilBlocked } from '../blocked.ts'
import type { CrmShop } from './shop.ts'

/**
 * Merges two customers, and lets others act before that is committed; all of them have to wait for it. On SQLite they come
 * after it. Returns what they return.
 */
export async function whileMerging<Done>(
  shop: CrmShop,
  { fromId, intoId }: { fromId: string; intoId: string },
  acts: readonly (() => Promise<Done>)[]
): Promise<Done[]> {
  let begin = () => undefined as unknown
  const acting = new Promise<unknown>((resolve) => {
    begin = () => resolve(undefined)
  }).then(() => Promise.all(acts.map((act) => act())))
  shop.engine.registrations.observers.push(async (tx, event) => {
    if (event !== 'customer.merged') return
    begin()
    await untilBlocked(tx, acts.length)
  })
  const merged = await shop.post(`/customers/${intoId}/merge`, { fromId })
  if (merged.status !== 200) throw new Error(merged.text)
  return acting
}
