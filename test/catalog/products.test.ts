import { buildTestEngine, onEachDatabase } from '../harness.ts'
import { catalogOnly, catalogRows, createProduct, mug } from './fixtures.ts'

onEachDatabase(async (test, kind) => {
  await test.test('a product is made with variants and prices, and read back', async (t) => {
    const { call } = await buildTestEngine(t, kind, catalogOnly)
    const made = await call({ method: 'POST', url: '/v1/products', body: mug })
    t.equal(made.status, 201)
    t.equal(made.headers.etag, '"v1"')
    const read = await call({ url: `/v1/products/${made.body.id}` })
    t.same(read.body, made.body)
    t.equal(read.headers.etag, '"v1"')
    t.match(read.body, {
      title: mug.title,
      lifecycle: 'draft',
      attributes: mug.attributes,
      options: mug.options,
      variants: [
        {
          sku: 'MUG-W',
          gtin: '04006381333931',
          cost: { amountMinor: 900, currency: 'CNY' },
          dimensions: { lengthMm: 120, widthMm: 90, heightMm: 100 },
          available: null
        },
        { sku: 'MUG-R', gtin: null, cost: null, dimensions: null }
      ]
    })
    t.same(read.body.variants[0].prices, mug.variants[0]!.prices)
  })

  await test.test('what cannot be a product is refused by name and changes nothing', async (t) => {
    const testEngine = await buildTestEngine(t, kind, catalogOnly)
    const { call } = testEngine
    await createProduct(call, mug)
    const before = await catalogRows(testEngine)
    const variant = (fields: object) => ({ title: 'x', variants: [{ sku: 'X', ...fields }] })
    const price = (amountMinor: number, currency = 'CNY') =>
      variant({ prices: [{ amountMinor, currency }] })
    const refusals: [string, object, number, string][] = [
      ['a taken SKU', variant({ sku: 'MUG-R' }), 409, 'SKU_DUPLICATE'],
      ['a SKU twice', { title: 'x', variants: [{ sku: 'A' }, { sku: 'A' }] }, 409, 'SKU_DUPLICATE'],
      ['a taken handle', { ...mug, variants: [] }, 409, 'PRODUCT_HANDLE_DUPLICATE'],
      ['a wrong check digit', variant({ gtin: '4006381333932' }), 400, 'GTIN_INVALID'],
      ['a negative price', price(-1), 400, 'VALIDATION_FAILED'],
      ['an amount beyond 2^53', price(2 ** 53), 400, 'VALIDATION_FAILED'],
      ['half a cent', price(0.5), 400, 'VALIDATION_FAILED'],
      ['an unknown currency', price(1, 'XXQ'), 400, 'CURRENCY_UNKNOWN'],
      ['an unknown category', { title: 'x', categoryId: 'cat_0' }, 404, 'NOT_FOUND'],
      ['a field that is none', { title: 'x', lifecycleState: 'live' }, 400, 'VALIDATION_FAILED'],
      [
        'a live product without variants',
        { title: 'x', lifecycle: 'live' },
        409,
        'PRODUCT_INCOMPLETE'
      ],
      [
        'an option that is not chosen',
        { title: 'x', options: mug.options, variants: [{ sku: 'X' }] },
        400,
        'PRODUCT_OPTIONS_INVALID'
      ],
      [
        'two variants of one choice',
        {
          title: 'x',
          options: mug.options,
          variants: ['X', 'Y'].map((sku) => ({ sku, optionValues: { color: 'red' } }))
        },
        400,
        'PRODUCT_OPTIONS_INVALID'
      ]
    ]
    for (const [what, body, status, code] of refusals) {
      const answer = await call({ method: 'POST', url: '/v1/products', body })
      t.match(answer.body, { status, code }, what)
    }
    t.same(await catalogRows(testEngine), before)
  })

  await test.test('a change needs the version that was read', async (t) => {
    const { call } = await buildTestEngine(t, kind, catalogOnly)
    const { id } = await createProduct(call, mug)
    const url = `/v1/products/${id}`
    const patch = (version: number, title: string) =>
      call({ method: 'PATCH', url, body: { title }, headers: { 'if-match': `"v${version}"` } })
    const first = await patch(1, 'Mug')
    t.match(first, { status: 200, headers: { etag: '"v2"' }, body: { title: 'Mug', version: 2 } })
    const second = await patch(1, 'Cup')
    t.match(second.body, { status: 412, code: 'VERSION_OUTDATED', expected: 1, current: 2 })
    t.equal((await call({ url })).body.title, 'Mug')
    const price = { prices: [{ amountMinor: 1, currency: 'CNY' }] }
    const variantUrl = `/v1/variants/${first.body.variants[0].id}/prices`
    await call({ method: 'PUT', url: variantUrl, body: price })
    const third = await patch(2, 'Cup')
    t.equal(third.status, 412, 'a price of it that changed is a change of it')
  })

  await test.test('a change that changes nothing keeps the version', async (t) => {
    const { call } = await buildTestEngine(t, kind, catalogOnly)
    const { id } = await createProduct(call, mug)
    const answer = await call({
      method: 'PATCH',
      url: `/v1/products/${id}`,
      body: { title: mug.title }
    })
    t.match(answer.body, { version: 1 })
  })

  await test.test(
    'a batch takes the good products and says what is wrong with the others',
    async (t) => {
      const { call } = await buildTestEngine(t, kind, catalogOnly)
      // Items of a batch are at work at once: the SKU that is taken was so before.
      await createProduct(call, { title: 'First', variants: [{ sku: 'FIRST' }] })
      const items = [
        mug,
        { title: 'Taken', variants: [{ sku: 'FIRST' }] },
        { title: 'Good', variants: [{ sku: 'GOOD' }] }
      ]
      const answer = await call({ method: 'POST', url: '/v1/products/batch', body: { items } })
      t.equal(answer.status, 200)
      t.match(answer.body.outcomes, [
        { index: 0, status: 'done', result: { handle: 'mug' } },
        { index: 1, status: 'rejected', problem: { code: 'SKU_DUPLICATE', sku: 'FIRST' } },
        { index: 2, status: 'done', result: { title: 'Good' } }
      ])
      t.equal((await call({ url: '/v1/products' })).body.data.length, 3)
    }
  )

  await test.test('a retry with its Idempotency-Key makes no second product', async (t) => {
    const { call } = await buildTestEngine(t, kind, catalogOnly)
    const request = {
      method: 'POST',
      url: '/v1/products',
      body: { title: 'Once' },
      headers: { 'idempotency-key': 'once' }
    } as const
    const first = await call(request)
    const second = await call(request)
    t.same(second.body, first.body)
    t.equal(second.headers['idempotency-replayed'], 'true')
  })
})
