import type { Tx } from '#core/transaction'
import { priceFor } from '../../../plugins/promotions/pricing/lists/price-for.ts'
import { floorsFor } from '../../../plugins/promotions/pricing/margin/floors.ts'
import { onEachDatabase } from '../../harness.ts'
import { buildShop, type Shop, start } from './shop.ts'

/** How many statements some work in a transaction takes. */
async function statementsOf(shop: Shop, work: (tx: Tx) => Promise<unknown>): Promise<number> {
  let statements = 0
  await shop.engine.transaction(async (tx) => {
    const executor = tx.getExecutor()
    const run = executor.executeQuery.bind(executor)
    executor.executeQuery = (...query) => {
      statements++
      return run(...query)
    }
    await work(tx)
  })
  return statements
}

async function addMany(shop: Shop, count: number): Promise<string[]> {
  const variants = Array.from({ length: count }, (_, i) => ({
    sku: `S${i}`,
    isTracked: false,
    cost: { amountMinor: 500, currency: 'CNY' },
    prices: [{ amountMinor: 1_000, currency: 'CNY' }]
  }))
  const body = { title: 'Many', lifecycle: 'live', variants }
  const made = await shop.post('/v1/products', body)
  if (made.status !== 201) throw new Error(made.text)
  return made.body.variants.map(({ id }: { id: string }) => id)
}

onEachDatabase(async (test, kind) => {
  await test.test('a hundred prices take as many statements as two', async (t) => {
    const shop = await buildShop(t, kind)
    const ids = await addMany(shop, 100)
    const made = await shop.post('/v1/price-lists', {
      handle: 'sale',
      title: 'Sale',
      kind: 'sale',
      currency: 'CNY'
    })
    const items = ids.map((_, i) => ({ sku: `S${i}`, unitPriceMinor: 900 }))
    await shop.put(`/v1/price-lists/${made.body.id}/prices`, { items })
    await shop.put('/v1/profit-models', { channelId: null, currency: 'CNY', floorBps: 1_000 })
    await shop.settled()
    const catalog = shop.engine.use('catalog')
    const groups = { segments: new Set<string>(), tier: null }

    const reading = (some: string[]) => async (tx: Tx) => {
      const quantities = new Map(some.map((id) => [id, 1]))
      const asked = { quantities, currency: 'CNY', channelId: null, groups, at: start }
      const prices = await priceFor(tx, catalog, asked)
      t.equal(prices.get(some.at(-1)!)?.unitPriceMinor, 900)
    }
    const read = await statementsOf(shop, reading(ids.slice(0, 2)))
    t.equal(read, 2)
    t.equal(await statementsOf(shop, reading(ids)), read)

    const pricing = await catalog.pricingOf(shop.engine.db, ids)
    const units = [...pricing.values()].map((variant) => ({ ...variant, taxBps: null }))
    const floors = { units, currency: 'CNY', channelId: null, pricesIncludeTax: true }
    const flooring = async (tx: Tx) => {
      t.equal((await floorsFor(tx, floors)).get(ids[0]!), 556)
    }
    t.equal(await statementsOf(shop, flooring), 1)

    const writing = (some: string[], amountMinor: number) => (tx: Tx) =>
      catalog.setPrices(
        tx,
        some.map((variantId) => ({ variantId, currency: 'CNY', amountMinor }))
      )
    const written = await statementsOf(shop, writing(ids.slice(0, 2), 400))
    t.equal(
      await statementsOf(shop, writing(ids, 300)),
      written,
      `${written} with the log and alerts`
    )
    const asking = async (some: number, newMinor: number) => {
      const wanted = items.slice(0, some).map(({ sku }) => ({ sku, newMinor }))
      const body = { currency: 'CNY', reason: 'x', items: wanted }
      return (await shop.post('/v1/prices/changes', body)).body.data
    }
    const proposed = await asking(100, 1_000)
    t.ok(proposed.every((one: { state: string }) => one.state === 'proposed'))
    const decided = { ids: proposed.map(({ id }: { id: string }) => id) }
    const done = await shop.post('/v1/prices/changes/approve', decided, 'manager')
    t.ok(
      done.body.data.every((one: { state: string }) => one.state === 'applied'),
      done.text
    )
    t.same(await shop.findings(), [])
  })

  await test.test('a change that two approve at once is applied once', async (t) => {
    const shop = await buildShop(t, kind)
    await shop.addSku('MUG')
    const items = [{ sku: 'MUG', newMinor: 20_000 }]
    const asked = await shop.post('/v1/prices/changes', { currency: 'CNY', reason: 'x', items })
    const ids = asked.body.data.map(({ id }: { id: string }) => id)
    await shop.call({ url: '/v1/prices/changes', as: 'manager' })
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => shop.post('/v1/prices/changes/approve', { ids }, 'manager'))
    )
    t.same(answers.map(({ status }) => status).sort(), [200, 409, 409, 409])
    t.equal((await shop.changesOf('MUG')).length, 2)
    t.equal(await shop.priceOf('MUG'), 20_000)
    t.same(await shop.findings(), [])
  })

  await test.test(
    'prices that many write at once: the log is a chain that ends at the price',
    async (t) => {
      const shop = await buildShop(t, kind)
      const id = await shop.addSku('MUG')
      const amounts = Array.from({ length: 12 }, (_, i) => 10_001 + i)
      await Promise.all(
        amounts.map((amountMinor, i) =>
          i % 2 === 0
            ? shop.put(`/v1/variants/${id}/prices`, { prices: [{ amountMinor, currency: 'CNY' }] })
            : shop.post('/v1/prices/changes', {
                currency: 'CNY',
                reason: 'x',
                items: [{ sku: 'MUG', newMinor: amountMinor }]
              })
        )
      )
      const rows = await shop.engine.db
        .selectFrom('priceChanges')
        .select(['oldMinor', 'newMinor', 'appliedSequence'])
        .orderBy('appliedSequence')
        .execute()
      t.same(
        rows.map(({ appliedSequence }) => appliedSequence),
        Array.from({ length: 13 }, (_, i) => i + 1)
      )
      t.ok(
        rows.every(({ oldMinor }, i) => i === 0 || oldMinor === rows[i - 1]!.newMinor),
        'a chain'
      )
      t.equal(rows.at(-1)!.newMinor, await shop.priceOf('MUG'))
      t.same(await shop.findings(), [])
    }
  )
})
