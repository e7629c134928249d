import { catalog } from '#plugins/catalog'
import { buildTestEngine, onEachDatabase } from '../harness.ts'

const config = { plugins: [catalog], adapters: [] }

const mug = {
  title: '白色马克杯 White mug',
  description: 'A white mug that holds 350 ml of anything hot.',
  taxClass: 'standard',
  attributes: { material: 'porcelain', capacityMl: 350, isDishwasherSafe: true },
  options: [{ name: 'color', values: ['white', 'red'] }],
  variants: [
    {
      sku: 'MUG-W',
      gtin: '4006381333931',
      optionValues: { color: 'white' },
      prices: [
        { amountMinor: 2550, currency: 'CNY' },
        { amountMinor: 500, currency: 'JPY' }
      ],
      cost: { amountMinor: 900, currency: 'CNY' },
      weightGrams: 310,
      dimensions: { lengthMm: 120, widthMm: 90, heightMm: 100 }
    },
    { sku: 'MUG-R', optionValues: { color: 'red' }, prices: [{ amountMinor: 2650, currency: 'CNY' }] }
  ]
}

onEachDatabase(async (test, kind) => {
  await test.test('a product is made with variants and prices, and read back', async (t) => {
    const { call } = await buildTestEngine(t, kind, config)
    const made = await call({ method: 'POST', url: '/v1/products', body: mug })
    t.equal(made.status, 201, made.text)
    t.equal(made.headers.etag, '"v1"')
    const read = await call({ url: `/v1/products/${made.body.id}` })
    t.same(read.body, made.body)
    t.match(read.body, {
      title: mug.title,
      lifecycle: 'draft',
      attributes: mug.attributes,
      variants: [
        {
          sku: 'MUG-W',
          gtin: '04006381333931',
          cost: { amountMinor: 900, currency: 'CNY' },
          dimensions: { lengthMm: 120, widthMm: 90, heightMm: 100 }
        },
        { sku: 'MUG-R', gtin: null, cost: null, dimensions: null }
      ]
    })
    t.same(read.body.variants[0].prices, mug.variants[0]!.prices)
  })
})
