import type { ChannelOrder } from 'shopkeeper'
import { onEachDatabase } from '../../harness.ts'
import { channelOrder, line } from '../../orders/shop.ts'
import { buildShop, type Shop } from './shop.ts'

const cost = (amountMinor: number) => ({ cost: { amountMinor, currency: 'CNY' } })
const february = { from: '2026-02-01T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z' }

/** An order of a channel, placed in February; prices are 10.00 apiece. */
function sold(id: string, lines: ReturnType<typeof line>[], more: Partial<ChannelOrder> = {}) {
  const placedAt = '2026-02-10T00:00:00.000Z'
  return { ...channelOrder(id, 0, lines), placedAt, ...more }
}

async function takeIn(shop: Shop, orders: ChannelOrder[]) {
  await shop.engine.transaction((tx) =>
    shop.engine.use('orders').intake(tx, { channelId: 'chn_test', unknownSkus: 'hold' }, orders)
  )
}

async function simulated(shop: Shop, body: object, as: 'owner' | 'marketer' = 'owner') {
  const answer = await shop.post('/v1/pricing/simulate', { ...february, ...body }, as)
  if (answer.status !== 200) throw new Error(answer.text)
  return answer.body
}

const promotion = (more: object) => ({
  handle: 'try',
  title: 'Try',
  class: 'shop',
  currency: 'CNY',
  ...more
})

onEachDatabase(async (test, kind) => {
  await test.test('prices: what they would have done to last month, by hand', async (t) => {
    const shop = await buildShop(t, kind)
    await shop.addSku('MUG', cost(400))
    await shop.addSku('CUP', cost(900))
    await shop.addSku('HAT')
    const model = { channelId: null, currency: 'CNY', platformFeeBps: 1_000, shippingMinor: 50 }
    await shop.put('/v1/profit-models', { ...model, adBps: 500 })
    await takeIn(shop, [
      sold('1', [line('MUG', 2), line('CUP', 1)]),
      // A fifth off: the discount keeps its share.
      sold('2', [line('MUG', 1, { totalMinor: 800, discountMinor: 200 })]),
      sold('3', [line('CUP', 1), line('HAT', 3)]),
      sold('4', [line('MUG', 5)], { placedAt: '2026-03-01T00:00:00.000Z' }),
      sold('5', [line('MUG', 5)], { placedAt: '2026-01-31T23:59:59.999Z' })
    ])
    const prices = [{ sku: 'MUG', unitPriceMinor: 1_100 }]
    const told = await simulated(shop, { prices })
    t.match(told, {
      orders: 3,
      touched: 2,
      units: 8,
      unitsWithoutCost: 3,
      isTruncated: false,
      currency: 'CNY'
    })
    // MUG 28.00, CUP 20.00, HAT 30.00. Margins without HAT: cost 4.00 × 3 + 9.00 × 2; three orders.
    t.same(told.before, {
      revenueMinor: 7_800,
      margins: {
        netSalesMinor: 4_800,
        cm1Minor: 1_800,
        cm2Minor: 1_170,
        cm3Minor: 930,
        cm3Bps: 1_938
      }
    })
    // MUG 22.00 + 8.80.
    t.same(told.after, {
      revenueMinor: 8_080,
      margins: {
        netSalesMinor: 5_080,
        cm1Minor: 2_080,
        cm2Minor: 1_422,
        cm3Minor: 1_168,
        cm3Bps: 2_299
      }
    })
    t.same(told.worst, [
      { sku: 'MUG', units: 3, cm3Minor: 1_418, beforeBps: 4_214, afterBps: 4_604 }
    ])
    t.ok(told.assumptions.includes('the same units are sold'), 'it says what it takes for granted')

    const theirs = await simulated(shop, { prices }, 'marketer')
    t.match(theirs, { before: { revenueMinor: 7_800 }, after: { revenueMinor: 8_080 } })
    t.notMatch(
      JSON.stringify(theirs),
      /margin|cm3|worst/i,
      'margins are for those who may see cost'
    )
    const some = await simulated(shop, { prices, ordersMax: 2 })
    t.match(some, { orders: 2, isTruncated: true })
    const none = await simulated(shop, { prices, channelId: 'chn_2' })
    t.match(none, { orders: 0, before: { revenueMinor: 0, margins: { cm3Bps: null } } })
  })

  await test.test(
    'a promotion on top of what orders had, within its limits and the floor',
    async (t) => {
      const shop = await buildShop(t, kind)
      await shop.addSku('MUG', cost(400))
      await shop.addSku('CUP', cost(900))
      await shop.addSku('BOX', cost(100))
      const orders = ['1', '2', '3', '4'].map((id) =>
        sold(id, [line('MUG', 2)], { buyer: { externalId: id === '4' ? '3' : id } })
      )
      await takeIn(shop, orders)
      const tenOff = { reward: { kind: 'percentOff', percentBps: 1_000 } }
      const all = await simulated(shop, { promotion: promotion(tenOff) })
      t.match(all, { touched: 4, before: { revenueMinor: 8_000 }, after: { revenueMinor: 7_200 } })
      const limited = await simulated(shop, {
        promotion: promotion({ ...tenOff, limits: { uses: 3 } })
      })
      t.match(limited, { touched: 3, after: { revenueMinor: 7_400 } })
      const mine = await simulated(shop, {
        promotion: promotion({
          ...tenOff,
          coupon: 'code',
          code: 'TEN',
          limits: { usesPerCustomer: 1 }
        })
      })
      t.match(mine, { touched: 3 }, 'once a customer, by the codes they would have entered')
      const later = await simulated(shop, {
        promotion: promotion({ ...tenOff, startsAt: '2027-01-01T00:00:00.000Z' })
      })
      t.match(later, { touched: 4 }, 'as if it had run then')
      const gift = await simulated(shop, {
        promotion: promotion({ reward: { kind: 'gift', gifts: [{ sku: 'BOX', quantity: 1 }] } })
      })
      t.match(gift, {
        touched: 4,
        after: { revenueMinor: 8_000, margins: { cm1Minor: 4_400 } },
        before: { margins: { cm1Minor: 4_800 } }
      })
      t.ok(gift.assumptions.some((one: string) => /no profit model/.test(one)))
      await shop.put('/v1/profit-models', { channelId: null, currency: 'CNY', floorBps: 5_500 })
      const floored = await simulated(shop, {
        promotion: promotion({ ...tenOff, reward: { kind: 'percentOff', percentBps: 5_000 } })
      })
      t.match(
        floored,
        { after: { revenueMinor: 7_112 } },
        '8.89 each is the least that leaves 55 %'
      )
    }
  )

  await test.test('a month is read in pages, and others get their turn', async (t) => {
    const shop = await buildShop(t, kind)
    await shop.addSku('MUG', cost(400))
    const many = Array.from({ length: 450 }, (_, i) =>
      sold(`o${i}`, [line('MUG', 1)], {
        placedAt: `2026-02-${String(1 + (i % 28)).padStart(2, '0')}T00:00:00.000Z`
      })
    )
    await takeIn(shop, many)
    let turns = 0
    let isOver = false
    const count = () => {
      turns += 1
      if (!isOver) setImmediate(count)
    }
    const asked = simulated(shop, {
      promotion: promotion({ reward: { kind: 'percentOff', percentBps: 1_000 } })
    })
    setImmediate(count)
    const told = await asked
    isOver = true
    t.match(told, { orders: 450, touched: 450, isTruncated: false })
    t.equal(told.after.revenueMinor, 405_000)
    t.ok(turns >= 5, 'the event loop went round after each page at least')
  })

  await test.test('nonsense is refused, naming the field', async (t) => {
    const shop = await buildShop(t, kind)
    await shop.addSku('MUG')
    const prices = [{ sku: 'MUG', unitPriceMinor: 1 }]
    const given = promotion({ reward: { kind: 'percentOff', percentBps: 1_000 } })
    const refusals: [object, object][] = [
      [{}, { field: '#' }],
      [{ prices, promotion: given }, { field: '#' }],
      [{ prices: [{ sku: 'NONE', unitPriceMinor: 1 }] }, { field: '#/prices/0/sku' }],
      [{ prices, from: '2026-03-02T00:00:00.000Z' }, { field: '#/from' }],
      [{ promotion: { ...given, currency: 'USD' } }, { field: '#/promotion/currency' }],
      [
        {
          promotion: {
            ...given,
            reward: { kind: 'gift', gifts: [{ sku: 'NONE', quantity: 1 }] }
          }
        },
        { field: '#/promotion/reward/gifts/0/sku' }
      ],
      [{ prices, currency: 'XXA' }, { code: 'CURRENCY_UNKNOWN' }]
    ]
    for (const [body, problem] of refusals) {
      const answer = await shop.post('/v1/pricing/simulate', { to: february.to, ...body })
      t.match(answer.body, problem, JSON.stringify(body))
    }
  })
})
