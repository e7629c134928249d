import { definePlugin } from '#core/plugin'
import type { EventName, Events } from '#core/registry'
import { catalog } from '#plugins/catalog'
import { buildTestEngine, onEachDatabase } from '../harness.ts'
import { catalogOnly, createProduct, mug } from './fixtures.ts'

/** A plugin that writes down what it hears. */
function listenerFor(heard: [EventName, readonly unknown[]][]) {
  return definePlugin({
    name: 'listener',
    needs: ['catalog'],
    setup(ctx) {
      for (const event of [
        'variant.created',
        'variant.changed',
        'variant.deleted',
        'price.changed'
      ] as const) {
        ctx.on(event, async (_, batch: readonly Events[typeof event][]) => {
          heard.push([event, batch])
        })
      }
    }
  })
}

onEachDatabase(async (test, kind) => {
  await test.test('variants are looked up by id, SKU and any spelling of their GTIN', async (t) => {
    const { call } = await buildTestEngine(t, kind, catalogOnly)
    const { variants } = await createProduct(call, mug)
    const byId = await call({ url: `/v1/variants/${variants[0].id}` })
    t.same(byId.body, variants[0])
    t.equal(byId.headers.etag, '"v1"')
    for (const query of ['sku=MUG-W', 'gtin=4006381333931', 'gtin=04006381333931']) {
      const found = await call({ url: `/v1/variants?${query}` })
      t.same(found.body, { data: [variants[0]], next: null }, query)
    }
    t.same((await call({ url: '/v1/variants?sku=mug-w' })).body.data, [], 'a SKU is exact')
    t.equal((await call({ url: '/v1/variants/var_0' })).body.code, 'NOT_FOUND')
  })

  await test.test(
    'a variant is added, changed under its version, and deleted from a draft',
    async (t) => {
      const { call } = await buildTestEngine(t, kind, catalogOnly)
      const product = await createProduct(call, { title: 'Plate', variants: [{ sku: 'P-1' }] })
      const added = await call({
        method: 'POST',
        url: `/v1/products/${product.id}/variants`,
        body: { sku: 'P-2', weightGrams: 400 }
      })
      t.match(added, { status: 201, body: { sku: 'P-2', position: 1, isTracked: true } })
      const url = `/v1/variants/${added.body.id}`
      const patch = (body: object, version: number) =>
        call({ method: 'PATCH', url, body, headers: { 'if-match': `"v${version}"` } })
      t.match(await patch({ sku: 'P-1' }, 1), {
        status: 409,
        body: { code: 'SKU_DUPLICATE', sku: 'P-1' }
      })
      const changed = await patch({ sku: 'P-3', gtin: '96385074', weightGrams: null }, 1)
      t.match(changed.body, { sku: 'P-3', gtin: '00000096385074', weightGrams: null, version: 2 })
      t.equal((await patch({ sku: 'P-4' }, 1)).status, 412)
      t.equal((await call({ method: 'DELETE', url })).status, 204)
      t.equal((await call({ url })).status, 404)
      await call({ method: 'POST', url: `/v1/products/${product.id}/publish` })
      const kept = await call({ method: 'DELETE', url: `/v1/variants/${product.variants[0].id}` })
      t.match(kept.body, { status: 409, code: 'VARIANT_IN_USE', lifecycle: 'live' })
    }
  )

  await test.test('prices are replaced as a whole', async (t) => {
    const { engine, call } = await buildTestEngine(t, kind, catalogOnly)
    const { variants } = await createProduct(call, mug)
    const prices = [
      { amountMinor: 2400, currency: 'CNY' },
      { amountMinor: 399, currency: 'USD' }
    ]
    const url = `/v1/variants/${variants[0].id}/prices`
    const put = await call({ method: 'PUT', url, body: { prices } })
    t.same(put.body.prices, prices)
    t.equal(put.body.version, 2)
    const again = await call({ method: 'PUT', url, body: { prices } })
    t.equal(again.body.version, 2, 'the same prices again change nothing')
    const ids = variants.map((variant: { id: string }) => variant.id)
    const cny = await engine.use('catalog').pricesOf(engine.db, ids, 'CNY')
    t.same([...cny.values()].sort(), [2400, 2650])
    t.equal((await engine.use('catalog').pricesOf(engine.db, ids, 'JPY')).size, 0)
  })

  await test.test(
    'events tell of every change in batches, and a veto keeps all of it',
    async (t) => {
      const heard: [EventName, readonly unknown[]][] = []
      const plugins = [catalog, listenerFor(heard)]
      const { call } = await buildTestEngine(t, kind, { ...catalogOnly, plugins: plugins as never })
      const take = () => heard.splice(0).map(([event, batch]) => [event, batch.length])
      const product = await createProduct(call, mug)
      t.same(take(), [
        ['variant.created', 2],
        ['price.changed', 3]
      ])
      await call({ method: 'POST', url: `/v1/products/${product.id}/publish` })
      t.match(heard[0], [
        'variant.changed',
        [{ sku: 'MUG-W', lifecycle: 'live' }, { sku: 'MUG-R' }]
      ])
      take()
      await call({ method: 'PATCH', url: `/v1/products/${product.id}`, body: { title: 'Mug' } })
      t.match(heard[0], ['variant.changed', [{ title: 'Mug' }, { title: 'Mug' }]])
      take()
      await call({
        method: 'PATCH',
        url: `/v1/products/${product.id}`,
        body: { description: 'new' }
      })
      t.same(take(), [], 'what no other plugin sees is not told')
      const url = `/v1/variants/${product.variants[0].id}/prices`
      await call({ method: 'PUT', url, body: { prices: [{ amountMinor: 1, currency: 'CNY' }] } })
      t.match(heard[0], [
        'price.changed',
        [
          { sku: 'MUG-W', currency: 'CNY', amountMinor: 1 },
          { sku: 'MUG-W', currency: 'JPY', amountMinor: null }
        ]
      ])
    }
  )
})
