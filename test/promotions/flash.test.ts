import { manualClock } from '#core/time'
import { onEachDatabase, until } from '../harness.ts'
import { queriesOf } from './queries.ts'
import { buildPromotionShop, type PromotionShop } from './shop.ts'

const flashOf = (quantity: number, perCustomer = 1, more: Record<string, unknown> = {}) => ({
  class: 'item',
  reward: {
    kind: 'flash',
    items: [{ sku: 'MUG', unitPriceMinor: 100, quantity, perCustomer }]
  },
  ...more
})

const buyerOf = (name: string) => ({ buyer: { email: `${name}@example.com` } })

const codesOf = (answers: readonly { status: number; body: { code?: string } }[]) => {
  const counts: Record<string, number> = {}
  for (const { status, body } of answers) {
    const key = status === 201 ? 'sold' : String(body.code)
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

async function stockOf(shop: PromotionShop, promotionId: string) {
  const { body } = await shop.call({ url: `/v1/promotions/${promotionId}/flash-stock` })
  return body.data
}

async function reservedOf(shop: PromotionShop, sku: string): Promise<number> {
  const { engine } = shop
  const variant = (await engine.use('catalog').variantsBySku(engine.db, [sku])).get(sku)!
  const level = await engine.db
    .selectFrom('stockLevels')
    .select('reserved')
    .where('variantId', '=', variant.id)
    .executeTakeFirstOrThrow()
  return level.reserved
}

onEachDatabase(async (t, kind) => {
  t.test('S5: 1,000 buyers, 100 units, one each: exactly 100 are sold, nobody twice', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 500 })
    const sale = await shop.launch(flashOf(100))
    // A fifth of the buyers press twice.
    const names = [
      ...Array.from({ length: 1000 }, (_, index) => `buyer-${index}`),
      ...Array.from({ length: 200 }, (_, index) => `buyer-${index}`)
    ]
    const rounds: Awaited<ReturnType<typeof shop.order>>[] = []
    // Whoever finds the line full comes again, as people do, until nobody does.
    for (let waiting = names; waiting.length > 0; ) {
      const answers = await Promise.all(
        waiting.map((name) => shop.order({ MUG: 1 }, buyerOf(name)))
      )
      rounds.push(...answers)
      waiting = waiting.filter((_, index) => answers[index]!.body.code === 'FLASH_LINE_FULL')
    }
    const counts = codesOf(rounds)
    t.equal(counts.sold, 100)
    t.ok(counts.FLASH_SOLD_OUT! > 0, JSON.stringify(counts))
    t.same(
      Object.keys(counts).filter(
        (code) =>
          !['sold', 'FLASH_SOLD_OUT', 'FLASH_LINE_FULL', 'FLASH_CUSTOMER_LIMIT'].includes(code)
      ),
      []
    )
    const sold = rounds.filter(({ status }) => status === 201)
    t.same([...new Set(sold.map(({ body }) => body.totalMinor))], [100])
    const buyers = await shop.engine.db
      .selectFrom('promotionCustomerUses')
      .select('uses')
      .where('promotionId', '=', sale.id)
      .execute()
    t.equal(buyers.length, 100)
    t.ok(buyers.every(({ uses }) => uses === 1))
    t.same(await stockOf(shop, sale.id), [
      { sku: 'MUG', quantity: 100, taken: 100, left: 0, isLocked: true }
    ])
    t.same(await shop.levelOf('MUG'), { onHand: 500, allocated: 100 })
    t.equal(await reservedOf(shop, 'MUG'), 0, 'what was locked is what was sold')
    t.same(await shop.findings(), [])
  })

  t.test('S5: without a line, by the database alone, no more are sold either', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 100 })
    // Offers with conditions are not in line: only the evaluation can tell whom they are for.
    const sale = await shop.launch(flashOf(10, 1, { conditions: { channel: ['direct'] } }))
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => shop.order({ MUG: 1 }, buyerOf(`b-${index % 40}`)))
    )
    const { sold, FLASH_SOLD_OUT = 0, FLASH_CUSTOMER_LIMIT = 0 } = codesOf(answers)
    t.equal(sold, 10)
    t.equal(FLASH_SOLD_OUT + FLASH_CUSTOMER_LIMIT, 50)
    t.match(await stockOf(shop, sale.id), [{ taken: 10, left: 0 }])
    t.same(await shop.levelOf('MUG'), { onHand: 100, allocated: 10 })
    t.same(await shop.findings(), [])
  })

  t.test('stock: locked while live, so that others cannot have it; given back after', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 10 })
    const tooMany = await shop.write(flashOf(11))
    t.match(await shop.step(tooMany.body.id, 'start'), {
      status: 409,
      body: { code: 'STOCK_INSUFFICIENT', requested: 11, available: 10 }
    })
    const sale = await shop.launch(flashOf(8))
    t.equal(await reservedOf(shop, 'MUG'), 8)
    const named = { lines: [{ sku: 'MUG', quantity: 3, unitPriceMinor: 1000 }] }
    t.match(await shop.place(named), {
      status: 409,
      body: { code: 'STOCK_INSUFFICIENT', available: 2 }
    })
    t.match(await shop.order({ MUG: 1 }, buyerOf('a')), { status: 201, body: { totalMinor: 100 } })
    t.equal(await reservedOf(shop, 'MUG'), 7)
    await shop.step(sale.id, 'pause')
    t.equal(await reservedOf(shop, 'MUG'), 0)
    t.match(await shop.order({ MUG: 1 }, buyerOf('b')), { status: 201, body: { totalMinor: 1000 } })
    await shop.step(sale.id, 'resume')
    t.same(await stockOf(shop, sale.id), [
      { sku: 'MUG', quantity: 8, taken: 1, left: 7, isLocked: true }
    ])
    t.equal(await reservedOf(shop, 'MUG'), 7)
    await shop.step(sale.id, 'end')
    t.equal(await reservedOf(shop, 'MUG'), 0)
    t.match(await shop.place(named), { status: 201 })
    t.same(await shop.findings(), [])
  })

  t.test('stock: is locked until the promotion ends, and not a moment longer', async (t) => {
    const clock = manualClock('2026-03-01T00:00:00.000Z')
    const shop = await buildPromotionShop(t, kind, { MUG: 5 }, { clock, start: true })
    const endsAt = '2026-03-08T00:00:00.000Z'
    const sale = await shop.launch(flashOf(5, 1, { endsAt }))
    clock.set('2026-03-07T23:59:00.000Z')
    await shop.engine.transaction((tx) =>
      tx.enqueue('inventory.expire-reservations', [{ payload: {} }])
    )
    t.match(await shop.order({ MUG: 1 }, buyerOf('a')), { status: 201, body: { totalMinor: 100 } })
    clock.set('2026-03-08T00:00:00.000Z')
    const after = await shop.order({ MUG: 4 }, buyerOf('b'))
    t.match(after, { status: 201, body: { totalMinor: 4000 } }, after.text)
    await shop.engine.transaction((tx) => tx.enqueue('promotions.end', [{ payload: {} }]))
    await until(async () => {
      const { body } = await shop.call({ url: `/v1/promotions/${sale.id}` })
      return body.state === 'ended'
    })
    t.match(await stockOf(shop, sale.id), [{ taken: 1, left: 4, isLocked: false }])
    t.same(await shop.findings(), [])
  })

  t.test('cap: counts a customer over several orders, by any way they are known', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 50 })
    await shop.launch(flashOf(20, 2))
    const china = { address: { lines: [], country: 'CN' } }
    const order = (units: number, buyer?: object) =>
      shop.order({ MUG: units }, { ...china, ...(buyer && { buyer }) })
    const limit = { status: 409, body: { code: 'FLASH_CUSTOMER_LIMIT' } }
    t.match(await order(1, { email: 'Li.Lei@example.com', phone: '13800138000' }), { status: 201 })
    t.match(await order(1, { email: ' li.lei@EXAMPLE.com' }), {
      status: 201,
      body: { totalMinor: 100 }
    })
    t.match(await order(1, { email: 'li.lei@example.com' }), limit, 'two by e-mail')
    const byPhone = await order(2, { phone: '+86 138 0013 8000' })
    t.match(byPhone.body, { totalMinor: 1100 }, 'one is left by phone; the other costs what it did')
    t.match(await order(1, { phone: '138 0013 8000' }), limit)
    t.match(await order(1), limit, 'nobody one cannot tell apart')
    t.same(await shop.findings(), [])
  })

  t.test('cap: two orders of one customer at once: one is sold', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 50 })
    await shop.launch(flashOf(20))
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => shop.order({ MUG: 1 }, buyerOf('eager')))
    )
    t.same(codesOf(answers), { sold: 1, FLASH_CUSTOMER_LIMIT: 7 })
    t.equal(await reservedOf(shop, 'MUG'), 19, 'the others took nothing')
    t.same(await shop.findings(), [])
  })

  t.test('canceled: units, cap and lock are as before; the next one gets them', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 10 })
    const sale = await shop.launch(flashOf(1))
    const first = await shop.order({ MUG: 1 }, buyerOf('a'))
    t.match(await shop.order({ MUG: 1 }, buyerOf('b')), { body: { code: 'FLASH_SOLD_OUT' } })
    await shop.act(first.body.id, 'cancel', {})
    t.same(await stockOf(shop, sale.id), [
      { sku: 'MUG', quantity: 1, taken: 0, left: 1, isLocked: true }
    ])
    t.equal(await reservedOf(shop, 'MUG'), 1)
    t.same(await shop.findings(), [])
    const again = await shop.order({ MUG: 1 }, buyerOf('a'))
    t.match(again, { status: 201, body: { totalMinor: 100 } }, again.text)
    await shop.step(sale.id, 'end')
    await shop.act(again.body.id, 'cancel', {})
    t.match(await stockOf(shop, sale.id), [{ taken: 0, isLocked: false }])
    t.equal(await reservedOf(shop, 'MUG'), 0, 'one that is over locks nothing')
    t.same(await shop.findings(), [])
  })

  t.test(
    'rule: quantities grow and shrink with their lock, never below what is sold',
    async (t) => {
      const shop = await buildPromotionShop(t, kind, { MUG: 10 })
      const sale = await shop.launch(flashOf(4, 2))
      await shop.order({ MUG: 2 }, buyerOf('a'))
      await shop.order({ MUG: 1 }, buyerOf('b'))
      const change = (quantity: number) =>
        shop.call({
          method: 'PATCH',
          url: `/v1/promotions/${sale.id}`,
          body: { reward: flashOf(quantity, 2).reward }
        })
      t.match(await change(9), { status: 200 })
      t.equal(await reservedOf(shop, 'MUG'), 6)
      t.match(await change(11), { status: 409, body: { code: 'STOCK_INSUFFICIENT' } })
      t.match(await change(2), {
        status: 409,
        body: { code: 'FLASH_UNITS_TAKEN', sku: 'MUG', quantity: 2, taken: 3 }
      })
      t.match(await change(3), { status: 200 })
      t.equal(await reservedOf(shop, 'MUG'), 0)
      t.match(await shop.order({ MUG: 1 }, buyerOf('c')), { body: { code: 'FLASH_SOLD_OUT' } })
      const other = await shop.call({
        method: 'PATCH',
        url: `/v1/promotions/${sale.id}`,
        body: { reward: { kind: 'percentOff', percentBps: 1000 } }
      })
      t.match(other, { status: 409, body: { code: 'PROMOTION_FIXED', field: 'reward.kind' } })
      t.same(await shop.findings(), [])
    }
  )

  t.test('line: who is one too many, or wants what is sold out, asks no database', async (t) => {
    const clock = manualClock('2026-03-01T00:00:00.000Z')
    const shop = await buildPromotionShop(
      t,
      kind,
      { MUG: 10, CUP: 10 },
      { clock, promotions: { flashWaitingMax: 2 } }
    )
    await shop.launch(flashOf(2))
    const buy = (name: string) => {
      const body = { lines: [{ sku: 'MUG', quantity: 1 }], ...buyerOf(name) }
      return shop.place(body, { 'idempotency-key': `of-${name}` })
    }
    // Two are let in, two wait, and two find the line full.
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const burst = await Promise.all(names.map(buy))
    t.same(codesOf(burst), { sold: 2, FLASH_SOLD_OUT: 2, FLASH_LINE_FULL: 2 })
    const queries = queriesOf(shop)
    t.match(await buy('late'), { status: 409, body: { code: 'FLASH_SOLD_OUT', sku: 'MUG' } })
    t.same(queries, [])
    t.match(await shop.order({ CUP: 1 }), { status: 201 }, 'other SKUs are not in line')
    const sold = burst.findIndex(({ status }) => status === 201)
    const again = await buy(names[sold]!)
    t.match(again, { status: 201, body: { id: burst[sold]!.body.id } }, 'who bought hears so again')
    queries.length = 0
    clock.advance(1000)
    t.match(await buy('later'), { body: { code: 'FLASH_SOLD_OUT' } })
    t.ok(queries.length > 0, 'one looks again after a while')
    await shop.act(burst[sold]!.body.id, 'cancel', {})
    t.match(
      await buy('lucky'),
      { status: 201, body: { totalMinor: 100 } },
      'what came back is sold'
    )
    t.same(await shop.findings(), [])
  })

  const item = (sku: string, quantity: number, unitPriceMinor = 100) => ({
    ...{ sku, quantity, unitPriceMinor, perCustomer: 1 }
  })
  const forSome = { conditions: { channel: ['direct'] } }

  for (const [inLine, more] of [
    ['in line', [{}, {}]],
    ['by the database', [forSome, forSome]],
    ['one of each', [{}, forSome]]
  ] as const) {
    t.test(
      `sold out: SKU by SKU, and only where no other flash price is left; ${inLine}`,
      async (t) => {
        const shop = await buildPromotionShop(t, kind, { MUG: 20, CUP: 20 })
        const flash = (items: object[], rest: object) =>
          shop.launch({ class: 'item', reward: { kind: 'flash', items }, ...rest })
        const first = await flash([item('MUG', 5), item('CUP', 1)], more[0])
        const buy = (name: string, lines: Record<string, number>) =>
          shop.order(lines, buyerOf(name))
        const soldOut = { status: 409, body: { code: 'FLASH_SOLD_OUT', sku: 'CUP' } }
        t.match(await buy('a', { CUP: 1 }), { status: 201, body: { totalMinor: 100 } })
        t.match(await buy('b', { CUP: 1 }), soldOut)
        t.match(await buy('b', { MUG: 1, CUP: 1 }), soldOut, 'beside what is not')
        t.match(await buy('c', { MUG: 1 }), { status: 201, body: { totalMinor: 100 } })
        t.match(await stockOf(shop, first.id), [{ taken: 1 }, { taken: 1 }], 'nothing was taken')
        await flash([item('CUP', 2, 300)], more[1])
        t.match(await buy('b', { CUP: 1 }), { status: 201, body: { totalMinor: 300 } })
        const both = await buy('d', { MUG: 1, CUP: 1 })
        t.match(both, { status: 201, body: { totalMinor: 400 } }, both.text)
        t.match(await buy('e', { CUP: 1 }), { ...soldOut, body: { code: 'FLASH_SOLD_OUT' } })
        t.match(await buy('e', { MUG: 1, CUP: 1 }), soldOut)
        await shop.act(both.body.id, 'cancel', {})
        t.match(await buy('e', { MUG: 1, CUP: 1 }), { status: 201, body: { totalMinor: 400 } })
        t.same(await shop.findings(), [])
      }
    )
  }

  t.test('sold out: of two flash prices of one SKU all units are sold, and no more', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 50 })
    for (const [quantity, unitPriceMinor] of [
      [4, 100],
      [6, 200]
    ] as const) {
      const items = [item('MUG', quantity, unitPriceMinor)]
      await shop.launch({ class: 'item', reward: { kind: 'flash', items } })
    }
    const buy = (name: string) => shop.order({ MUG: 1 }, buyerOf(name))
    const names = Array.from({ length: 20 }, (_, index) => `buyer-${index}`)
    const answers = await Promise.all(names.map(buy))
    // On Postgres one may lose the last unit of a price to another; there is the other price when it comes again.
    for (const [index, { status }] of [...answers].entries()) {
      if (status !== 201) answers.push(await buy(names[index]!))
    }
    const sold = answers.filter(({ status }) => status === 201)
    const totals = sold.map(({ body }) => body.totalMinor).sort((a, b) => a - b)
    t.same(totals, [...Array(4).fill(100), ...Array(6).fill(200)])
    t.same(Object.keys(codesOf(answers)).sort(), ['FLASH_SOLD_OUT', 'sold'])
    t.same(await shop.findings(), [])
  })
})
