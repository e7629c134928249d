import type { SimulatedProduct } from '#core/channel/simulator'

const names = [
  ['TEA-GREEN', 'Green tea, 100 g', 850],
  ['TEA-BLACK', 'Black tea, 100 g', 790],
  ['TEA-MINT', 'Mint tea, 20 bags', 450],
  ['POT-GLASS', 'Teapot, glass', 2990],
  ['POT-IRON', 'Teapot, cast iron', 5900],
  ["CUP 'BLUE'", 'Cup, blue', 1250],
  ['CUP/WHITE', 'Cup, white', 1150],
  ['SIEVE-S', 'Tea sieve, small', 690],
  ['TIN-250', 'Tea tin, 250 g', 1490],
  ['TRAY-OAK', 'Tray, oak', 3450],
  ['HONEY-500', 'Honey, 500 g', 975],
  ['SUGAR-RAW', 'Raw sugar, 1 kg', 420]
] as const

/** What the simulated shop sells. Two SKUs hold what searches use themselves. */
export function productsIn(currency: string): SimulatedProduct[] {
  return names.map(([sku, title, amountMinor]) => ({
    sku,
    title,
    amountMinor,
    currency,
    onHand: 10_000
  }))
}
