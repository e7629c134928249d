import type { InventoryService } from '../api.ts'
import { lockAllocations } from '../repository/allocations.ts'
import { firstLocationId, requireLocations } from '../repository/locations.ts'
import type { Ledger } from './ledger.ts'

/** Books what buyers have sent back. */
export function createReturns(ledger: Ledger): Pick<InventoryService, 'takeBack'> {
  return {
    async takeBack(tx, units, { reason, refType, refId }) {
      if (units.length === 0) return []
      const named = units.flatMap(({ locationId }) => locationId ?? [])
      await requireLocations(tx, named)
      const lineIds = [...new Set(units.map(({ orderLineId }) => orderLineId))].sort()
      const claims = await lockAllocations(tx, lineIds)
      const first = await firstLocationId(tx)
      const places = units.map(({ orderLineId, locationId }) => {
        const left = claims.find((one) => one.orderLineId === orderLineId && one.fulfilled > 0)
        return { locationId: locationId ?? left?.locationId ?? first }
      })
      const variantIds = units.map(({ variantId }) => variantId)
      const variants = await ledger.variants(tx, variantIds)
      const keys = units
        .map(({ variantId }, index) => ({ variantId, ...places[index]! }))
        .filter(({ variantId }) => variants.get(variantId)!.isTracked === 1)
      const stock = await ledger.open(tx, variantIds, keys)
      const movements = units.map(({ variantId, quantity }, index) => ({
        ...{ kind: 'restock' as const, variantId, quantity, ...places[index]! },
        ...(stock.isTracked(variantId) && { onHand: quantity }),
        ...{ reason, refType, refId }
      }))
      await ledger.post(tx, stock, movements, 'none')
      return places
    }
  }
}
