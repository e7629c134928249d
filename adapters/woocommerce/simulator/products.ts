import type { SimulatedProduct } from '#core/channel/simulator'

const names = [
  ['TEA-GREEN', 'Green tea, 100 g', 890],
  ['TEA-BLACK', 'Black tea, 100 g', 790],
  ['TEA-MINT', 'Mint tea, 80 g', 650],
  ['POT-GLASS', 'Teapot, glass, 1 l', 3490],
  ['POT-IRON', 'Teapot, cast iron', 6900],
  ['CUP-SMALL', 'Cup, small', 950],
  ['CUP, LARGE', 'Cup, large', 1250],
  ['SIEVE', 'Tea sieve', 1190],
  ['TRAY/OAK', 'Tray, oak', 4200],
  ['HONEY-250', 'Honey, 250 g', 990],
  ['SCALE', 'Kitchen scale', 2790],
  ['TIN-BLUE', 'Tea tin, blue', 1490]
] as const

/** What the simulated shop sells. The last is a variation of a product. */
export function productsIn(currency: string): SimulatedProduct[] {
  return names.map(([sku, title, amountMinor]) => ({
    sku,
    title,
    amountMinor,
    currency,
    onHand: 10_000
  }))
}
