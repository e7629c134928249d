import type { Shop } from '#core/plugin'
import type { Tx } from '#core/transaction'
import { dayOn } from '#core/zone'
import type { AllocationRule } from '../allocate-over-locations.ts'
import type { Allocation, InventoryService, StockDemand } from '../api.ts'
import { AllocationMissing, FulfillmentMissing } from '../errors.ts'
import { groupBy } from '../group-by.ts'
import {
  type AllocationChange,
  addAllocations,
  changeAllocations,
  lockAllocations
} from '../repository/allocations.ts'
import { addDemand } from '../repository/demand.ts'
import { firstLocationId } from '../repository/locations.ts'
import type { Movement } from '../repository/movements.ts'
import type { StockAllocationRow } from '../tables.ts'
import type { Holds } from './holds.ts'
import type { Ledger } from './ledger.ts'
import { planDemands, refuseShortage } from './plan.ts'

type Claims = Pick<InventoryService, 'allocate' | 'release' | 'fulfill' | 'restock'>

/** Order lines' claims on stock: made, given back, shipped, come back. */
export function createClaims(parts: {
  ledger: Ledger
  holds: Holds
  shop: Readonly<Shop>
  rule: AllocationRule
}): Claims {
  const { ledger, holds, shop, rule } = parts

  return {
    async allocate(tx, demands, onShort) {
      if (demands.length === 0) return { allocations: [], shortages: [] }
      const stock = await ledger.open(
        tx,
        demands.map((demand) => demand.variantId)
      )
      const plan = await holds.plan(tx, stock, () => planDemands(stock, demands, rule))
      if (onShort === 'refuse') refuseShortage(plan)
      const tracked = plan.parts.map((part) => toClaim(part.demand, part))
      const from = plan.untracked.length > 0 ? await firstLocationId(tx) : ''
      const untracked = plan.untracked.map((demand) =>
        toClaim(demand, { locationId: from, quantity: demand.quantity })
      )
      await addAllocations(tx, [
        ...tracked.map((claim) => ({ ...claim, ...heldBy(claim), isTracked: 1 })),
        ...untracked.map((claim) => ({ ...claim, ...heldBy(claim), isTracked: 0 }))
      ])
      await ledger.post(tx, stock, tracked.map(toAllocationMovement), 'available')
      return {
        allocations: [...tracked, ...untracked].map(toAllocation),
        shortages: plan.shortages
      }
    },

    async release(tx, lines) {
      const claims = await claimsOf(tx, lines)
      const changes = takeFrom(claims, lines, 'allocated', (line, held) =>
        Math.min(line.quantity ?? held, held)
      )
      if (changes.length === 0) return
      await changeAllocations(
        tx,
        changes.map(({ claim, quantity }) => changeOf(claim, -quantity, 0))
      )
      const stock = await ledger.open(tx, variantsOf(changes))
      const movements = changes.map(({ claim, quantity }) =>
        movementOf('release', claim, { quantity: 0, allocated: -quantity })
      )
      await ledger.post(tx, stock, movements, 'none')
    },

    async fulfill(tx, lines) {
      const claims = await claimsOf(tx, lines)
      const changes = takeFrom(claims, lines, 'allocated', (line, allocated) => {
        const { orderLineId, quantity: requested = allocated } = line
        if (requested > allocated)
          throw new AllocationMissing({ orderLineId, requested, allocated })
        return requested
      })
      await changeAllocations(
        tx,
        changes.map(({ claim, quantity }) => changeOf(claim, -quantity, quantity))
      )
      const stock = await ledger.open(tx, variantsOf(changes))
      const movements = changes.map(({ claim, quantity }) =>
        movementOf('fulfillment', claim, {
          quantity: -quantity,
          onHand: -quantity,
          allocated: -quantity
        })
      )
      // Goods that have left have left: a fact, recorded even where it takes on hand below zero. The alert says so.
      await ledger.post(tx, stock, movements, 'none')
      const today = dayOn(tx.now, shop.zone, shop.dayStartsAtHour)
      await addDemand(
        tx,
        changes.map(({ claim: { variantId, locationId }, quantity }) => ({
          variantId,
          locationId,
          dayOn: today,
          quantity
        }))
      )
      return changes.map(({ claim, quantity }) => ({
        orderLineId: claim.orderLineId,
        variantId: claim.variantId,
        locationId: claim.locationId,
        quantity
      }))
    },

    async restock(tx, lines, reason) {
      const claims = await claimsOf(tx, lines)
      const changes = takeFrom(claims, lines, 'fulfilled', (line, fulfilled) => {
        const { orderLineId, quantity: requested = fulfilled } = line
        if (requested > fulfilled) {
          throw new FulfillmentMissing({ orderLineId, requested, fulfilled })
        }
        return requested
      })
      await changeAllocations(
        tx,
        changes.map(({ claim, quantity }) => changeOf(claim, 0, -quantity))
      )
      const stock = await ledger.open(tx, variantsOf(changes))
      const movements = changes.map(({ claim, quantity }) => ({
        ...movementOf('restock', claim, { quantity, onHand: quantity }),
        reason
      }))
      await ledger.post(tx, stock, movements, 'none')
    }
  }
}

interface Claim extends Allocation {
  orderId: string
}

function toClaim(
  { orderId, orderLineId, variantId }: StockDemand,
  { locationId, quantity }: { locationId: string; quantity: number }
): Claim {
  return { orderId, orderLineId, variantId, locationId, quantity }
}

function toAllocation({ orderId: _, ...allocation }: Claim): Allocation {
  return allocation
}

function heldBy(claim: Claim): { allocated: number; fulfilled: number } {
  return { allocated: claim.quantity, fulfilled: 0 }
}

function toAllocationMovement(claim: Claim): Movement {
  return {
    kind: 'allocation',
    variantId: claim.variantId,
    locationId: claim.locationId,
    quantity: 0,
    allocated: claim.quantity,
    refType: 'orderLine',
    refId: claim.orderLineId
  }
}

interface LineQuantity {
  orderLineId: string
  quantity?: number
}

async function claimsOf(
  tx: Tx,
  lines: readonly LineQuantity[]
): Promise<Map<string, StockAllocationRow[]>> {
  const ids = [...new Set(lines.map((line) => line.orderLineId))].sort()
  return groupBy(await lockAllocations(tx, ids), (claim) => claim.orderLineId)
}

interface Taken {
  claim: StockAllocationRow
  quantity: number
}

/** Takes what each line wants out of its claims, location by location. */
function takeFrom(
  claims: ReadonlyMap<string, StockAllocationRow[]>,
  lines: readonly LineQuantity[],
  counter: 'allocated' | 'fulfilled',
  wantedOf: (line: LineQuantity, held: number) => number
): Taken[] {
  const taken = new Map<StockAllocationRow, number>()
  for (const line of lines) {
    const parts = claims.get(line.orderLineId) ?? []
    let rest = wantedOf(
      line,
      parts.reduce((sum, part) => sum + part[counter], 0)
    )
    for (const claim of parts) {
      const quantity = Math.min(claim[counter], rest)
      if (quantity <= 0) continue
      taken.set(claim, quantity + (taken.get(claim) ?? 0))
      claim[counter] -= quantity
      rest -= quantity
    }
  }
  return [...taken].map(([claim, quantity]) => ({ claim, quantity }))
}

function changeOf(
  claim: StockAllocationRow,
  allocated: number,
  fulfilled: number
): AllocationChange {
  const { orderLineId, variantId, locationId, isTracked } = claim
  return { orderLineId, variantId, locationId, isTracked, allocated, fulfilled }
}

function variantsOf(changes: readonly Taken[]): string[] {
  return changes.map(({ claim }) => claim.variantId)
}

/** A movement of a claim; levels follow only where the claim is on counted stock. */
function movementOf(
  kind: Movement['kind'],
  claim: StockAllocationRow,
  { quantity, ...deltas }: Pick<Movement, 'quantity' | 'onHand' | 'allocated'>
): Movement {
  const { variantId, locationId } = claim
  return {
    kind,
    variantId,
    locationId,
    quantity,
    refType: 'orderLine',
    refId: claim.orderLineId,
    ...(claim.isTracked === 1 && deltas)
  }
}
