import { onEachDatabase } from '../../harness.ts'
import { buildShop, type Shop } from './shop.ts'

async function makeList(shop: Shop, list: object, items: object[]): Promise<string> {
  const made = await shop.post('/v1/price-lists', {
    handle: 'sale',
    title: 'Sale',
    kind: 'sale',
    currency: 'CNY',
    ...list
  })
  if (made.status !== 201) throw new Error(made.text)
  const put = await shop.put(`/v1/price-lists/${made.body.id}/prices`, { items })
  if (put.status !== 200) throw new Error(put.text)
  return made.body.id
}

async function quoted(shop: Shop, body: object, as: 'owner' | 'marketer' = 'owner') {
  const lines = [{ sku: 'MUG', quantity: 1 }]
  const answer = await shop.post('/v1/pricing/quote', { lines, ...body }, as)
  if (answer.status !== 200) throw new Error(answer.text)
  return answer.body.lines[0]
}

onEachDatabase(async (test, kind) => {
  await test.test(
    'price lists: dates, breaks, channels and currencies make the price of a cart',
    async (t) => {
      const shop = await buildShop(t, kind)
      await shop.addSku('MUG')
      const from = '2026-03-05T00:00:00.000Z'
      const to = '2026-03-06T00:00:00.000Z'
      const sale = await makeList(shop, { startsAt: from, endsAt: to }, [
        { sku: 'MUG', unitPriceMinor: 9_000 },
        { sku: 'MUG', minQuantity: 10, unitPriceMinor: 8_000 }
      ])
      await makeList(shop, { handle: 'tmall', channels: ['chn_1'], kind: 'override' }, [
        { sku: 'MUG', unitPriceMinor: 12_000 }
      ])
      await makeList(shop, { handle: 'usd', currency: 'USD', kind: 'override' }, [
        { sku: 'MUG', unitPriceMinor: 1_999 }
      ])
      const at = async (instant: string, quantity = 1, more: object = {}) => {
        const lines = [{ sku: 'MUG', quantity }]
        return (await quoted(shop, { at: instant, lines, ...more })).unitPriceMinor
      }
      t.equal(await at('2026-03-04T23:59:59.999Z'), 10_000, 'not begun')
      t.equal(await at(from), 9_000, 'from its first instant')
      t.equal(await at(from, 10), 8_000)
      t.equal(await at(to, 10), 10_000, 'its end is outside')
      t.equal(
        await at(from, 1, { channelId: 'chn_1' }),
        9_000,
        'the sale of what the channel costs'
      )
      t.equal(await at(to, 1, { channelId: 'chn_1' }), 12_000)
      t.equal(await at(to, 1, { currency: 'USD' }), 1_999, 'no list price is needed')
      t.equal(await at(to, 1, { currency: 'EUR' }), null)
      const told = await quoted(shop, { at: from, channelId: 'chn_1' })
      t.match(told, { listMinor: 10_000, regularMinor: 12_000 })
      t.same(
        Object.fromEntries(
          told.lists.map((one: { handle: string; minQuantity: number; outcome: string }) => [
            `${one.handle} ${one.minQuantity}`,
            one.outcome
          ])
        ),
        { 'sale 1': 'applies', 'sale 10': 'quantityNotReached', 'tmall 1': 'replacedListPrice' }
      )

      shop.clock.set(from)
      const cart = {
        channelId: 'direct',
        lines: [
          { sku: 'MUG', quantity: 6 },
          { sku: 'MUG', quantity: 4 }
        ]
      }
      const evaluated = await shop.post('/v1/promotions/evaluate', cart)
      t.match(
        evaluated.body.lines,
        [{ unitPriceMinor: 8_000 }, { unitPriceMinor: 8_000 }],
        'lines of one SKU reach a break together'
      )
      const placed = await shop.call({
        method: 'POST',
        url: '/v1/orders',
        body: { lines: [{ sku: 'MUG', quantity: 1 }] },
        headers: { 'idempotency-key': 'one' }
      })
      t.match(placed.body, { totalMinor: 9_000 }, placed.text)

      const patch = {
        method: 'PATCH',
        url: `/v1/price-lists/${sale}`,
        body: { isEnabled: false }
      } as const
      const off = await shop.call({ ...patch, headers: { 'if-match': '"v2"' } })
      t.match(off.body, { isEnabled: false, version: 3, startsAt: from })
      t.equal((await shop.call({ ...patch, headers: { 'if-match': '"v2"' } })).status, 412)
      t.equal(await at(from), 10_000)
    }
  )

  await test.test('prices of a list are set and taken out; a deleted list is gone', async (t) => {
    const shop = await buildShop(t, kind)
    await shop.addSku('MUG')
    const draft = await shop.addSku('CUP', {}, { lifecycle: 'draft' })
    const id = await makeList(shop, {}, [
      { sku: 'MUG', unitPriceMinor: 9_000 },
      { sku: 'MUG', minQuantity: 5, unitPriceMinor: 8_000 },
      { sku: 'CUP', unitPriceMinor: 1 }
    ])
    const items = [
      { sku: 'MUG', minQuantity: 5, unitPriceMinor: null },
      { sku: 'MUG', unitPriceMinor: 8_500 }
    ]
    await shop.put(`/v1/price-lists/${id}/prices`, { items })
    t.equal((await shop.call({ method: 'DELETE', url: `/v1/variants/${draft}` })).status, 204)
    const listed = await shop.call({ url: `/v1/price-lists/${id}/prices` })
    t.match(listed.body.data, [{ sku: 'MUG', minQuantity: 1, unitPriceMinor: 8_500 }])
    t.equal(listed.body.data.length, 1, 'a variant that is deleted is in no list')
    const audit = await shop.call({ url: `/v1/audit?subjectId=${id}` })
    t.match(audit.body.data[0], { action: 'price-list.prices', before: [{}, {}], after: [{}, {}] })
    t.equal((await shop.call({ method: 'DELETE', url: `/v1/price-lists/${id}` })).status, 204)
    t.equal((await shop.call({ url: `/v1/price-lists/${id}` })).status, 404)
    t.equal((await quoted(shop, {})).unitPriceMinor, 10_000)
  })

  await test.test(
    'a quote tells margins to those who may see cost, and to nobody else',
    async (t) => {
      const shop = await buildShop(t, kind)
      await shop.addSku('MUG', {
        cost: { amountMinor: 4_500, currency: 'CNY' },
        prices: [{ amountMinor: 9_000, currency: 'CNY' }]
      })
      const model = { currency: 'CNY', platformFeeBps: 500, shippingMinor: 800, adMinor: 1_200 }
      await shop.put('/v1/profit-models', { channelId: null, ...model, floorBps: 2_000 })
      await shop.put('/v1/profit-models', { channelId: 'chn_1', ...model, platformFeeBps: 1_000 })
      await shop.post('/v1/price-policies', {
        handle: 'main',
        title: 'Main',
        currency: 'CNY',
        rule: { costPlus: { markupBps: 10_000 } }
      })
      await shop.settled()
      const mine = await quoted(shop, {})
      t.match(mine, {
        unitPriceMinor: 9_000,
        floorMinor: 8_667,
        contribution: { cm1Minor: 4_500, cm2Minor: 3_250, cm3Minor: 2_050, cm3Bps: 2_278 },
        policy: { handle: 'main', priceMinor: 9_000, reason: null }
      })
      t.match(await quoted(shop, { channelId: 'chn_1' }), {
        floorMinor: 7_223,
        contribution: { cm3Minor: 1_600 }
      })
      const theirs = await quoted(shop, {}, 'marketer')
      t.same(
        Object.keys(theirs).sort(),
        [
          'lists',
          'listMinor',
          'quantity',
          'regularMinor',
          'sku',
          'unitPriceMinor',
          'variantId'
        ].sort()
      )
    }
  )

  await test.test('a promotion does not break the margin floor unless it is told to', async (t) => {
    const shop = await buildShop(t, kind)
    await shop.addSku('MUG', { cost: { amountMinor: 6_000, currency: 'CNY' } })
    await shop.put('/v1/profit-models', { channelId: null, currency: 'CNY', floorBps: 2_500 })
    const offer = async (handle: string, more: object) => {
      const made = await shop.post('/v1/promotions', {
        handle,
        title: 'Half',
        class: 'item',
        currency: 'CNY',
        reward: { kind: 'percentOff', percentBps: 5_000 },
        ...more
      })
      if (made.status !== 201) throw new Error(made.text)
      await shop.call({ method: 'POST', url: `/v1/promotions/${made.body.id}/start` })
      return made.body.id
    }
    const reckon = async () => {
      const cart = { channelId: 'direct', lines: [{ sku: 'MUG', quantity: 2 }] }
      const { body } = await shop.post('/v1/promotions/evaluate', cart)
      return body.grossMinor
    }
    await offer('kept', {})
    t.equal(await reckon(), 16_000, '80.00 each is the least that leaves a quarter')
    await offer('broken', { mayBreakMarginFloor: true })
    t.equal(await reckon(), 10_000)
  })

  await test.test('prices of groups are for one of their segments or tiers', async (t) => {
    const shop = await buildShop(t, kind)
    await shop.addSku('MUG')
    const id = await makeList(shop, {}, [{ sku: 'MUG', unitPriceMinor: 7_000 }])
    // Without crm nobody is in a segment, so such a list comes from a time when there was one.
    await shop.engine.transaction((tx) =>
      tx
        .updateTable('priceLists')
        .set({ segments: '["vip"]', tiers: '["gold"]' })
        .where('id', '=', id)
        .execute()
    )
    const priceFor = async (buyer: object) => (await quoted(shop, buyer)).unitPriceMinor
    t.equal(await priceFor({}), 10_000)
    t.equal(await priceFor({ segments: ['new', 'vip'] }), 7_000)
    t.equal(await priceFor({ tier: 'gold' }), 7_000)
    t.equal(await priceFor({ tier: 'vip', segments: ['gold'] }), 10_000)
    const listed = await shop.call({ url: `/v1/price-lists/${id}` })
    t.match(listed.body, { segments: ['vip'], tiers: ['gold'], channels: null })
  })

  await test.test('lists that can never count are refused, naming the field', async (t) => {
    const shop = await buildShop(t, kind)
    await shop.addSku('MUG')
    const fine = { handle: 'sale', title: 'Sale', kind: 'sale', currency: 'CNY' }
    const day = (n: number) => `2026-03-0${n}T00:00:00.000Z`
    const lists: [object, object][] = [
      [{ startsAt: day(2), endsAt: day(2) }, { field: '#/endsAt' }],
      [{ segments: ['vip'] }, { field: '#/segments', code: 'PRICING_INVALID' }],
      [{ tiers: ['gold'] }, { field: '#/tiers' }],
      [{ channels: [] }, { code: 'VALIDATION_FAILED' }],
      [{ currency: 'XXA' }, { code: 'CURRENCY_UNKNOWN' }],
      [{ priority: -1 }, { code: 'VALIDATION_FAILED' }]
    ]
    for (const [more, problem] of lists) {
      t.match((await shop.post('/v1/price-lists', { ...fine, ...more })).body, problem)
    }
    const { body } = await shop.post('/v1/price-lists', fine)
    t.match((await shop.post('/v1/price-lists', fine)).body, { code: 'PRICING_HANDLE_TAKEN' })
    const url = `/v1/price-lists/${body.id}/prices`
    const prices: [object[], object][] = [
      [[{ sku: 'NONE', unitPriceMinor: 1 }], { field: '#/items/0/sku' }],
      [
        [
          { sku: 'MUG', unitPriceMinor: 1 },
          { sku: 'MUG', unitPriceMinor: 2 }
        ],
        { field: '#/items/1' }
      ],
      [[{ sku: 'MUG', unitPriceMinor: -1 }], { code: 'VALIDATION_FAILED' }],
      [[{ sku: 'MUG', minQuantity: 0, unitPriceMinor: 1 }], { code: 'VALIDATION_FAILED' }]
    ]
    for (const [items, problem] of prices) t.match((await shop.put(url, { items })).body, problem)
    t.equal((await shop.call({ url })).body.data.length, 0)
    t.match((await shop.post('/v1/pricing/quote', { lines: [{ sku: 'NONE' }] })).body, {
      field: '#/lines/0/sku'
    })
    t.equal((await shop.post('/v1/price-lists', fine, 'support')).status, 403)
  })
})
