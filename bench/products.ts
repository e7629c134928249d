import { answerOf, requestsPerSecond } from './load.ts'
import { type Figure, median } from './measure.ts'
import { startServer } from './servers/spawn.ts'
import { makeShop } from './shop.ts'

/** Reads of products over HTTP: a page, one by id, a search. Each server answers alone, the same bytes. */
export async function benchProducts(times: number): Promise<Figure[]> {
  const shop = await makeShop()
  const engine = await startServer('engine', shop.path)
  const bare = await startServer('bare', shop.path)
  const reads = [
    { work: 'list 20 products', path: '/v1/products?limit=20', goal: '≥ 0.5 of bare, ≥ 2,500/s' },
    { work: 'one product', path: `/v1/products/${shop.productIds[500]}`, goal: '≥ 0.5 of bare' },
    { work: 'search', path: '/v1/products?limit=20&q=0123', goal: '≥ 0.5 of bare' }
  ]
  const figures: Figure[] = []
  for (const { work, path, goal } of reads) {
    if ((await answerOf(engine, path)) !== (await answerOf(bare, path))) {
      throw new Error(`${path}: the baseline does not answer the same bytes`)
    }
    const load = { path, connections: 16, seconds: 3 }
    figures.push({
      work,
      unit: '/s',
      ours: await median(times, () => requestsPerSecond(engine, load)),
      bare: await median(times, () => requestsPerSecond(bare, load)),
      goal
    })
  }
  await Promise.all([engine.stop(), bare.stop()])
  shop.remove()
  return figures
}
