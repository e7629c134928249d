import { createKey } from '#core/access/keys'
import { manualClock } from '#core/time'
import { onEachDatabase } from '../harness.ts'
import { runJob } from '../run-job.ts'
import { buildPromotionShop } from './shop.ts'

onEachDatabase(async (t, kind) => {
  t.test(
    'wrong codes of a customer are counted over two processes, carts and orders',
    async (t) => {
      const clock = manualClock('2026-06-15T04:00:00.000Z')
      const promotions = { wrongCodesPerCustomerMinute: 3 }
      const shop = await buildPromotionShop(t, kind, { MUG: 100 }, { clock, promotions })
      const { database } = shop
      const other = await buildPromotionShop(t, kind, {}, { clock, promotions, database })
      await shop.launch({ coupon: 'code', code: 'RIGHT' })
      const ann = { buyer: { email: 'ann@example.com' } }
      const tried = async (code: string, at = shop) =>
        (await at.evaluate({ MUG: 1 }, { ...ann, codes: [code] })).status
      t.same(
        [await tried('A'), await tried('A'), await tried('RIGHT'), await tried('B', other)],
        [200, 200, 200, 200],
        'one that is tried again counts once, and a right one not at all'
      )
      t.match(await other.order({ MUG: 1 }, { ...ann, codes: ['C'] }), {
        status: 422,
        body: { code: 'COUPON_UNKNOWN' }
      })
      clock.advance(10_000)
      const refused = await shop.evaluate(
        { MUG: 1 },
        { buyer: { email: ' Ann@Example.com' }, codes: ['RIGHT'] }
      )
      t.match(refused, {
        status: 429,
        headers: { 'retry-after': '50' },
        body: { code: 'COUPON_GUESSING', retryAfterSeconds: 50 }
      })
      t.match(
        await other.order({ MUG: 1 }, { ...ann, codes: ['RIGHT'] }),
        { status: 429 },
        'neither here nor there'
      )
      t.match(await shop.evaluate({ MUG: 1 }, ann), { status: 200 }, 'without codes')
      const bob = { buyer: { email: 'bob@example.com' }, codes: ['RIGHT'] }
      t.match((await shop.evaluate({ MUG: 1 }, bob)).body, { discountMinor: 100 })
      const batch = await shop.call({
        method: 'POST',
        url: '/v1/orders/batch',
        body: {
          items: [{ ...ann, externalId: 'o-1', codes: ['D'], lines: [{ sku: 'MUG', quantity: 1 }] }]
        }
      })
      t.match(batch.body.outcomes, [{ problem: { code: 'COUPON_GUESSING' } }], batch.text)
      clock.advance(50_000)
      t.equal(await tried('RIGHT'), 200, 'a minute is over')
      const rows = await shop.engine.db.selectFrom('couponGuesses').selectAll().execute()
      t.notMatch(JSON.stringify(rows), /RIGHT|ann@/)
      await runJob(shop.engine, 'promotions.forget-guesses')
      t.same(await shop.engine.db.selectFrom('couponGuesses').selectAll().execute(), [])
    }
  )

  t.test('wrong codes of a key are counted whoever the customers are', async (t) => {
    const clock = manualClock('2026-06-15T04:00:00.000Z')
    const promotions = { wrongCodesPerMinute: 4 }
    const shop = await buildPromotionShop(t, kind, { MUG: 100 }, { clock, promotions })
    const other = await buildPromotionShop(
      t,
      kind,
      {},
      {
        ...{ clock, promotions, database: shop.database }
      }
    )
    const { key } = await shop.engine.transaction((tx) =>
      createKey(tx, { name: 'web shop', role: 'integration' })
    )
    const tried = async (codes: string[], at = shop) =>
      (
        await at.call({
          method: 'POST',
          url: '/v1/promotions/evaluate',
          as: null,
          headers: { authorization: `Bearer ${key}` },
          body: { lines: [{ sku: 'MUG', quantity: 1 }], codes }
        })
      ).status
    t.same(
      [await tried(['A', 'B']), await tried(['C'], other), await tried(['D', 'E', 'F'])],
      [200, 200, 429],
      'two more than there may be: their answer is kept back'
    )
    t.equal(await tried(['G'], other), 429)
    t.match(await shop.evaluate({ MUG: 1 }, { codes: ['G'] }), { status: 200 }, 'another key')
  })

  t.test('wrong codes: 0 counts none', async (t) => {
    const promotions = { wrongCodesPerMinute: 0, wrongCodesPerCustomerMinute: 0 }
    const shop = await buildPromotionShop(t, kind, { MUG: 100 }, { promotions })
    const buyer = { email: 'ann@example.com' }
    await shop.evaluate({ MUG: 1 }, { buyer, codes: ['A', 'B', 'C'] })
    t.same(await shop.engine.db.selectFrom('couponGuesses').selectAll().execute(), [])
  })
})
