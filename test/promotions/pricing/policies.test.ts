import { onEachDatabase } from '../../harness.ts'
import { buildShop, type Shop, start } from './shop.ts'

const cost = (amountMinor: number) => ({ cost: { amountMinor, currency: 'CNY' } })

function policy(rule: object, more: object = {}) {
  return { handle: 'main', title: 'Main', currency: 'CNY', rule, appliesItself: true, ...more }
}

async function setCost(shop: Shop, id: string, amountMinor: number) {
  const answer = await shop.call({
    method: 'PATCH',
    url: `/v1/variants/${id}`,
    body: cost(amountMinor)
  })
  if (answer.status !== 200) throw new Error(answer.text)
  await shop.settled()
}

onEachDatabase(async (test, kind) => {
  await test.test('cost plus: prices follow the cost through the log of changes', async (t) => {
    const shop = await buildShop(t, kind)
    const id = await shop.addSku('MUG', cost(8_000))
    await shop.addSku('CUP')
    const ending = { ending: '.9', rounding: 'up' }
    const made = await shop.post(
      '/v1/price-policies',
      policy({ costPlus: { marginBps: 2_500 }, ending })
    )
    t.match(made, { status: 201, body: { version: 1, rule: { costPlus: { costBasis: 'unit' } } } })
    await shop.settled()
    t.equal(await shop.priceOf('MUG'), 10_690, '106.67, ending in .9')
    t.equal(await shop.priceOf('CUP'), 10_000, 'what has no cost stays')
    t.match((await shop.changesOf('MUG')).at(-1), {
      source: 'policy',
      state: 'applied',
      policyId: made.body.id,
      reason: 'price policy main',
      requestedBy: 'job:pricing.recalculate'
    })
    await setCost(shop, id, 8_400)
    t.equal(await shop.priceOf('MUG'), 11_290, '112.00')
    await setCost(shop, id, 20_000)
    t.equal(await shop.priceOf('MUG'), 11_290, 'what is over the limit waits')
    const waiting = (await shop.changesOf('MUG')).at(-1)
    t.match(waiting, { state: 'proposed', newMinor: 26_690, overLimit: ['change'] })
    t.same(await shop.openAlerts(), [`price.approval-waiting ${waiting.id}`])
    await setCost(shop, id, 8_400)
    t.match((await shop.changesOf('MUG')).at(-1), { id: waiting.id, state: 'superseded' })
    t.same(await shop.openAlerts(), [], 'what no longer follows is no longer asked for')
    t.same(await shop.findings(), [])
  })

  await test.test(
    'a policy that may only propose; what was refused is not asked for again',
    async (t) => {
      const shop = await buildShop(t, kind)
      const id = await shop.addSku('MUG', cost(8_000))
      const rule = { costPlus: { markupBps: 2_500, taxBps: 1_300, costBasis: 'landed' } }
      const made = await shop.post('/v1/price-policies', policy(rule, { appliesItself: false }))
      await shop.settled()
      const first = (await shop.changesOf('MUG')).at(-1)
      t.match(first, { state: 'proposed', newMinor: 11_300, overLimit: [] })
      t.same(await shop.openAlerts(), [], 'within the limits nobody is woken')
      await shop.post('/v1/prices/changes/reject', { ids: [first.id] })
      await setCost(shop, id, 8_001)
      await setCost(shop, id, 8_000)
      const log = await shop.changesOf('MUG')
      t.match(log.slice(1), [
        { id: first.id, state: 'rejected' },
        { newMinor: 11_301, state: 'superseded' }
      ])
      t.equal(log.length, 3)
      const put = await shop.call({
        method: 'PUT',
        url: `/v1/price-policies/${made.body.id}`,
        body: policy({ costPlus: { markupBps: 0 } }),
        headers: { 'if-match': '"v1"' }
      })
      t.match(put, { status: 200, body: { version: 2, rule: { costPlus: { taxBps: 0 } } } })
      await shop.settled()
      t.equal(await shop.priceOf('MUG'), 8_000)
      const gone = await shop.call({ method: 'DELETE', url: `/v1/price-policies/${made.body.id}` })
      t.equal(gone.status, 204)
      t.equal((await shop.call({ url: '/v1/price-policies' })).body.data.length, 0)
    }
  )

  await test.test('two that reckon at once propose once', async (t) => {
    const shop = await buildShop(t, kind)
    const variant = { isTracked: false, prices: [{ amountMinor: 10_000, currency: 'CNY' }] }
    const variants = Array.from({ length: 100 }, (_, at) => ({
      ...variant,
      sku: `CUP-${at}`,
      ...cost(8_400)
    }))
    await shop.addSku('MUG', cost(8_400), { variants })
    await shop.settled()
    await shop.post(
      '/v1/price-policies',
      policy({ costPlus: { markupBps: 2_500 } }, { appliesItself: false })
    )
    const ids = [...(await shop.engine.use('catalog').variantIdsAfter(shop.engine.db, '', 100))]
    const jobs = Array.from({ length: 8 }, () => ({ payload: { variantIds: ids } }))
    await shop.engine.transaction((tx) => tx.enqueue('pricing.recalculate', jobs))
    await shop.settled()
    for (const sku of ['CUP-0', 'CUP-50', 'CUP-99']) {
      const states = (await shop.changesOf(sku)).map(({ state }) => state)
      t.same(states, ['applied', 'proposed'])
    }
  })

  await test.test(
    'market: the index of the middle of fresh prices, within floor and cap',
    async (t) => {
      const shop = await buildShop(t, kind)
      await shop.addSku('MUG')
      const rule = {
        market: { indexBps: 9_500, competitorsMin: 2, maxAgeDays: 7 },
        floorMinor: 9_000,
        capMinor: 10_500
      }
      await shop.post('/v1/price-policies', policy(rule))
      const snapshot = (competitor: string, priceMinor: number, day: string) => ({
        sku: 'MUG',
        competitor,
        currency: 'CNY',
        priceMinor,
        capturedAt: `${day}T00:00:00.000Z`
      })
      const take = async (...items: object[]) => {
        const answer = await shop.post('/v1/competitor-prices/batch', { items })
        await shop.settled()
        return answer.body.outcomes
      }
      await take(snapshot('a', 10_400, '2026-03-01'))
      t.equal(await shop.priceOf('MUG'), 10_000, 'one competitor is too few')
      await take(snapshot('b', 99_999, '2026-02-22'))
      t.equal(await shop.priceOf('MUG'), 10_000, 'and one that is too old does not count')
      await take(snapshot('b', 10_600, '2026-03-01'), snapshot('a', 9_999, '2026-02-27'))
      t.equal(await shop.priceOf('MUG'), 9_975, '95 % of 105.00: the newest price of each')
      await take(snapshot('b', 10_600, '2026-03-01'))
      t.equal((await shop.changesOf('MUG')).length, 2, 'the same snapshot again changes nothing')
      await take(snapshot('c', 1_000, '2026-03-02'), snapshot('d', 2_000, '2026-03-02'))
      t.equal(await shop.priceOf('MUG'), 9_000, 'the floor')
      await take(snapshot('c', 50_000, '2026-03-02'), snapshot('d', 60_000, '2026-03-02'))
      t.equal(await shop.priceOf('MUG'), 10_500, 'the cap')

      const outcomes = await take(
        { ...snapshot('a', 1, '2026-03-01'), sku: 'NONE' },
        { ...snapshot('a', 1, '2026-03-01'), currency: 'XXA' },
        snapshot('a', 1, '2026-03-03'),
        snapshot('e', 10_000, '2026-03-02')
      )
      t.match(outcomes, [
        { status: 'rejected', problem: { code: 'PRICING_INVALID', field: '#/items/0/sku' } },
        { status: 'rejected', problem: { field: '#/items/1/currency' } },
        { status: 'rejected', problem: { field: '#/items/2/capturedAt' } },
        { status: 'done', result: {} }
      ])
      const listed = await shop.call({ url: '/v1/competitor-prices?sku=MUG&limit=1' })
      t.match(listed.body.data, [{ sku: 'MUG', competitor: 'a' }])
      t.ok(listed.body.next)
    }
  )

  await test.test(
    'a policy keeps to the margin floor; a price below it alerts until it is not',
    async (t) => {
      const shop = await buildShop(t, kind, { priceChangeMaxBps: 10_000 })
      const id = await shop.addSku('MUG', cost(4_500))
      const model = { channelId: null, currency: 'CNY', platformFeeBps: 500, shippingMinor: 800 }
      await shop.put('/v1/profit-models', { ...model, floorBps: 2_000 })
      await shop.settled()
      // 45.00 + 8.00 are 75 % of 70.67.
      const write = (amountMinor: number) =>
        shop.put(`/v1/variants/${id}/prices`, { prices: [{ amountMinor, currency: 'CNY' }] })
      await write(7_067)
      t.same(await shop.openAlerts(), [])
      await write(7_066)
      const change = (await shop.changesOf('MUG')).at(-1)
      t.match(change, { overLimit: ['floor'] })
      const underFloor = `price.under-floor ${id}@CNY`
      t.same(await shop.openAlerts(), [`price.unapproved-change ${change.id}`, underFloor])
      await shop.post('/v1/price-policies', policy({ costPlus: { markupBps: 1_000 } }))
      await shop.settled()
      t.equal(await shop.priceOf('MUG'), 7_067, 'not 49.50')
      t.same(await shop.openAlerts(), [`price.unapproved-change ${change.id}`])
      await shop.call({
        method: 'DELETE',
        url: `/v1/price-policies/${(await shop.call({ url: '/v1/price-policies' })).body.data[0].id}`
      })
      await setCost(shop, id, 5_000)
      t.ok((await shop.openAlerts()).includes(underFloor), 'also when the cost rises')
      await setCost(shop, id, 4_000)
      t.notOk((await shop.openAlerts()).includes(underFloor))
      const alerts = await shop.call({ url: '/v1/alerts?kind=price.under-floor' })
      t.notMatch(alerts.text, /7734/, 'no alert tells the floor')
      t.same(await shop.findings(), [])
    }
  )

  await test.test('the first policy that a variant is in the scope of prices it', async (t) => {
    const shop = await buildShop(t, kind, { priceChangeMaxBps: 10_000 })
    const category = async (name: string, parentId?: string) =>
      (await shop.post('/v1/categories', { name, slug: name, ...(parentId && { parentId }) })).body
        .id
    const kitchen = await category('kitchen')
    const mugs = await category('mugs', kitchen)
    await shop.addSku('MUG', cost(1_000), { categoryId: mugs })
    await shop.addSku('PAN', cost(1_000), { categoryId: kitchen })
    await shop.addSku('HAT', cost(1_000))
    const plus = (markupBps: number) => ({ costPlus: { markupBps } })
    for (const [handle, priority, markupBps, scope] of [
      ['rest', 300, 9_000, {}],
      ['kitchen', 200, 5_000, { categoryIds: [kitchen] }],
      ['mug', 100, 2_000, { skus: ['MUG', 'HAT'], categoryIds: [mugs] }]
    ] as const) {
      const body = policy(plus(markupBps), { handle, priority, scope, appliesItself: true })
      t.equal((await shop.post('/v1/price-policies', body)).status, 201)
      await shop.settled()
    }
    t.same(
      [await shop.priceOf('MUG'), await shop.priceOf('PAN'), await shop.priceOf('HAT')],
      [1_200, 1_500, 1_900]
    )
  })

  await test.test('cost stays with those who may see it, and nonsense is refused', async (t) => {
    const shop = await buildShop(t, kind)
    await shop.addSku('MUG', cost(4_500))
    const fine = policy({ costPlus: { markupBps: 1 } })
    for (const url of ['/v1/price-policies', '/v1/profit-models']) {
      t.equal((await shop.call({ url, as: 'marketer' })).status, 403, url)
      t.equal((await shop.call({ url, as: 'buyer' })).status, 200, url)
    }
    t.match(await shop.post('/v1/price-policies', fine, 'marketer'), {
      status: 403,
      body: { permission: 'pricing:policies' }
    })
    const policies: [object, object][] = [
      [{ rule: {} }, { field: '#/rule' }],
      [{ rule: { costPlus: {} } }, { field: '#/rule/costPlus' }],
      [{ rule: { costPlus: { markupBps: 1, marginBps: 1 } } }, { field: '#/rule/costPlus' }],
      [{ rule: { costPlus: { marginBps: 10_000 } } }, { code: 'VALIDATION_FAILED' }],
      [{ rule: { market: { indexBps: 0 } } }, { code: 'VALIDATION_FAILED' }],
      [
        { rule: { market: { indexBps: 1 }, floorMinor: 2, capMinor: 1 } },
        { field: '#/rule/capMinor' }
      ],
      [
        {
          rule: { ...fine.rule, capMinor: 98, ending: { ending: '.99', rounding: 'up' } }
        },
        { field: '#/rule/capMinor' }
      ],
      [{ scope: { skus: ['MUG', 'NONE'] } }, { field: '#/scope/skus/1' }],
      [{ scope: { productIds: ['prd_0'] } }, { field: '#/scope/productIds/0' }],
      [{ scope: { categoryIds: ['cat_0'] } }, { field: '#/scope/categoryIds/0' }],
      [{ currency: 'XXA' }, { code: 'CURRENCY_UNKNOWN' }]
    ]
    for (const [more, problem] of policies) {
      t.match((await shop.post('/v1/price-policies', { ...fine, ...more })).body, problem)
    }
    t.equal((await shop.post('/v1/price-policies', fine)).status, 201)
    t.match(await shop.post('/v1/price-policies', fine), {
      status: 409,
      body: { code: 'PRICING_HANDLE_TAKEN', handle: 'main' }
    })
    const greedy = { channelId: null, currency: 'CNY', platformFeeBps: 6_000, floorBps: 4_000 }
    t.match((await shop.put('/v1/profit-models', greedy)).body, { field: '#/floorBps' })
    const model = await shop.put('/v1/profit-models', { channelId: 'chn_1', currency: 'CNY' })
    t.match(model.body, { channelId: 'chn_1', resalableBps: 10_000, unitsPerOrder: 1, version: 1 })
    const url = `/v1/profit-models/${model.body.id}`
    t.equal((await shop.call({ method: 'DELETE', url })).status, 204)
    const audit = await shop.call({ url: '/v1/audit?limit=100' })
    t.notMatch(audit.text, /markupBps/, 'the audit log says that a rule changed, not what it is')
    t.equal(shop.clock.now(), start)
  })
})
