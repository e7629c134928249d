import { manualClock } from '#core/time'
import { buildTestEngine, onEachDatabase } from '../harness.ts'
import { catalogOnly, createProduct, mug } from './fixtures.ts'

onEachDatabase(async (test, kind) => {
  await test.test(
    'createUntracked: new SKUs become live untracked products, known ones stay',
    async (t) => {
      const { engine, call } = await buildTestEngine(t, kind, catalogOnly)
      const { variants } = await createProduct(call, mug)
      const catalog = engine.use('catalog')
      const skus = [
        { sku: 'MUG-W', title: 'Somebody else calls it so' },
        { sku: 'POST', title: 'Postage' },
        { sku: 'POST', title: 'Postage again' },
        { sku: 'BARE', title: '  ' }
      ]
      const refs = await engine.transaction((tx) => catalog.createUntracked(tx, skus))
      t.same([...refs.keys()].sort(), ['BARE', 'MUG-W', 'POST'])
      t.match(refs.get('MUG-W'), { id: variants[0].id, title: mug.title, isTracked: true })
      t.match(refs.get('POST'), { isTracked: false, lifecycle: 'live', title: 'Postage again' })
      t.equal(refs.get('BARE')!.title, 'BARE', 'a SKU without a title is called by itself')
      const again = await engine.transaction((tx) => catalog.createUntracked(tx, skus))
      t.same(again, refs)
      t.equal((await call({ url: '/v1/products?q=postage' })).body.data.length, 1)
    }
  )

  await test.test('createUntracked: many callers at once make each SKU once', async (t) => {
    const { engine } = await buildTestEngine(t, kind, catalogOnly)
    const catalog = engine.use('catalog')
    const skus = Array.from({ length: 50 }, (_, i) => ({ sku: `S-${i}`, title: `T ${i}` }))
    const shuffled = [skus, [...skus].reverse(), skus.slice(20), skus.slice(0, 30)]
    const all = await Promise.all(
      shuffled.map((list) => engine.transaction((tx) => catalog.createUntracked(tx, list)))
    )
    const ids = new Map([...all[0]!].map(([sku, ref]) => [sku, ref.id]))
    for (const refs of all) {
      t.ok([...refs].every(([sku, ref]) => ids.get(sku) === ref.id))
    }
    const count = (table: 'products' | 'variants') =>
      engine.db
        .selectFrom(table)
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .execute()
    t.same(await count('variants'), [{ n: 50 }])
    t.same(await count('products'), [{ n: 50 }], 'and no product without a variant')
  })

  await test.test('variantsBySku and variantsById: thousands in one query each', async (t) => {
    const { engine } = await buildTestEngine(t, kind, catalogOnly)
    const catalog = engine.use('catalog')
    const skus = Array.from({ length: 5000 }, (_, i) => `S-${i}`)
    await engine.transaction((tx) =>
      catalog.createUntracked(
        tx,
        skus.map((sku) => ({ sku, title: sku }))
      )
    )
    const executor = engine.db.getExecutor()
    const execute = executor.executeQuery.bind(executor)
    let queries = 0
    executor.executeQuery = (...args) => {
      queries++
      return execute(...args)
    }
    const bySku = await catalog.variantsBySku(engine.db, [...skus, 'UNKNOWN'])
    t.equal(bySku.size, 5000)
    const byId = await catalog.variantsById(
      engine.db,
      [...bySku.values()].map(({ id }) => id)
    )
    t.equal(byId.size, 5000)
    t.equal(queries, 2)
    t.equal((await catalog.variantsBySku(engine.db, [])).size, 0)
  })

  await test.test(
    'pricingOf: categories up to the root, attributes, cost, first day',
    async (t) => {
      const clock = manualClock('2026-03-01T00:00:00.000Z')
      const { engine, call } = await buildTestEngine(t, kind, catalogOnly, { clock })
      const post = async (url: string, body?: object) => {
        const { body: made } = await call({ method: 'POST', url, ...(body && { body }) })
        return made
      }
      const root = await post('/v1/categories', { name: 'Home', slug: 'home' })
      const leaf = await post('/v1/categories', { name: 'Mugs', slug: 'mugs', parentId: root.id })
      const { id, variants } = await createProduct(call, {
        title: 'Mug',
        categoryId: leaf.id,
        attributes: { brand: 'Acme', color: 'any' },
        variants: [
          { sku: 'MUG', attributes: { color: 'blue' }, cost: { amountMinor: 45, currency: 'CNY' } }
        ]
      })
      const variantId = variants[0].id
      const catalog = engine.use('catalog')
      const facts = async () => (await catalog.pricingOf(engine.db, [variantId])).get(variantId)!
      t.same(await facts(), {
        variantId,
        productId: id,
        categoryIds: [leaf.id, root.id],
        attributes: { brand: 'Acme', color: 'blue' },
        launchedAt: null,
        costMinor: 45,
        costCurrency: 'CNY'
      })
      const launchedAt = clock.now()
      await post(`/v1/products/${id}/publish`)
      t.match(await facts(), { launchedAt })
      clock.advance(86_400_000)
      await post(`/v1/products/${id}/pause`)
      await post(`/v1/products/${id}/resume`)
      t.match(await facts(), { launchedAt }, 'it is new once')
      t.same(await catalog.knownCategories(engine.db, [leaf.id, 'cat_none']), new Set([leaf.id]))
      t.same(await catalog.knownProducts(engine.db, [id, 'prd_none']), new Set([id]))
    }
  )
})
