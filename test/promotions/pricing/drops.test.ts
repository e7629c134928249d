import t from 'tap'
import { hasDropped, unitMarginBps } from '../../../plugins/promotions/pricing/drops/margin.ts'
import { noCosts } from '../../../plugins/promotions/pricing/margin/no-costs.ts'
import { type DatabaseKind, onEachDatabase } from '../../harness.ts'
import { buildShop, type Shop } from './shop.ts'

const cny = (amountMinor: number) => ({ amountMinor, currency: 'CNY' })

t.test('margin: of a unit, with the tax taken off its price first', async (t) => {
  const at = (priceMinor: number, costMinor: number) => ({ priceMinor, costMinor })
  t.equal(unitMarginBps(noCosts, at(10_000, 6_000)), 4_000)
  t.equal(unitMarginBps({ ...noCosts, taxBps: 1_300 }, at(11_300, 6_000)), 4_000)
  t.equal(
    unitMarginBps({ ...noCosts, shippingMinor: 1_000, unitsPerOrder: 2 }, at(10_000, 6_000)),
    3_500
  )
  t.equal(unitMarginBps(noCosts, at(0, 6_000)), null)
  const before = at(10_000, 6_000)
  t.notOk(hasDropped(noCosts, { before, now: at(10_000, 6_500) }, 500), 'exactly the limit')
  t.ok(hasDropped(noCosts, { before, now: at(10_000, 6_501) }, 500))
  t.ok(hasDropped(noCosts, { before, now: at(0, 6_000) }, 500))
  t.notOk(hasDropped(noCosts, { before: at(0, 6_000), now: before }, 500))
})

async function open(test: Parameters<typeof buildShop>[0], kind: DatabaseKind, options = {}) {
  const shop = await buildShop(test, kind, { marginDropBps: 500, ...options })
  const id = await shop.addSku('MUG', { cost: cny(6_000) })
  const cost = async (amountMinor: number) => {
    const answer = await shop.call({
      method: 'PATCH',
      url: `/v1/variants/${id}`,
      body: { cost: cny(amountMinor) }
    })
    if (answer.status !== 200) throw new Error(answer.text)
    await shop.settled()
  }
  const price = async (amountMinor: number) => {
    const answer = await shop.put(`/v1/variants/${id}/prices`, { prices: [cny(amountMinor)] })
    if (answer.status !== 200) throw new Error(answer.text)
  }
  const drops = async () =>
    (await shop.openAlerts()).filter((alert) => alert === `price.margin-drop ${id}@CNY`).length
  return { shop, id, cost, price, drops }
}

const later = (shop: Shop, days: number) => shop.clock.advance(days * 86_400_000)

async function recalculateAll(shop: Shop): Promise<void> {
  await shop.engine.transaction((tx) =>
    tx.enqueue('pricing.recalculate', [{ payload: { variantIds: [] } }])
  )
  await shop.settled()
}

onEachDatabase(async (test, kind) => {
  await test.test(
    'a margin that drops by cost or by price is told once, and cleared',
    async (t) => {
      const { shop, id, cost, price, drops } = await open(t, kind)
      later(shop, 1)
      await cost(6_500)
      t.equal(await drops(), 0, '35 % of 40 %')
      later(shop, 1)
      await cost(6_600)
      t.equal(await drops(), 1)
      later(shop, 1)
      await cost(6_700)
      const { body } = await shop.call({ url: '/v1/alerts?kind=price.margin-drop' })
      t.match(body.data, [
        {
          message: 'The margin of MUG is more than 5 points below what it was 30 days ago',
          fields: { sku: 'MUG', currency: 'CNY', oldMinor: 10_000, newMinor: 10_000 }
        }
      ])
      t.equal(body.data.length, 1, 'it is open already')
      t.notMatch(JSON.stringify(body.data), /6[67]00/)
      later(shop, 1)
      await price(11_000)
      t.equal(await drops(), 0, '39 % again')
      later(shop, 1)
      await price(10_200)
      t.equal(await drops(), 1, '34 %')
      later(shop, 40)
      await recalculateAll(shop)
      t.equal(await drops(), 0, 'it has been so for longer than 30 days')
      const marks = await shop.engine.db
        .selectFrom('marginMarks')
        .select(['priceMinor', 'costMinor', 'isPriceChange'])
        .where('variantId', '=', id)
        .orderBy('markedAt')
        .execute()
      t.same(
        marks.map((mark) => Object.values(mark).join(' ')),
        [
          '10000 6000 1',
          '10000 6500 0',
          '10000 6600 0',
          '10000 6700 0',
          '11000 6700 1',
          '10200 6700 1'
        ]
      )
      t.same(await shop.findings(), [])
    }
  )

  await test.test('against the last change of the price, and never, as options say', async (t) => {
    const since = await open(t, kind, { marginDropDays: 0 })
    later(since.shop, 1)
    await since.price(9_000)
    t.equal(await since.drops(), 0, 'a price is what somebody chose')
    later(since.shop, 60)
    await since.cost(6_400)
    t.equal(await since.drops(), 0)
    await since.cost(6_500)
    t.equal(await since.drops(), 1, '27.8 % of 33.3 %')
    await since.price(9_500)
    t.equal(await since.drops(), 0)

    later(since.shop, 1)
    await since.cost(9_000)
    t.equal(await since.drops(), 1)
    await since.shop.call({
      method: 'PATCH',
      url: `/v1/variants/${since.id}`,
      body: { cost: null }
    })
    t.equal(await since.drops(), 0, 'without a cost there is no margin')

    const never = await open(t, kind, { marginDropBps: 0 })
    later(never.shop, 1)
    await never.cost(9_999)
    t.equal(await never.drops(), 0)
  })

  await test.test('old marks go, but for the one that a margin may be held against', async (t) => {
    const { shop, id, cost } = await open(t, kind)
    for (const amount of [6_100, 6_200, 6_300]) {
      later(shop, 1)
      await cost(amount)
    }
    later(shop, 500)
    await cost(6_400)
    await shop.engine.transaction((tx) => tx.enqueue('pricing.drop-snapshots', [{ payload: {} }]))
    await shop.settled()
    const marks = await shop.engine.db
      .selectFrom('marginMarks')
      .select('costMinor')
      .where('variantId', '=', id)
      .orderBy('markedAt')
      .execute()
    t.same(
      marks.map(({ costMinor }) => costMinor),
      [6_000, 6_300, 6_400],
      'that of the price, the last of its time, and the newest'
    )
  })
})
