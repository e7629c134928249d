import { manualClock } from '#core/time'
import { onEachDatabase, until } from '../harness.ts'
import { queriesOf } from './queries.ts'
import { buildPromotionShop, encryptionKey, promotion } from './shop.ts'

onEachDatabase(async (t, kind) => {
  t.test(
    'life: draft, live, paused, ended; a step that is not legal names those that are',
    async (t) => {
      const shop = await buildPromotionShop(t, kind, { MUG: 10 })
      const { body: draft, headers } = await shop.write()
      t.match(draft, { state: 'draft', version: 1, ruleVersion: 1, priority: 100, coupon: 'none' })
      t.equal(headers.etag, '"v1"')
      const total = async () => (await shop.evaluate({ MUG: 1 })).body.grossMinor
      t.equal(await total(), 1000, 'a draft does not count')
      t.match(await shop.step(draft.id, 'resume'), {
        status: 409,
        body: { code: 'PROMOTION_STEP_ILLEGAL', state: 'draft', legal: ['start', 'end'] }
      })
      t.match(await shop.step(draft.id, 'start'), {
        status: 200,
        body: { state: 'live', version: 2 }
      })
      t.equal(await total(), 900)
      t.match(await shop.step(draft.id, 'start'), {
        status: 409,
        body: { legal: ['pause', 'end'] }
      })
      t.match(await shop.step(draft.id, 'pause'), { body: { state: 'paused' } })
      t.equal(await total(), 1000)
      t.match(await shop.step(draft.id, 'resume'), { body: { state: 'live' } })
      t.equal(await total(), 900)
      t.match(await shop.step(draft.id, 'end'), { body: { state: 'ended' } })
      t.equal(await total(), 1000)
      t.match(await shop.step(draft.id, 'start'), { status: 409, body: { legal: [] } })
      t.match(await shop.step('prm_none', 'start'), { status: 404 })
    }
  )

  t.test(
    'change: a new version of the rule; If-Match guards it; what others know stays',
    async (t) => {
      const shop = await buildPromotionShop(t, kind, { MUG: 10 })
      const ten = await shop.launch({ conditions: { quantity: { atLeast: 2 } } })
      const url = `/v1/promotions/${ten.id}`
      const patch = (body: unknown, headers = {}) =>
        shop.call({ method: 'PATCH', url, body, headers })
      t.match(await patch({ title: 'New' }, { 'if-match': '"v1"' }), {
        status: 412,
        body: { code: 'VERSION_OUTDATED' }
      })
      const changed = await patch({ title: 'New', conditions: null }, { 'if-match': '"v2"' })
      t.match(changed, {
        status: 200,
        body: { title: 'New', ruleVersion: 2, version: 3, priority: 100 }
      })
      t.equal(changed.body.conditions, undefined, 'null takes it off')
      t.equal(changed.headers.etag, '"v3"')
      t.match(
        (await patch({ title: 'New' })).body,
        { ruleVersion: 2, version: 3 },
        'the same: nothing'
      )
      t.match((await shop.evaluate({ MUG: 1 })).body, { grossMinor: 900 })
      for (const [field, value] of [
        ['handle', 'other'],
        ['currency', 'EUR'],
        ['coupon', 'unique']
      ]) {
        t.match(await patch({ [field!]: value }), {
          status: 409,
          body: { code: 'PROMOTION_FIXED', field }
        })
      }
      const versions = await shop.call({ url: `${url}/versions` })
      t.same(
        versions.body.data.map((one: { version: number }) => one.version),
        [2, 1]
      )
      t.match(versions.body.data[1].rule, { conditions: { quantity: { atLeast: 2 } } })
      t.match(await shop.call({ url: `${url}/versions/3` }), { status: 404 })
      await shop.step(ten.id, 'end')
      t.match(await patch({ title: 'Late' }), { status: 409, body: { code: 'PROMOTION_FIXED' } })
    }
  )

  t.test('list: filters, pages by key, one query however many', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 10 })
    for (let index = 0; index < 5; index++) await shop.write({ handle: `p-${index}` })
    const live = await shop.launch({ handle: 'live', limits: { uses: 3 } })
    await shop.launch({ handle: 'soon', startsAt: '2100-01-01T00:00:00Z', class: 'item' })
    await shop.order({ MUG: 1 })
    const first = await shop.call({ url: '/v1/promotions?limit=4' })
    const second = await shop.call({ url: `/v1/promotions?limit=4&after=${first.body.next}` })
    const handlesOf = ({ body }: { body: { data: { handle: string }[] } }) =>
      body.data.map(({ handle }) => handle)
    const queries = queriesOf(shop)
    await shop.call({ url: '/v1/promotions?limit=4' })
    t.equal(queries.length, 1)
    t.same(handlesOf(first), ['soon', 'live', 'p-4', 'p-3'])
    t.same(handlesOf(second), ['p-2', 'p-1', 'p-0'])
    t.equal(second.body.next, null)
    t.match(first.body.data[1], { id: live.id, used: { uses: 1, spentMinor: 100 } })
    t.equal(first.body.data[2].used, null, 'without a limit nothing is counted')
    const by = async (query: string) =>
      handlesOf(await shop.call({ url: `/v1/promotions?${query}` }))
    t.same(await by('state=live'), ['soon', 'live'])
    t.same(await by('class=item'), ['soon'])
    t.same(await by('handle=p-2'), ['p-2'])
    t.same(await by('kind=gift'), [])
    t.same(await by('state=live&at=2099-12-31T00:00:00Z'), ['live'])
    t.match(await shop.call({ url: '/v1/promotions?after=x' }), { status: 400 })
  })

  t.test('refused when written: everything that is wrong, each with its field', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 10 })
    const percent = { kind: 'percentOff', percentBps: 1000 }
    const cases: [Record<string, unknown>, ...string[]][] = [
      [{ reward: { ...percent, percentBps: 10_001 } }, '#/reward/percentBps'],
      [{ reward: { kind: 'amountOff', amountMinor: -1 } }, '#/reward/amountMinor'],
      [{ reward: { kind: 'buyGet', buyQuantity: 0, getQuantity: 1 } }, '#/reward/buyQuantity'],
      [{ reward: { kind: 'halfPrice' } }, '#/reward/kind'],
      [{ conditions: { weather: ['sunny'] } }, '#/conditions/weather'],
      [{ colour: 'red' }, '#/colour'],
      [{ currency: 'EUR' }, '#/currency'],
      [{ startsAt: '2026-03-02T00:00:00Z', endsAt: '2026-03-01T00:00:00Z' }, '#/endsAt'],
      [{ reward: { ...percent, scope: { skus: ['MUG', 'NOPE'] } } }, '#/reward/scope/skus/1'],
      [{ reward: { kind: 'gift', gifts: [{ sku: 'NOPE', quantity: 1 }] } }, '#/reward/gifts/0/sku'],
      [
        { reward: { ...percent, scope: { categoryIds: ['cat_none'], productIds: ['prd_none'] } } },
        '#/reward/scope/categoryIds/0',
        '#/reward/scope/productIds/0'
      ],
      [
        { conditions: { any: [{ segment: ['vip'] }, { tier: ['gold'] }, { firstOrder: true }] } },
        '#/conditions/any/0/segment/0',
        '#/conditions/any/1/tier/0',
        '#/conditions'
      ],
      [{ stackableWith: ['no-such-handle'] }, '#/stackableWith/0'],
      [{ coupon: 'code' }, '#/code']
    ]
    for (const [input, ...pointers] of cases) {
      const refused = await shop.write(input)
      t.equal(refused.status, 400, refused.text)
      const told = refused.body.errors.map(({ pointer }: { pointer: string }) => pointer)
      for (const pointer of pointers) t.ok(told.includes(pointer), `${pointer} in ${refused.text}`)
      for (const { detail } of refused.body.errors) t.ok(detail.length > 0)
    }
    t.same((await shop.call({ url: '/v1/promotions' })).body.data, [])
  })

  t.test('refused when written: a handle twice; limits per customer without a key', async (t) => {
    const shop = await buildPromotionShop(t, kind, {}, { config: {} })
    await shop.write({ handle: 'one' })
    t.match(await shop.write({ handle: 'one' }), {
      status: 409,
      body: { code: 'PROMOTION_HANDLE_TAKEN', handle: 'one' }
    })
    const keyless = await buildPromotionShop(t, kind, {}, { config: { encryptionKey: undefined } })
    t.match(await keyless.write({ limits: { usesPerCustomer: 1 } }), {
      status: 400,
      body: { errors: [{ pointer: '#/limits/usesPerCustomer', detail: /encryptionKey/ }] }
    })
  })

  for (const automaticLimits of ['allow', 'refuse']) {
    t.test(`fact 43: limits of automatic promotions, option ${automaticLimits}`, async (t) => {
      const shop = await buildPromotionShop(t, kind, {}, { promotions: { automaticLimits } })
      const { status } = await shop.write({ limits: { uses: 1 } })
      t.equal(status, automaticLimits === 'allow' ? 201 : 400)
      t.match(await shop.write({ coupon: 'code', code: 'ONE', limits: { uses: 1 } }), {
        status: 201
      })
    })
  }

  t.test('roles: who writes, who reads', async (t) => {
    const shop = await buildPromotionShop(t, kind)
    const body = promotion()
    const expected = {
      owner: [201, 200],
      manager: [201, 200],
      marketer: [201, 200],
      support: [403, 200],
      clerk: [403, 200],
      analyst: [403, 200],
      integration: [403, 200],
      buyer: [403, 403]
    } as const
    for (const [as, statuses] of Object.entries(expected)) {
      const role = as as keyof typeof expected
      const written = await shop.call({
        method: 'POST',
        url: '/v1/promotions',
        body: { ...body, handle: `by-${as}` },
        as: role
      })
      const read = await shop.call({ url: '/v1/promotions', as: role })
      t.same([written.status, read.status], statuses, as)
      const cart = { lines: [{ sku: 'MUG', quantity: 1 }] }
      const quote = await shop.call({
        method: 'POST',
        url: '/v1/promotions/evaluate',
        body: cart,
        as: role
      })
      t.equal(quote.status === 403, as === 'analyst' || as === 'buyer', `${as} evaluates`)
    }
  })

  t.test('told: events, the audit log, and another process on the same database', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 10 })
    const other = await buildPromotionShop(t, kind, {}, { database: shop.database })
    t.match((await other.evaluate({ MUG: 1 })).body, { grossMinor: 1000 })
    const ten = await shop.launch()
    t.match((await other.evaluate({ MUG: 1 })).body, { grossMinor: 900 })
    await other.step(ten.id, 'pause')
    t.match((await shop.evaluate({ MUG: 1 })).body, { grossMinor: 1000 })
    const { body } = await shop.call({ url: `/v1/audit?limit=100&subjectId=${ten.id}` })
    t.same(body.data.map(({ action }: { action: string }) => action).sort(), [
      'promotion.create',
      'promotion.pause',
      'promotion.start'
    ])
  })

  t.test('end: what is over is ended by the job; a late start is refused', async (t) => {
    const clock = manualClock('2026-03-01T00:00:00.000Z')
    const shop = await buildPromotionShop(t, kind, { MUG: 10 }, { clock, start: true })
    const endsAt = '2026-03-02T00:00:00Z'
    const live = await shop.launch({ endsAt })
    const { body: draft } = await shop.write({ endsAt })
    t.match((await shop.evaluate({ MUG: 1 })).body, { grossMinor: 900 })
    clock.set('2026-03-02T00:00:00.000Z')
    t.match((await shop.evaluate({ MUG: 1 })).body, { grossMinor: 1000 }, '[start, end)')
    t.match(await shop.step(draft.id, 'start'), {
      status: 400,
      body: { code: 'PROMOTION_INVALID', errors: [{ pointer: '#/endsAt' }] }
    })
    await shop.engine.transaction((tx) => tx.enqueue('promotions.end', [{ payload: {} }]))
    const state = async () => (await shop.call({ url: `/v1/promotions/${live.id}` })).body.state
    await until(async () => (await state()) === 'ended', { what: 'the promotion ended' })
  })

  t.test('evaluate: lines that cannot be reckoned are named; nothing is written', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 10 })
    await shop.addSku('FREE-TEXT', 5, { prices: [] })
    const code = await shop.launch({ coupon: 'code', code: 'ONCE', limits: { uses: 1 } })
    const pointerOf = async (lines: unknown[], more = {}) => {
      const refused = await shop.call({
        method: 'POST',
        url: '/v1/promotions/evaluate',
        body: { lines, ...more }
      })
      t.equal(refused.status, 400, refused.text)
      return refused.body.errors[0].pointer
    }
    const mug = { sku: 'MUG', quantity: 1 }
    t.equal(await pointerOf([mug, { sku: 'NOPE', quantity: 1 }]), '#/lines/1/sku')
    t.equal(await pointerOf([{ sku: 'FREE-TEXT', quantity: 1 }]), '#/lines/0/sku')
    t.equal(await pointerOf([{ ...mug, quantity: 0 }]), '#/lines/0/quantity')
    for (let index = 0; index < 3; index++) {
      t.match((await shop.evaluate({ MUG: 1 }, { codes: ['ONCE'] })).body, { discountMinor: 100 })
    }
    t.same(await shop.usedOf(code.id), { uses: 0, spentMinor: 0 })
    const own = { lines: [{ ...mug, unitPriceMinor: 500, taxRatesBps: [2000] }] }
    const quote = await shop.call({
      method: 'POST',
      url: '/v1/promotions/evaluate',
      body: { ...own, pricesIncludeTax: false }
    })
    t.match(quote.body, { netMinor: 500, taxMinor: 100, grossMinor: 600 })
  })

  t.test('evaluate: no more queries for many lines and promotions than for one', async (t) => {
    const skus = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`SKU-${i}`, 5]))
    const shop = await buildPromotionShop(t, kind, skus, { config: { encryptionKey } })
    await shop.launch({ limits: { uses: 100 }, stackableWith: 'all' })
    const queries = queriesOf(shop)
    const count = async (lines: Record<string, number>) => {
      queries.length = 0
      const { status } = await shop.evaluate(lines, { buyer: { email: 'a@example.com' } })
      t.equal(status, 200)
      return queries.length
    }
    await count({ 'SKU-0': 1 })
    const one = await count({ 'SKU-0': 1 })
    t.ok(one > 0 && one <= 12, `${one} queries`)
    for (let i = 1; i < 6; i++) await shop.launch({ limits: { uses: 100 }, stackableWith: 'all' })
    await count({ 'SKU-0': 1 })
    t.equal(await count(Object.fromEntries(Object.keys(skus).map((sku) => [sku, 1]))), one)
  })
})
