import { catalog } from '#plugins/catalog'
import type { TestEngine } from '../harness.ts'

/** An engine with the catalog alone. */
export const catalogOnly = { plugins: [catalog], adapters: [] }

/** A product with two variants, prices in two currencies, and everything a variant can say of itself. */
export const mug = {
  handle: 'mug',
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
    {
      sku: 'MUG-R',
      optionValues: { color: 'red' },
      prices: [{ amountMinor: 2650, currency: 'CNY' }]
    }
  ]
}

/** Makes a product and returns it as the API answers it. */
export async function createProduct(call: TestEngine['call'], body: object) {
  const answer = await call({ method: 'POST', url: '/v1/products', body })
  if (answer.status !== 201) throw new Error(answer.text)
  return answer.body
}

/** Everything that is in the catalog's tables: to prove that a refused call has changed nothing. */
export async function catalogRows({ engine }: TestEngine) {
  return {
    products: await engine.db.selectFrom('products').selectAll().orderBy('id').execute(),
    variants: await engine.db.selectFrom('variants').selectAll().orderBy('id').execute(),
    prices: await engine.db.selectFrom('prices').selectAll().orderBy('variantId').execute(),
    texts: await engine.db.selectFrom('productTexts').selectAll().orderBy('productId').execute(),
    audit: await engine.db.selectFrom('auditLog').selectAll().orderBy('id').execute()
  }
}
