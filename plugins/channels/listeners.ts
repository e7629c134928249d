import type { PluginContext } from '#core/plugin'
import { insertConfirmations } from './repository/confirmations.ts'
import { linkVariants, unlinkVariants } from './repository/listings.ts'
import { markPricesDirty, markStockDirty } from './repository/pushes.ts'
import type { Channels } from './service.ts'

/** What changes in the shop marks what channels show as out of date, in the same transaction. */
export function listen(ctx: PluginContext, channels: Channels): void {
  const stockPlatforms = channels.platformsWith('stock')
  const pricePlatforms = channels.platformsWith('prices')

  if (stockPlatforms.length > 0) {
    ctx.on('stock.changed', async (tx, batch) => {
      const ids = batch.map(({ variantId }) => variantId)
      const dirty = await markStockDirty(tx, ids, stockPlatforms)
      await tx.enqueue('channels.push-stock', dirty.map(toWork))
    })
  }
  ctx.on('variant.created', (tx, batch) => linkVariants(tx, batch))
  ctx.on('variant.changed', async (tx, batch) => {
    await linkVariants(tx, batch)
    const ids = batch.map(({ id }) => id)
    const dirty = await markStockDirty(tx, ids, stockPlatforms)
    await tx.enqueue('channels.push-stock', dirty.map(toWork))
  })
  ctx.on('variant.deleted', (tx, batch) =>
    unlinkVariants(
      tx,
      batch.map(({ id }) => id)
    )
  )
  if (pricePlatforms.length > 0) {
    ctx.on('price.changed', async (tx, batch) => {
      const dirty = await markPricesDirty(tx, batch, pricePlatforms)
      await tx.enqueue('channels.push-prices', dirty.map(toWork))
    })
  }
  ctx.on('shipment.created', async (tx, batch) => {
    await insertConfirmations(tx, batch)
    const channelIds = [...new Set(batch.map(({ channelId }) => channelId))].sort()
    await tx.enqueue('channels.confirm-shipments', channelIds.map(toWork))
  })
}

function toWork(channelId: string) {
  return { payload: { channelId } }
}
