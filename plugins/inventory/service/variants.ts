import type { PluginContext } from '#core/plugin'
import { saveVariants } from '../repository/variants.ts'

/** Keeps what inventory needs of variants in step with the catalog, in the catalog's own transaction. */
export function followCatalog(ctx: Pick<PluginContext, 'on'>): void {
  for (const event of ['variant.created', 'variant.changed'] as const) {
    ctx.on(event, (tx, variants) =>
      saveVariants(
        tx,
        variants.map(({ id, sku, isTracked }) => ({
          variantId: id,
          sku,
          isTracked: Number(isTracked)
        }))
      )
    )
  }
}
