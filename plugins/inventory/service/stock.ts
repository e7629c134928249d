import type { LocationStock } from '../allocate-over-locations.ts'
import type { Level, LevelChange } from '../repository/levels.ts'
import type { Movement } from '../repository/movements.ts'
import type { StockVariantRow } from '../tables.ts'

/** Available to promise at a location: on hand − allocated − reserved − safety stock. */
export function availableAt(level: Level): number {
  return level.onHand - level.allocated - level.reserved - level.safetyStock
}

/** The least that may be on hand: zero, or the backorder limit. */
export function onHandLimit(level: Level): number {
  return Math.min(0, level.safetyStock)
}

/** Whether more is promised than there is, beyond what the backorder limit allows. */
export function isOversold(level: Level, marginUnits = 0): boolean {
  return level.onHand - level.allocated - level.reserved < onHandLimit(level) + marginUnits
}

/** The locked levels of some variants, kept up to date with what is booked on them. */
export class Stock {
  readonly variants: ReadonlyMap<string, StockVariantRow>
  readonly #levels = new Map<string, Level[]>()

  constructor(variants: ReadonlyMap<string, StockVariantRow>, levels: readonly Level[]) {
    this.variants = variants
    for (const level of levels) {
      const siblings = this.#levels.get(level.variantId)
      if (siblings) siblings.push(level)
      else this.#levels.set(level.variantId, [level])
    }
  }

  variant(variantId: string): StockVariantRow {
    const variant = this.variants.get(variantId)
    if (!variant) throw new Error(`variant ${variantId} is not among those that were locked`)
    return variant
  }

  isTracked(variantId: string): boolean {
    return this.variant(variantId).isTracked === 1
  }

  /** Levels of a variant at all locations, in order of location. */
  levelsOf(variantId: string): readonly Level[] {
    return this.#levels.get(variantId) ?? []
  }

  levelAt(variantId: string, locationId: string): Level {
    const level = this.levelsOf(variantId).find((one) => one.locationId === locationId)
    if (!level) throw new Error(`no level of ${variantId} at ${locationId} was locked`)
    return level
  }

  /** What allocation may take from: locations that are on. */
  sourcesOf(variantId: string): LocationStock[] {
    return this.levelsOf(variantId)
      .filter((level) => level.isEnabled === 1)
      .map((level) => ({
        locationId: level.locationId,
        priority: level.priority,
        available: availableAt(level)
      }))
  }

  /** Available to promise over all locations that are on. */
  available(variantId: string): number {
    let sum = 0
    for (const level of this.levelsOf(variantId)) {
      if (level.isEnabled === 1) sum += availableAt(level)
    }
    return sum
  }

  /** Repeats a change of a row in what is known of it. */
  apply(change: LevelChange): void {
    const level = this.levelAt(change.variantId, change.locationId)
    level.onHand += change.onHand
    level.allocated += change.allocated
    level.reserved += change.reserved
    level.incoming += change.incoming
  }

  /** Looks at what would be if these movements were booked. */
  supposing<T>(movements: readonly Movement[], look: () => T): T {
    const changes = sumChanges(movements, 'none')
    for (const change of changes) this.apply(change)
    const seen = look()
    for (const change of changes) this.apply(undoing(change))
    return seen
  }
}

/** The change that undoes another. */
function undoing(change: LevelChange): LevelChange {
  return {
    ...change,
    onHand: -change.onHand,
    allocated: -change.allocated,
    reserved: -change.reserved,
    incoming: -change.incoming
  }
}

/** What has to hold for a change: see `sumChanges`. */
export type Guard = 'available' | 'limit' | 'none'

/**
 * Adds movements up by level, in the order in which levels are locked.
 *
 * `available`: what is taken must be available to promise. `limit`: on hand may not end below the backorder limit.
 * `none`: a fact, recorded whatever it does.
 */
export function sumChanges(movements: readonly Movement[], guard: Guard): LevelChange[] {
  const changes = new Map<string, LevelChange>()
  for (const movement of movements) {
    const { variantId, locationId, onHand = 0, allocated = 0, reserved = 0 } = movement
    const { incoming = 0 } = movement
    if (onHand === 0 && allocated === 0 && reserved === 0 && incoming === 0) continue
    const key = `${variantId}\n${locationId}`
    let change = changes.get(key)
    if (!change) {
      change = {
        variantId,
        locationId,
        onHand: 0,
        allocated: 0,
        reserved: 0,
        incoming: 0,
        taken: 0,
        isLimited: 0
      }
      changes.set(key, change)
    }
    change.onHand += onHand
    change.allocated += allocated
    change.reserved += reserved
    change.incoming += incoming
  }
  const summed = [...changes.values()]
  for (const change of summed) {
    if (guard === 'available') {
      change.taken = Math.max(0, change.allocated + change.reserved - change.onHand)
    } else if (guard === 'limit' && change.onHand < 0) change.isLimited = 1
  }
  return summed.sort((a, b) =>
    a.variantId === b.variantId
      ? a.locationId < b.locationId
        ? -1
        : 1
      : a.variantId < b.variantId
        ? -1
        : 1
  )
}
