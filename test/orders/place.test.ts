import { onEachDatabase } from '../harness.ts'
import { buildShop, channelOrder, line } from './shop.ts'

onEachDatabase(async (t, kind) => {
  t.test('place: list prices, discount spread over the lines, stock claimed', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10, CUP: 10 })
    const placed = await shop.place({
      lines: [
        { sku: 'MUG', quantity: 3 },
        { sku: 'CUP', quantity: 1, unitPriceMinor: 500, discountMinor: 100 }
      ],
      discountMinor: 300,
      shippingMinor: 800
    })
    t.equal(placed.status, 201, placed.text)
    t.match(placed.body, {
      channelId: 'direct',
      state: 'awaiting_payment',
      paymentState: 'unpaid',
      currency: 'CNY',
      subtotalMinor: 3400,
      totalMinor: 3900,
      version: 1,
      lines: [
        { sku: 'MUG', unitPriceMinor: 1000, totalMinor: 3000, discountMinor: 265 },
        { sku: 'CUP', unitPriceMinor: 500, totalMinor: 400, discountMinor: 135 }
      ]
    })
    t.equal(placed.headers.etag, '"v1"')
    t.same(await shop.levelOf('MUG'), { onHand: 10, allocated: 3 })
    t.same(await shop.findings(), [])
  })

  t.test('place: the longest SKU that the catalog takes is counted and ordered', async (t) => {
    const sku = 'S'.repeat(128)
    const shop = await buildShop(t, kind)
    await shop.addSku(sku, 0)
    const items = [{ sku, onHand: 10 }]
    const counted = await shop.call({
      method: 'POST',
      url: '/v1/stock/batch',
      body: { items, reason: 'opening' }
    })
    t.match(counted, { status: 200, body: { outcomes: [{ status: 'done' }] } })
    t.equal((await shop.place({ lines: [{ sku, quantity: 1 }] })).status, 201)
    t.same(await shop.levelOf(sku), { onHand: 10, allocated: 1 })
    t.match((await shop.call({ url: `/v1/stock?sku=${sku}` })).body.data, [{ sku, onHand: 10 }])
    t.equal((await shop.call({ url: `/v1/orders?sku=${sku}` })).body.data.length, 1)
    const longer = { title: 'Mug', variants: [{ sku: `${sku}S` }] }
    const refused = await shop.call({ method: 'POST', url: '/v1/products', body: longer })
    t.equal(refused.status, 400)
  })

  t.test('place: taxes on top are in the total, taxes inside are not', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    const lines = [{ sku: 'MUG', quantity: 1, taxMinor: 130 }]
    const inside = await shop.place({ lines })
    const onTop = await shop.place({ lines, pricesIncludeTax: false })
    t.match(inside.body, { totalMinor: 1000, taxMinor: 130 })
    t.match(onTop.body, { totalMinor: 1130, taxMinor: 130 })
    t.same(await shop.findings(), [])
  })

  t.test('place: the same key many times at once is one order', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    const headers = { 'idempotency-key': 'one' }
    const body = { lines: [{ sku: 'MUG', quantity: 1 }] }
    const answers = await Promise.all(Array.from({ length: 8 }, () => shop.place(body, headers)))
    t.same([...new Set(answers.map(({ status }) => status))], [201])
    t.equal(new Set(answers.map(({ text }) => text)).size, 1, 'all get its answer')
    t.same(await shop.levelOf('MUG'), { onHand: 10, allocated: 1 })
  })

  t.test('place: the same key again is the same order', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    const headers = { 'idempotency-key': 'one' }
    const first = await shop.place({ lines: [{ sku: 'MUG', quantity: 1 }] }, headers)
    const again = await shop.place({ lines: [{ sku: 'MUG', quantity: 1 }] }, headers)
    t.equal(again.body.id, first.body.id)
    t.equal(again.headers['idempotency-replayed'], 'true')
    t.same(await shop.levelOf('MUG'), { onHand: 10, allocated: 1 })
  })

  t.test('place: more than there is, is refused whole and says how many are left', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10, CUP: 1 })
    const refused = await shop.place({
      lines: [
        { sku: 'MUG', quantity: 1 },
        { sku: 'CUP', quantity: 2 }
      ]
    })
    t.match(refused, {
      status: 409,
      body: { code: 'STOCK_INSUFFICIENT', sku: 'CUP', requested: 2, available: 1 }
    })
    t.same(await shop.levelOf('MUG'), { onHand: 10, allocated: 0 })
    t.same((await shop.call({ url: '/v1/orders' })).body.data, [])
  })

  t.test('place: two lines of one SKU are held against the stock together', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    const six = { sku: 'MUG', quantity: 6 }
    const refused = await shop.place({ lines: [six, six] })
    t.match(refused, { status: 409, body: { requested: 12, available: 10 } })
  })

  t.test(
    'place: fifty buyers of ten units: ten succeed, forty hear how many are left',
    async (t) => {
      const shop = await buildShop(t, kind, { MUG: 10 })
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => shop.place({ lines: [{ sku: 'MUG', quantity: 1 }] }))
      )
      const refused = answers.filter(({ status }) => status === 409)
      t.equal(answers.filter(({ status }) => status === 201).length, 10)
      t.equal(refused.length, 40)
      for (const { body } of refused) {
        t.match(body, { code: 'STOCK_INSUFFICIENT', sku: 'MUG', requested: 1, available: 0 })
      }
      t.same(await shop.levelOf('MUG'), { onHand: 10, allocated: 10 })
      t.equal((await shop.call({ url: '/v1/orders?limit=100' })).body.data.length, 10)
      t.same(await shop.findings(), [])
    }
  )

  t.test('place: what is wrong has a name and changes nothing', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    await shop.addSku('FREE-TEXT', 5, { prices: [] })
    const cases: [body: Record<string, unknown>, status: number, code: string][] = [
      [{ lines: [] }, 400, 'VALIDATION_FAILED'],
      [{ lines: [{ sku: 'MUG', quantity: 0 }] }, 400, 'VALIDATION_FAILED'],
      [{ lines: [{ sku: 'MUG', quantity: 1.5 }] }, 400, 'VALIDATION_FAILED'],
      [{ lines: [{ sku: 'MUG', quantity: 1, unitPriceMinor: -1 }] }, 400, 'VALIDATION_FAILED'],
      [{ lines: [{ sku: 'MUG', quantity: 1, unitPriceMinor: 2 ** 53 }] }, 400, 'VALIDATION_FAILED'],
      [
        { lines: [{ sku: 'MUG', quantity: 2, unitPriceMinor: 2 ** 53 - 1 }] },
        422,
        'ORDER_AMOUNTS_INVALID'
      ],
      [{ lines: [{ sku: 'NOPE', quantity: 1 }] }, 422, 'SKU_UNKNOWN'],
      [{ lines: [{ sku: 'FREE-TEXT', quantity: 1 }] }, 422, 'PRICE_MISSING'],
      [{ lines: [{ sku: 'MUG', quantity: 1 }], currency: 'ABC' }, 400, 'CURRENCY_UNKNOWN'],
      [{ lines: [{ sku: 'MUG', quantity: 1 }], discountMinor: 1001 }, 422, 'ORDER_AMOUNTS_INVALID'],
      [{ lines: [{ sku: 'MUG', quantity: 1 }], paidMinor: 1001 }, 422, 'ORDER_AMOUNTS_INVALID'],
      [
        { lines: [{ sku: 'MUG', quantity: 1 }], placedAt: '2026-02-30T00:00:00Z' },
        400,
        'VALIDATION_FAILED'
      ],
      [{ lines: [{ sku: 'MUG', quantity: 1 }], colour: 'red' }, 400, 'VALIDATION_FAILED']
    ]
    for (const [body, status, code] of cases) {
      const answer = await shop.place(body)
      t.match(answer, { status, body: { code } }, `${code}: ${JSON.stringify(body)}`)
    }
    const keyless = await shop.call({
      method: 'POST',
      url: '/v1/orders',
      body: { lines: [{ sku: 'MUG', quantity: 1 }] }
    })
    t.match(keyless, { status: 400, body: { code: 'IDEMPOTENCY_KEY_MISSING' } })
    t.same(await shop.levelOf('MUG'), { onHand: 10, allocated: 0 })
  })

  t.test(
    'place: an external id is taken once; a batch refuses the second and takes the rest',
    async (t) => {
      const shop = await buildShop(t, kind, { MUG: 10 })
      const lines = [{ sku: 'MUG', quantity: 1 }]
      const first = await shop.place({ externalId: 'W-1', lines })
      const second = await shop.place({ externalId: 'W-1', lines })
      t.match(second, { status: 409, body: { code: 'ORDER_DUPLICATE', orderId: first.body.id } })
      const batch = await shop.call({
        method: 'POST',
        url: '/v1/orders/batch',
        body: { items: ['W-1', 'W-2'].map((externalId) => ({ externalId, lines })) }
      })
      t.match(batch.body.outcomes, [
        { status: 'rejected', problem: { code: 'ORDER_DUPLICATE' } },
        { status: 'done', result: { externalId: 'W-2' } }
      ])
      t.same(await shop.levelOf('MUG'), { onHand: 10, allocated: 2 })
    }
  )

  t.test('list: filters, pages by key, and masks who may not see buyers', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10, CUP: 10 })
    await shop.intake([
      channelOrder('A', 1, [line('MUG', 1)], { placedAt: '2026-03-01T00:00:00.000Z' }),
      channelOrder('B', 1, [line('CUP', 1)], { placedAt: '2026-03-02T00:00:00.000Z' }),
      channelOrder('C', 1, [line('GONE', 1)], { placedAt: '2026-03-03T00:00:00.000Z' })
    ])
    const ids = async (query: string) => {
      const { body } = await shop.call({ url: `/v1/orders${query}` })
      return body.data.map((one: { externalId: string }) => one.externalId)
    }
    t.same(await ids(''), ['C', 'B', 'A'])
    t.same(await ids('?sku=CUP'), ['B'])
    t.same(await ids('?onHold=true'), ['C'])
    t.same(await ids('?state=allocated'), ['B', 'A'])
    t.same(await ids('?placedSince=2026-03-02T00:00:00.000Z'), ['C', 'B'])
    t.same(await ids('?number=A'), ['A'])
    t.same(await ids('?channelId=other'), [])
    const one = await shop.call({ url: '/v1/orders?limit=2' })
    t.same(await ids(`?limit=2&after=${one.body.next}`), ['A'])
    const foreign = await shop.call({ url: `/v1/credit-notes?after=${one.body.next}` })
    t.match(foreign, { status: 400, body: { code: 'CURSOR_INVALID' } })

    const masked = await shop.call({ url: '/v1/orders?number=A', as: 'analyst' })
    t.match(masked.body.data[0], {
      buyer: { externalId: 'buyer-1', name: 'L***', phone: '***00' },
      address: { recipient: 'L***', lines: ['***'], city: 'Hangzhou', country: 'CN' }
    })
    const open = await shop.call({ url: '/v1/orders?number=A', as: 'clerk' })
    t.match(open.body.data[0], { buyer: { name: 'Li Lei' }, address: { lines: ['1 Long Street'] } })
    const refused = await shop.call({ method: 'POST', url: '/v1/orders', body: {}, as: 'analyst' })
    t.equal(refused.status, 403)
  })

  t.test('export: NDJSON has every order, CSV every line', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 2000 })
    const orders = Array.from({ length: 620 }, (_, i) => channelOrder(`E${i}`, 1, [line('MUG', 1)]))
    await shop.intake(orders)
    const ndjson = await shop.call({ url: '/v1/orders/export' })
    const lines = ndjson.text.trim().split('\n')
    t.equal(lines.length, 620)
    t.equal(new Set(lines.map((text) => JSON.parse(text).externalId)).size, 620)
    const csv = await shop.call({ url: '/v1/orders/export?format=csv' })
    t.match(csv.headers['content-type'], /^text\/csv/)
    t.equal(csv.text.trim().split('\n').length, 621)
  })
})
