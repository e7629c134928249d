import type { PluginContext } from '#core/plugin'
import { saveVariants, variantsById } from '../repository/variants.ts'
import { type Ledger, toVariantRow } from './ledger.ts'

/**
 * Keeps what inventory needs of variants in step with the catalog, in the catalog's own transaction. A variant that is
 * counted from now on has an availability from now on, and others are told of it.
 */
export function followCatalog(ctx: Pick<PluginContext, 'on'>, ledger: Ledger): void {
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
}
