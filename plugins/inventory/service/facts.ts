import type { InventoryService } from '../api.ts'
import { changeLevels } from '../repository/levels.ts'
import { defaultLocationId } from '../repository/locations.ts'
import { insertNewFacts } from '../repository/movements.ts'
import { availabilities, type Ledger } from './ledger.ts'
import { sumChanges } from './stock.ts'

/**
 * Records corrections that happened elsewhere, at the default location. They are facts: they count even when they take
 * on hand below zero, and then raise `stock.negative`.
 */
export function createFactRecorder(ledger: Ledger): Pick<InventoryService, 'recordAdjustments'> {
  return {
    async recordAdjustments(tx, adjustments) {
      if (adjustments.length === 0) return 0
      const variantIds = adjustments.map((adjustment) => adjustment.variantId)
      const variants = await ledger.variants(tx, variantIds)
      const touched = [...variants.values()]
        .filter((variant) => variant.isTracked === 1)
        .map(({ variantId }) => ({ variantId, locationId: defaultLocationId }))
      const stock = await ledger.open(tx, variantIds, touched)
      const facts = adjustments.map((adjustment) => ({
        kind: 'adjustment' as const,
        variantId: adjustment.variantId,
        locationId: defaultLocationId,
        quantity: adjustment.quantity,
        ...(stock.isTracked(adjustment.variantId) && { onHand: adjustment.quantity }),
        reason: adjustment.reason,
        sourceId: adjustment.sourceId,
        at: adjustment.at
      }))
      const isNew = await insertNewFacts(tx, facts)
      // The ledger is the judge of what is new; one batch may name a source twice, of which the first counts.
      const counted = facts.filter((fact) => isNew.delete(fact.sourceId))
      const changes = sumChanges(counted, 'none')
      const before = availabilities(
        stock,
        changes.map((change) => change.variantId)
      )
      if (changes.length > 0) await changeLevels(tx, changes)
      for (const change of changes) stock.apply(change)
      ledger.announce(tx, stock, before)
      return counted.length
    }
  }
}
