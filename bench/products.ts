import { answerOf, underLoad } from './load.ts'
import { type Figure, sideBySide } from './measure.ts'
import { startServer } from './servers/spawn.ts'
import { makeShop } from './shop.ts'

/** Reads of products over HTTP: a page, one by id, a search. Both servers answer the same bytes. */
export async function benchProducts(rounds: number): Promise<Figure[]> {
  const shop = await makeShop()
  const engine = await startServer('engine', shop.path)
  const baseline = await startServer('bare', shop.path)
  const reads = [
    { work: 'list 20 products', path: '/v1/products?limit=20', bar: '≥ 0.5 of bare, ≥ 2,500/s' },
    { work: 'one product', path: `/v1/products/${shop.productIds[500]}`, bar: '≥ 0.5 of bare' },
    { work: 'search', path: '/v1/products?limit=20&q=0123', bar: '≥ 0.5 of bare' }
  ]
  const figures: Figure[] = []
  for (const { work, path, bar } of reads) {
    const load = { path, connections: 16, key: shop.key }
    if ((await answerOf(engine, load)) !== (await answerOf(baseline, load))) {
      throw new Error(`${path}: the baseline does not answer the same bytes`)
    }
    const compared = await sideBySide(rounds, {
      ours: underLoad(engine, load),
      bare: underLoad(baseline, load)
    })
    figures.push({ work, unit: '/s', ...compared, bar })
  }
  await Promise.all([engine.stop(), baseline.stop()])
  shop.remove()
  return figures
}
