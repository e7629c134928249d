import type { SimulatedProduct } from '#core/channel/simulator'

const names = [
  ['TENT-2P', 'Tent for two', 12_900],
  ['TENT-4P', 'Tent for four', 19_900],
  ['BAG-SLEEP', 'Sleeping bag, three seasons', 7900],
  ['MAT-AIR', 'Air mattress', 4900],
  ['LAMP-HEAD', 'Head lamp', 2495],
  ['LAMP-CAMP', 'Camping lantern', 3290],
  ['STOVE-GAS', 'Gas stove', 3990],
  ['POT-SET', 'Pot set, steel', 5450],
  ['MUG/STEEL', 'Mug, steel, 0.4 l', 1290],
  ['KNIFE-FOLD', 'Folding knife', 2750],
  ['PACK, 30L', 'Backpack, 30 l', 8900],
  ['ROPE-20M', 'Rope, 20 m', 1890]
] as const

/** What the simulated seller offers. Two SKUs hold what addresses and lists use themselves. */
export function productsIn(currency: string): SimulatedProduct[] {
  return names.map(([sku, title, amountMinor]) => ({
    sku,
    title,
    amountMinor,
    currency,
    onHand: 10_000
  }))
}
