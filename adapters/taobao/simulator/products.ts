import type { SimulatedProduct } from '#core/channel/simulator'

/**
 * What the simulated shop offers: items with the SKUs they come in. One without is an item alone.
 */
export const range = [
  ['茶杯', 'CUP', 2990, ['WHITE', 'BLACK', 'GREEN']],
  ['茶壶', 'POT', 12_900, ['S', 'L']],
  ['茶盘', 'TRAY', 8800, ['BAMBOO', 'WALNUT', 'STONE']],
  ['茶叶罐', 'JAR', 5990, []],
  ['滤茶器', 'SIEVE', 1550, []],
  ['礼盒', 'GIFT', 19_900, ['SMALL', 'LARGE']]
] as const

/** The same as SKUs. */
export const products: readonly SimulatedProduct[] = range.flatMap(
  ([title, code, amountMinor, variants]) => {
    const skus = variants.length > 0 ? variants.map((variant) => `${code}-${variant}`) : [code]
    return skus.map((sku) => ({ sku, title, amountMinor, currency: 'CNY', onHand: 1000 }))
  }
)
