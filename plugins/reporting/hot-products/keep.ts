import { NotFound, VersionOutdated } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import { addDays, businessDay } from '../query/calendar.ts'
import type { ReportingScope } from '../scope.ts'
import { deleteHotProduct, lockHotProduct, saveHotProducts } from './repository.ts'
import type { HotMetric, ReportHotProductRow } from './tables.ts'
import { alertOf } from './watch.ts'

/** Days before it is first watched that a product is judged by. */
const daysBefore = 30

export interface HotProductInput {
  sku: string
  metric: HotMetric
  note: string | null
  /** Begins anew: what was before today is settled. */
  isAnew: boolean
  version?: number | undefined
}

/** Watches a product, or changes how. Errors: NOT_FOUND for a SKU that the catalog does not have, VERSION_OUTDATED. */
export async function watchProduct(
  tx: Tx,
  { ctx, catalog }: ReportingScope,
  { sku, metric, note, isAnew, version }: HotProductInput
): Promise<ReportHotProductRow> {
  const known = await lockHotProduct(tx, sku)
  if (!known && !(await catalog.variantsBySku(tx, [sku])).has(sku)) {
    throw new NotFound({ what: 'variant', id: sku })
  }
  if (known && version !== undefined && version !== known.version) {
    throw new VersionOutdated({ expected: version, current: known.version })
  }
  const today = businessDay(ctx.shop, tx.now)
  const fresh = { state: 'steady', base: null, falls: 0, fellOn: null, seenOn: null } as const
  const row: ReportHotProductRow = {
    ...(known ?? {
      ...{ ...fresh, sku, sinceOn: addDays(today, -daysBefore), version: 0 },
      ...{ createdBy: tx.origin.actor, createdAt: tx.now }
    }),
    ...(isAnew && { ...fresh, sinceOn: today }),
    ...{ metric, note, updatedAt: tx.now, version: (known?.version ?? 0) + 1 }
  }
  await saveHotProducts(tx, [row])
  if (isAnew) await clearAlerts(tx, ctx, sku)
  tx.audit([
    { action: 'hot-product.watch', subjectType: 'sku', subjectId: sku, after: { metric, isAnew } }
  ])
  return row
}

/** Watches a product no longer. Errors: NOT_FOUND. */
export async function unwatchProduct(tx: Tx, { ctx }: ReportingScope, sku: string): Promise<void> {
  if (!(await lockHotProduct(tx, sku))) throw new NotFound({ what: 'watched product', id: sku })
  await deleteHotProduct(tx, sku)
  await clearAlerts(tx, ctx, sku)
  tx.audit([{ action: 'hot-product.unwatch', subjectType: 'sku', subjectId: sku }])
}

async function clearAlerts(tx: Tx, ctx: ReportingScope['ctx'], sku: string): Promise<void> {
  await ctx.alerts.clear(tx, [
    alertOf('reporting.hot-product-falling', sku),
    alertOf('reporting.retire-suggested', sku)
  ])
}
