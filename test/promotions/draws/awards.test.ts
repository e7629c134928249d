import { sql } from 'kysely'
import { onEachDatabase } from '../../harness.ts'
import { buildDrawShop, type DrawShop } from './shop.ts'

const ten = 10 * 60_000

async function couponPrize(shop: DrawShop, codes: number, more: object = {}) {
  const { id } = await shop.launch({ coupon: 'unique' })
  if (codes > 0) await makeCodes(shop, id, codes)
  return { kind: 'coupon', title: 'Ten percent', quantity: 2, promotionId: id, ...more }
}

const makeCodes = (shop: DrawShop, promotionId: string, count: number) =>
  shop.call({
    method: 'POST',
    url: `/v1/promotions/${promotionId}/codes/generate`,
    body: { batch: 'draw', count }
  })

const pointsOf = async (shop: DrawShop, customerId: string) => {
  const { rows } = await sql<{
    points: number
  }>`select coalesce(sum(points), 0) as points from points_entries
      where customer_id = ${customerId}`.execute(shop.engine.db)
  return Number(rows[0]!.points)
}

onEachDatabase(async (t, kind) => {
  t.test(
    'prize: coupons, points and things are given once, by jobs that run at once and again',
    async (t) => {
      const shop = await buildDrawShop(t, kind, { crm: true })
      const customers = await shop.customers(5)
      const coupon = await couponPrize(shop, 10)
      const { id } = await shop.drawing({
        prizes: [
          coupon,
          { kind: 'points', title: 'Points', quantity: 2, points: 300 },
          { kind: 'thing', title: 'A mug', quantity: 3, sku: 'MUG' }
        ]
      })
      await shop.enter(id, customers)
      await shop.finish(id)
      await Promise.all(Array.from({ length: 3 }, () => shop.work('draws.award')))
      await shop.work('draws.award')
      const winners = await shop.winners(id)
      t.same(
        winners.map(({ prize, state }) => [prize, state]),
        [0, 0, 1, 1, 2].map((prize) => [prize, 'given'])
      )
      t.same(winners.map(({ customerId }) => customerId).sort(), customers.toSorted())
      t.match(await shop.draw(id), {
        prizes: [{ given: 2 }, { given: 2 }, { given: 1, pending: 0 }]
      })
      const codes = await shop.call({ url: `/v1/coupons?promotionId=${coupon.promotionId}` })
      const claimed = codes.body.data.filter((one: { claimedAt: string | null }) => one.claimedAt)
      t.same(
        claimed.map((one: { id: string }) => one.id).sort(),
        [winners[0].couponId, winners[1].couponId].sort()
      )
      for (const { prize, customerId } of winners) {
        t.equal(await pointsOf(shop, customerId), prize === 1 ? 300 : 0)
      }
      t.same(await shop.levelOf('MUG'), { onHand: 50, allocated: 0 }, 'no stock is moved')
      t.same(await shop.findings(), [])
    }
  )

  t.test(
    'prize: what cannot be given raises an alert, keeps no other back, and is tried again',
    async (t) => {
      const shop = await buildDrawShop(t, kind, { crm: true })
      const customers = await shop.customers(3)
      const coupon = await couponPrize(shop, 1)
      const thing = { kind: 'thing', title: 'A mug', quantity: 1, sku: 'MUG' }
      const { id } = await shop.drawing({ prizes: [coupon, thing] })
      await shop.enter(id, customers)
      await shop.finish(id)
      await shop.work('draws.award')
      const states = async () =>
        (await shop.winners(id)).map(({ state, problem }) => [state, problem])
      t.same(await states(), [
        ['given', null],
        ['pending', 'COUPONS_ALL_CLAIMED'],
        ['given', null]
      ])
      t.same(await shop.alerts(), ['draw.prize-stuck'])
      await makeCodes(shop, coupon.promotionId, 5)
      await shop.work('draws.award')
      t.match((await states())[1], ['pending'], 'not at once')
      shop.clock.advance(ten)
      await shop.work('draws.award')
      t.match((await states())[1], ['given', null])
      t.same(await shop.alerts(), [])
      t.same(await shop.findings(), [])
    }
  )

  t.test('prize: one that cannot be given is forfeited by hand, and the alert goes', async (t) => {
    const shop = await buildDrawShop(t, kind, { crm: true })
    const coupon = await couponPrize(shop, 0)
    const { id } = await shop.drawing({ prizes: [coupon] })
    await shop.enter(id, await shop.customers(1))
    await shop.finish(id)
    await shop.work('draws.award')
    t.same(await shop.alerts(), ['draw.prize-stuck'])
    const forfeit = (place: number) =>
      shop.call({
        method: 'POST',
        url: `/v1/draws/${id}/forfeit`,
        body: { place, reason: 'does not want it' }
      })
    t.match(await forfeit(2), { status: 404 })
    t.match(await forfeit(1), { status: 200, body: { state: 'forfeited', problem: null } })
    t.match(await forfeit(1), { status: 409, body: { code: 'DRAW_PRIZE_SETTLED' } })
    t.same(await shop.alerts(), [])
    shop.clock.advance(ten)
    await shop.work('draws.award')
    t.match(await shop.winners(id), [{ state: 'forfeited', couponId: null }])
  })
})
