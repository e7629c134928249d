import type { SimulatedProduct } from '#core/channel/simulator'

/**
 * What the simulated marketplace sells: a dozen things for the desk and the kitchen. Some are
 * nearly sold out.
 */
export const products: readonly (SimulatedProduct & { listingId: string })[] = [
  ['MUG-CELADON', '青瓷马克杯 350ml', 5900, 120],
  ['TEAPOT-YIXING', '宜兴紫砂壶 200ml', 26800, 25],
  ['TEA-LONGJING-250', '明前龙井 250g', 38800, 40],
  ['CHOPSTICKS-10', '鸡翅木筷子 10双', 4500, 200],
  ['LAMP-DESK-LED', 'LED 护眼台灯', 19900, 30],
  ['NOTEBOOK-A5', 'A5 方格笔记本 3本', 2990, 300],
  ['KETTLE-1L', 'Gooseneck kettle 1.0 l', 32900, 15],
  ['APRON-LINEN', 'Linen apron, slate', 15900, 50],
  ['KNIFE-SANTOKU', 'Santoku knife 17 cm', 45900, 8],
  ['BOARD-OAK', 'Oak cutting board', 21900, 5],
  ['CANDLE-OSMANTHUS', '桂花香薰蜡烛', 8900, 6],
  ['UMBRELLA-FOLD', 'Folding umbrella', 9900, 2]
].map(([sku, title, amountMinor, onHand], index) => ({
  sku: sku as string,
  title: title as string,
  amountMinor: amountMinor as number,
  currency: 'CNY',
  onHand: onHand as number,
  // Beyond 2^53, as the ids of large marketplaces are: a number would not survive.
  listingId: String(6_800_000_000_000_000_100n + BigInt(index))
}))
