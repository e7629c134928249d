import type { Alerts } from '#core/alerts/types'
import { NotFound } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import type { CatalogService, VariantRef } from '#plugins/catalog'
import { StockSkuUnknown } from '../errors.ts'
import { addLevels, changeLevels, lockLevels } from '../repository/levels.ts'
import { logMovements, type Movement } from '../repository/movements.ts'
import { saveVariants, variantsById, variantsBySku } from '../repository/variants.ts'
import type { StockVariantRow } from '../tables.ts'
import { announcementOf } from './announcement.ts'
import { type Guard, Stock, sumChanges } from './stock.ts'

/** A level that an operation may be the first to touch. */
export interface LevelKey {
  variantId: string
  locationId: string
}

/**
 * The one way in which stock changes: levels are locked, changed with one conditional statement, and every change is in
 * the ledger. A constant number of statements for any number of movements.
 */
export interface Ledger {
  /** Locks all levels of some variants. `touched` are made where they are missing. Errors: NOT_FOUND. */
  open(tx: Tx, variantIds: readonly string[], touched?: readonly LevelKey[]): Promise<Stock>
  /** Changes levels and writes the ledger, tells what is available now, and raises or clears alerts. */
  post(tx: Tx, stock: Stock, movements: readonly Movement[], guard: Guard): Promise<void>
  /** Tells at the commit of variants whose availability differs from before, and looks at their alerts. */
  announce(tx: Tx, stock: Stock, before: ReadonlyMap<string, number>): void
  /** Variants by SKU. Errors: STOCK_SKU_UNKNOWN, unless the caller wants to deal with what is missing. */
  bySku(tx: Tx, skus: readonly string[], onMissing?: 'leave'): Promise<Map<string, StockVariantRow>>
  /** What is known of some variants. Errors: NOT_FOUND. */
  variants(tx: Tx, variantIds: readonly string[]): Promise<Map<string, StockVariantRow>>
}

export interface LedgerParts {
  alerts: Alerts
  catalog: CatalogService
  alertMarginUnits: number
}

/** Makes the ledger of one engine. */
export function createLedger({ alerts, catalog, alertMarginUnits }: LedgerParts): Ledger {
  const announcement = announcementOf(alerts, alertMarginUnits)
  const ledger: Ledger = {
    async open(tx, variantIds, touched = []) {
      const distinct = [...new Set(variantIds)]
      const variants = await knownVariants(tx, catalog, distinct)
      await addLevels(tx, touched)
      return new Stock(variants, await lockLevels(tx, distinct))
    },
    async post(tx, stock, movements, guard) {
      if (movements.length === 0) return
      const changes = sumChanges(movements, guard)
      const before = availabilities(
        stock,
        changes.map((change) => change.variantId)
      )
      if (changes.length > 0) {
        const changed = await changeLevels(tx, changes)
        // Levels are locked and were looked at: one that refuses means somebody wrote around the ledger.
        if (changed !== changes.length) {
          throw new Error(
            `${changes.length - changed} of ${changes.length} levels refused a change`
          )
        }
        for (const change of changes) stock.apply(change)
      }
      logMovements(tx, movements)
      ledger.announce(tx, stock, before)
    },
    announce(tx, stock, before) {
      const tracked = [...before].filter(([variantId]) => stock.isTracked(variantId))
      tx.defer(
        announcement,
        tracked.map(([variantId, available]) => ({ variantId, stock, before: available }))
      )
    },
    async bySku(tx, skus, onMissing) {
      const known = await variantsBySku(tx, skus)
      const missing = skus.filter((sku) => !known.has(sku))
      if (missing.length === 0) return known
      const learned = [...(await catalog.variantsBySku(tx, missing)).values()].map(toVariantRow)
      await saveVariants(tx, learned)
      for (const variant of learned) known.set(variant.sku, variant)
      const unknown = missing.find((sku) => !known.has(sku))
      if (unknown !== undefined && onMissing === undefined) {
        throw new StockSkuUnknown({ sku: unknown })
      }
      return known
    },
    variants(tx, variantIds) {
      return knownVariants(tx, catalog, [...new Set(variantIds)])
    }
  }
  return ledger
}

/** What is available of some variants before a change. */
export function availabilities(stock: Stock, variantIds: readonly string[]): Map<string, number> {
  return new Map(variantIds.map((variantId) => [variantId, stock.available(variantId)]))
}

/** Variants that are older than this plugin are learned from the catalog the first time they are met. */
async function knownVariants(
  tx: Tx,
  catalog: CatalogService,
  variantIds: readonly string[]
): Promise<Map<string, StockVariantRow>> {
  const known = await variantsById(tx, variantIds)
  if (known.size === variantIds.length) return known
  const missing = variantIds.filter((variantId) => !known.has(variantId))
  const learned = await catalog.variantsById(tx, missing)
  for (const id of missing) {
    const variant = learned.get(id)
    if (!variant) throw new NotFound({ what: 'variant', id })
    known.set(id, toVariantRow(variant))
  }
  await saveVariants(
    tx,
    missing.map((id) => known.get(id)!)
  )
  return known
}

/** What inventory keeps of a variant. */
export function toVariantRow({ id, sku, isTracked }: VariantRef): StockVariantRow {
  return { variantId: id, sku, isTracked: Number(isTracked) }
}
