import { instantMs } from '#core/time'
import type { InventoryService } from '../api.ts'
import type { Reservations } from './reservations.ts'

/** Makes what lets other plugins hold units by the same reservations that the API has. */
export function createKeptHolds(
  reservations: Reservations
): Pick<InventoryService, 'hold' | 'changeHold' | 'releaseHold'> {
  const ttlOf = (now: string, until: string) => instantMs(until) - instantMs(now)
  return {
    async hold(tx, { owner, lines, until }) {
      const { id } = await reservations.hold(tx, { owner, lines, ttlMs: ttlOf(tx.now, until) })
      return id
    },
    async changeHold(tx, id, { lines, until }) {
      const ttlMs = until === undefined ? undefined : ttlOf(tx.now, until)
      await reservations.change(tx, id, { lines, ttlMs })
    },
    async releaseHold(tx, id) {
      await reservations.release(tx, id)
    }
  }
}
