import { sql } from 'kysely'
import { untilBlocked } from '../blocked.ts'
import { onEachDatabase } from '../harness.ts'
import { buildPromotionShop } from './shop.ts'

onEachDatabase(async (t, kind) => {
  t.test(
    'crm: a first order is the first of the customer, whatever contact it names',
    async (t) => {
      const shop = await buildPromotionShop(t, kind, { MUG: 100 }, { crm: true })
      await shop.launch({ conditions: { firstOrder: true } })
      const total = async (buyer: Record<string, unknown>) => {
        const quote = await shop.evaluate({ MUG: 1 }, { buyer })
        return quote.body.grossMinor
      }
      t.equal(await total({ email: 'a@example.com' }), 900)
      const placed = await shop.order(
        { MUG: 1 },
        {
          buyer: { externalId: 'u-1', email: 'a@example.com', phone: '13800138000' },
          address: { lines: [], country: 'CN' }
        }
      )
      t.match(placed, { status: 201, body: { totalMinor: 900 } }, placed.text)
      t.equal(await total({ email: 'A@Example.com' }), 1000)
      t.equal(await total({ externalId: 'u-1' }), 1000)
      t.equal(await total({ phone: '+8613800138000' }), 1000)
      t.equal(await total({ email: 'b@example.com' }), 900)
      await shop.act(placed.body.id, 'cancel', {})
      t.equal(await total({ email: 'a@example.com' }), 900, 'canceled, it was none')
      t.same(await shop.findings(), [])
    }
  )

  t.test('crm: who cannot be told apart has neither a first order nor a later one', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 100 }, { crm: true })
    await shop.launch({ conditions: { firstOrder: true }, stackableWith: 'all' })
    await shop.launch({
      ...{ conditions: { firstOrder: false }, stackableWith: 'all' },
      reward: { kind: 'percentOff', percentBps: 2000 }
    })
    const totals = async (buyer?: object) => [
      (await shop.order({ MUG: 1 }, { buyer })).body.totalMinor,
      (await shop.order({ MUG: 1 }, { buyer })).body.totalMinor
    ]
    t.same(await totals(), [1000, 1000])
    t.same(await totals({}), [1000, 1000])
    t.same(await totals({ externalId: 'new' }), [900, 800])
    t.same(await totals({ email: 'new@example.com' }), [900, 800])
    t.equal((await shop.evaluate({ MUG: 1 })).body.grossMinor, 900, 'somebody new may see it')
    t.same(await shop.findings(), [])
  })

  t.test('crm: of orders at the same time one is the first of the customer', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 100 }, { crm: true })
    await shop.launch({ conditions: { firstOrder: true } })
    const buyers = [
      { externalId: 'u-1', phone: '+86 138 0013 8000' },
      { externalId: 'u-1' },
      { externalId: 'u-2', phone: '+8613900139000' },
      { phone: '+86 139 0013 9000' },
      { externalId: 'u-3', email: 'c@example.com' },
      { externalId: 'u-4', email: ' C@example.com' },
      { email: 'd@example.com' }
    ]
    const place = (buyer: object) => shop.order({ MUG: 1 }, { buyer })
    const placed = await Promise.all(buyers.map(place))
    const totals = placed.map(({ body }) => body.totalMinor)
    t.same(
      totals.sort((one, other) => one - other),
      [900, 900, 900, 900, 1000, 1000, 1000],
      'four people'
    )
    t.same(await shop.findings(), [])
    const { rows } = await sql<{ count: number }>`select count(*) as count from customers`.execute(
      shop.engine.db
    )
    t.equal(Number(rows[0]?.count), 4)
  })

  t.test(
    'fact 26: over the limit when the guest turns out to be a customer merged with another',
    async (t) => {
      const shop = await buildPromotionShop(t, kind, { MUG: 100 }, { crm: true })
      await shop.launch({ coupon: 'code', code: 'ONCE', limits: { usesPerCustomer: 1 } })
      const codes = ['ONCE']
      const [a, b] = [{ email: 'a@example.com' }, { email: 'b@example.com' }]
      t.match(await shop.order({ MUG: 1 }, { codes, buyer: a }), { status: 201 })
      t.match(await shop.order({ MUG: 1 }, { buyer: b }), { status: 201 })
      t.match((await shop.evaluate({ MUG: 1 }, { codes, buyer: b })).body, { discountMinor: 100 })
      const { engine } = shop
      const [aId, bId] = await engine.use('crm').find(
        engine.db,
        [a, b].map((buyer) => ({ channelId: 'direct', externalId: null, ...buyer }))
      )
      t.ok(aId && bId && aId !== bId)
      const merged = await shop.call({
        method: 'POST',
        url: `/v1/customers/${bId}/merge`,
        body: { fromId: aId }
      })
      t.equal(merged.status, 200, merged.text)
      const quote = await shop.evaluate({ MUG: 1 }, { codes, buyer: b })
      t.match(quote.body, {
        discountMinor: 0,
        refused: [{ code: 'ONCE', reason: 'customerLimit' }]
      })
      t.match(await shop.order({ MUG: 1 }, { codes, buyer: b }), {
        status: 409,
        body: { code: 'COUPON_EXHAUSTED', reason: 'customerLimit' }
      })
      t.same(await shop.findings(), [])
    }
  )

  t.test('a merge that is undone gives back what each has used and claimed', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 100 }, { crm: true })
    const { engine } = shop
    const once = await shop.launch({
      ...{ coupon: 'code', code: 'ONCE', stackableWith: 'all' },
      limits: { usesPerCustomer: 1 }
    })
    const own = await shop.launch({ coupon: 'unique', stackableWith: 'all' })
    const post = (url: string, body: object = {}) =>
      shop.call({ method: 'POST', url: `/v1${url}`, body })
    await post(`/promotions/${own.id}/codes/generate`, { batch: 'first', count: 2 })
    const ids: string[] = []
    for (const name of ['a', 'b']) {
      const { body } = await post('/customers', {
        identities: [{ channelId: 'direct', externalId: name }]
      })
      ids.push(body.id)
    }
    const [aId, bId] = ids as [string, string]
    const claimed = await engine.transaction((tx) =>
      engine.use('promotions').claimCoupon(tx, own.id, { customerId: aId })
    )
    const order = (externalId: string, code: string) =>
      shop.order({ MUG: 1 }, { codes: [code], buyer: { externalId } })
    const counts = () =>
      engine.db
        .selectFrom('promotionCustomerUses')
        .select(['kind', 'customerKey', 'uses'])
        .where('customerKey', 'like', 'customer:%')
        .orderBy('kind')
        .orderBy('customerKey')
        .execute()
    const used = await order('a', 'ONCE')
    t.equal(used.status, 201, used.text)
    const before = await counts()
    t.equal((await post(`/customers/${bId}/merge`, { fromId: aId })).status, 200)
    t.match(await order('b', 'ONCE'), { status: 409 })
    t.match(
      (await shop.evaluate({ MUG: 1 }, { codes: [claimed.code], buyer: { externalId: 'b' } })).body,
      { discountMinor: 100 },
      'the code that a claimed'
    )
    t.equal((await post(`/customers/${aId}/unmerge`)).status, 200)
    const nothing = await engine.db
      .selectFrom('promotionCustomerUses')
      .select('uses')
      .where('customerKey', '=', `customer:${bId}`)
      .where('uses', '<>', 0)
      .execute()
    t.same(nothing, [])
    t.same(
      (await counts()).filter(({ uses }) => uses > 0),
      before
    )
    t.match(await order('b', claimed.code), { status: 422, body: { code: 'COUPON_UNKNOWN' } })
    t.match(await order('a', 'ONCE'), { status: 409 }, 'a has used it')
    t.match(await order('b', 'ONCE'), { status: 201 }, 'b has not')
    t.match(await order('a', claimed.code), { status: 201 })
    await shop.act(used.body.id, 'cancel', {})
    t.match(await order('a', 'ONCE'), { status: 201 }, 'canceled, it is its own again')
    t.same(await shop.usedOf(once.id), { uses: 2, spentMinor: 200 })
    t.same(await shop.findings(), [])
  })

  t.test('a merge that is undone gives units at flash prices back to who has them', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 100 }, { crm: true })
    const items = [{ sku: 'MUG', unitPriceMinor: 100, quantity: 50, perCustomer: 2 }]
    await shop.launch({ class: 'item', reward: { kind: 'flash', items } })
    const post = (url: string, body: object = {}) =>
      shop.call({ method: 'POST', url: `/v1${url}`, body })
    const make = async (externalId: string) =>
      (await post('/customers', { identities: [{ channelId: 'direct', externalId }] })).body.id
    const [aId, bId] = [await make('a'), await make('b')]
    const order = (externalId: string, units: number) =>
      shop.order({ MUG: units }, { buyer: { externalId } })
    const bought = await order('a', 2)
    t.equal(bought.status, 201, bought.text)
    await post(`/customers/${bId}/merge`, { fromId: aId })
    t.match(await order('b', 1), { status: 409 }, 'one customer for now')
    await post(`/customers/${aId}/unmerge`)
    t.same(await shop.findings(), [])
    t.match(await order('a', 1), { status: 409, body: { code: 'FLASH_CUSTOMER_LIMIT' } })
    t.match(await order('b', 2), { status: 201 })
    await shop.act(bought.body.id, 'cancel', {})
    t.match(await order('a', 2), { status: 201 })
    t.same(await shop.findings(), [])
  })

  t.test(
    'crm: a code is claimed for a customer by id, and used under any of the contacts',
    async (t) => {
      const shop = await buildPromotionShop(t, kind, { MUG: 100 }, { crm: true })
      const one = await shop.launch({ coupon: 'unique' })
      await shop.call({
        method: 'POST',
        url: `/v1/promotions/${one.id}/codes/generate`,
        body: { batch: 'first', count: 1 }
      })
      const buyer = { email: 'a@example.com', externalId: 'u-1' }
      await shop.order({ MUG: 1 }, { buyer })
      const { engine } = shop
      const [customerId] = await engine
        .use('crm')
        .find(engine.db, [{ channelId: 'direct', externalId: 'u-1' }])
      const claimed = await engine.transaction((tx) =>
        engine.use('promotions').claimCoupon(tx, one.id, { customerId: customerId! })
      )
      const codes = [claimed.code]
      t.match(await shop.order({ MUG: 1 }, { codes, buyer: { email: 'x@example.com' } }), {
        status: 422,
        body: { code: 'COUPON_UNKNOWN' }
      })
      t.match(await shop.order({ MUG: 1 }, { codes, buyer: { email: 'a@example.com' } }), {
        status: 201
      })
    }
  )

  /** A shop with codes of one's own, and customers that the direct channel knows by these names. */
  const shopWithCodes = async (names: readonly string[]) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 100 }, { crm: true })
    const sale = await shop.launch({ coupon: 'unique' })
    const post = (url: string, body: object) =>
      shop.call({ method: 'POST', url: `/v1${url}`, body })
    await post(`/promotions/${sale.id}/codes/generate`, { batch: 'first', count: 9 })
    const ids: string[] = []
    for (const externalId of names) {
      const identities = [{ channelId: 'direct', externalId }]
      ids.push((await post('/customers', { identities })).body.id)
    }
    /** Claims in a transaction that lasts until somebody waits for it, who is let go once the code is claimed. */
    const claimWhile = async <T>(customerId: string, meanwhile: (code: string) => Promise<T>) => {
      let begin: (code: string) => void = () => undefined
      const others = new Promise<string>((resolve) => {
        begin = resolve
      }).then(meanwhile)
      await shop.engine.transaction(async (tx) => {
        const { code } = await shop.engine
          .use('promotions')
          .claimCoupon(tx, sale.id, { customerId })
        begin(code)
        await untilBlocked(tx)
      })
      return others
    }
    return {
      ...{ shop, ids, claimWhile, post },
      claim: (more: object) => post('/coupons/claim', { promotionId: sale.id, ...more }),
      order: (externalId: string, code: string) =>
        shop.order({ MUG: 1 }, { codes: [code], buyer: { externalId } })
    }
  }

  t.test('crm: a code is claimed for customers there are, and goes where they go', async (t) => {
    const { shop, ids, claim, claimWhile, order, post } = await shopWithCodes(['a', 'b', 'c'])
    const [a, b, c] = ids as [string, string, string]
    const unknown = { status: 404, body: { code: 'NOT_FOUND', what: 'customer' } }
    t.match(await claim({ customerId: 'cus_nobody' }), unknown)
    t.match(await claim({ customerId: 'cus_nobody', buyer: { externalId: 'a' } }), unknown)
    let code = ''
    const merged = await claimWhile(a, (claimed) => {
      code = claimed
      return post(`/customers/${b}/merge`, { fromId: a })
    })
    t.equal(merged.status, 200, merged.text)
    t.match(await claim({ customerId: a }), unknown, 'it is part of another')
    t.match(await claim({ customerId: b }), { body: { code: 'COUPON_CLAIMS_EXHAUSTED' } })
    t.match(await order('c', code), { status: 422, body: { code: 'COUPON_UNKNOWN' } })
    t.match(await order('b', code), { status: 201, body: { totalMinor: 900 } })
    t.match(await claim({ customerId: c }), { status: 201 })
    t.same(await shop.findings(), [])
  })

  t.test(
    'a code that is claimed while an order is placed with it is of use to whose it is',
    async (t) => {
      const { shop, ids, claimWhile, order } = await shopWithCodes(['a', 'b'])
      const [a, b] = ids as [string, string]
      const others = await claimWhile(a, (code) => order('c', code))
      t.match(others.body.code, /^COUPON_(USED|UNKNOWN)$/)
      t.match(await claimWhile(b, (code) => order('b', code)), { status: 201 })
      t.same(await shop.findings(), [])
    }
  )
})
