import type { PluginContext } from '#core/plugin'
import { VariantInStock } from '../errors.ts'
import { lockLevels } from '../repository/levels.ts'
import { deleteVariants, saveVariants, variantsById, variantsHeld } from '../repository/variants.ts'
import { clearAlerts } from './alerts.ts'
import { type Ledger, toVariantRow } from './ledger.ts'

/**
 * Keeps what inventory needs of variants in step with the catalog, in the catalog's own transaction. A variant that is
 * counted from now on has an availability from now on, and others are told of it. One that is deleted leaves its SKU to
 * others, unless there is stock of it: VARIANT_IN_STOCK.
 */
export function followCatalog(ctx: Pick<PluginContext, 'on' | 'alerts'>, ledger: Ledger): void {
  ctx.on('variant.created', (tx, variants) => saveVariants(tx, variants.map(toVariantRow)))
  ctx.on('variant.changed', async (tx, variants) => {
    const ids = variants.map((variant) => variant.id)
    const before = await variantsById(tx, ids)
    await saveVariants(tx, variants.map(toVariantRow))
    const counted = variants
      .filter(({ id, isTracked }) => isTracked && before.get(id)?.isTracked === 0)
      .map((variant) => variant.id)
    if (counted.length === 0) return
    const stock = await ledger.open(tx, counted)
    // No number equals NaN: whatever is available now is news.
    ledger.announce(tx, stock, new Map(counted.map((id) => [id, Number.NaN])))
  })
  ctx.on('variant.deleted', async (tx, variants) => {
    const ids = variants.map((variant) => variant.id)
    await lockLevels(tx, ids)
    const held = await variantsHeld(tx, ids)
    const kept = variants.find(({ id }) => held.has(id))
    if (kept) throw new VariantInStock({ sku: kept.sku })
    await clearAlerts(tx, ctx.alerts, ids)
    await deleteVariants(tx, ids)
  })
}
