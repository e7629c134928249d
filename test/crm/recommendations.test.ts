import type { ChannelOrder } from 'shopkeeper'
import t from 'tap'
import { manualClock } from '#core/time'
import { buyAgain } from '../../plugins/crm/recommendations/buy-again.ts'
import { missingOrders, readOrders } from '../channels/whole-loop/retail-orders.ts'
import { type DatabaseKind, onEachDatabase } from '../harness.ts'
import { line } from '../orders/shop.ts'
import { runJob } from '../run-job.ts'
import { buildCrmShop, type CrmShop, orderOf } from './shop.ts'

const day = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000).toISOString()

t.test('buy again: the median of own intervals, due one after the last time', async (t) => {
  const bought = (productId: string, ...days: number[]) =>
    days.map((n) => ({ productId, placedAt: day(n) }))
  const all = [...bought('tea', 50, 0, 30), ...bought('once', 1), ...bought('daily', 69, 70)]
  t.match(buyAgain(all, day(70)), [
    { productId: 'daily', purchases: 2, dueAt: day(71) },
    { productId: 'tea', purchases: 3, medianIntervalMs: 25 * 86_400_000, dueAt: day(75) }
  ])
  t.same(
    buyAgain(bought('tea', 0, 10), day(40)).map((one) => one.productId),
    ['tea'],
    'three intervals ago'
  )
  t.same(buyAgain(bought('tea', 0, 10), day(41)), [])
  t.same(buyAgain(bought('tea', 5, 5), day(6)), [], 'twice at once is once')
})

interface Shop extends CrmShop {
  clock: ReturnType<typeof manualClock>
  count(): Promise<void>
  productOf(sku: string): Promise<string>
  skuOf: Map<string, string>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  read2(url: string): Promise<any>
}

async function open(
  test: Parameters<typeof buildCrmShop>[0],
  kind: DatabaseKind,
  crm: Record<string, unknown> = {}
): Promise<Shop> {
  const clock = manualClock(day(100))
  const built = await buildCrmShop(test, kind, { clock, crm })
  const { engine, call } = built
  const skuOf = new Map<string, string>()
  return {
    ...built,
    clock,
    skuOf,
    async count() {
      await runJob(engine, 'crm.count-recommendations')
      const rows = await engine.db.selectFrom('variants').select(['sku', 'productId']).execute()
      for (const { sku, productId } of rows) skuOf.set(productId, sku)
    },
    async productOf(sku) {
      const variants = await engine.use('catalog').variantsBySku(engine.db, [sku])
      return variants.get(sku)!.productId
    },
    async read2(url) {
      const { status, body, text } = await call({ url: `/v1${url}` })
      if (status !== 200) throw new Error(text)
      return body
    }
  }
}

let orders = 0
/** An order of these SKUs by a buyer, on a day. */
function bought(buyer: string, skus: string[], on = 90, more: Partial<ChannelOrder> = {}) {
  orders++
  const lines = skus.map((sku, i) => line(sku, 1, { externalId: `l${i}` }))
  return orderOf(`r${orders}`, { externalId: buyer }, { lines, placedAt: day(on), ...more })
}

onEachDatabase(async (t, kind) => {
  t.test(
    'bought together: from the minimum support on, above chance, what is on offer',
    async (t) => {
      const shop = await open(t, kind, { recommendationOrdersMin: 2 })
      await shop.intake([
        ...[1, 2, 3].map((n) => bought(`a${n}`, ['TEA', 'POT', 'BAG'])),
        bought('b', ['TEA', 'CUP']),
        bought('c', ['TEA', 'CUP']),
        ...[1, 2, 3].map((n) => bought(`d${n}`, ['BAG'])),
        bought('e', ['CUP', 'POT'], 90, { status: 'canceled' }),
        orderOf('guest', { externalId: null }, { lines: [line('TEA', 1), line('MAT', 1)] })
      ])
      const tea = await shop.productOf('TEA')
      const skus = async (productId = tea) => {
        const { data } = await shop.read2(`/products/${productId}/recommendations`)
        return data.map((one: { productId: string }) => shop.skuOf.get(one.productId))
      }
      t.match(await shop.read2(`/products/${tea}/recommendations`), { asOf: null, data: [] })
      await shop.count()
      const { asOf, data } = await shop.read2(`/products/${tea}/recommendations`)
      t.equal(asOf, day(100))
      // N = 8; TEA 5, POT 3, CUP 2, BAG 6: POT 3·8/(5·3) = 1.6; CUP 2·8/(5·2) = 1.6; BAG 3·8/(5·6) = 0.8.
      t.match(data, [
        { ordersTogether: 3, supportBps: 3750, liftBps: 16_000, becauseOf: tea, title: /./ },
        { ordersTogether: 2, supportBps: 2500, liftBps: 16_000 }
      ])
      t.same(await skus(), ['POT', 'CUP'])
      t.same(await skus(await shop.productOf('CUP')), ['TEA'])

      const pot = await shop.productOf('POT')
      const paused = await shop.post(`/products/${pot}/pause`)
      t.equal(paused.status, 200, paused.text)
      t.same(await skus(), ['CUP'], 'a pot is not offered')
      const variants = await shop.engine.use('catalog').variantsBySku(shop.engine.db, ['CUP'])
      const cup = variants.get('CUP')!
      await shop.call({
        method: 'PATCH',
        url: `/v1/variants/${cup.id}`,
        body: { isTracked: true }
      })
      t.same(await skus(), [], 'a cup is out of stock')
      await shop.engine.transaction((tx) =>
        shop.engine
          .use('inventory')
          .recordAdjustments(tx, [
            { ...{ sourceId: 's', variantId: cup.id, quantity: 1, reason: 'test', at: tx.now } }
          ])
      )
      t.same(await skus(), ['CUP'])
      t.equal((await shop.call({ url: '/v1/products/none/recommendations' })).status, 404)
      t.same(await shop.findings(), [])
    }
  )

  t.test('for a customer: what goes with what they have, and what they buy again', async (t) => {
    const shop = await open(t, kind, { recommendationOrdersMin: 2, recommendationDays: 60 })
    await shop.intake([
      ...[1, 2, 3].map((n) => bought(`a${n}`, ['TEA', 'POT'])),
      ...[1, 2].map((n) => bought(`b${n}`, ['POT', 'LID'])),
      ...[1, 2, 3].map((n) => bought(`d${n}`, ['MAT'])),
      bought('ann', ['TEA'], 30),
      bought('ann', ['TEA'], 60),
      bought('ann', ['TEA', 'MAT'], 80)
    ])
    await shop.count()
    const { id } = await shop.customerOf('ann')
    const of = (customerId: string) => shop.read2(`/customers/${customerId}/recommendations`)
    const forAnn = await of(id)
    t.match(forAnn.forYou, [{ productId: await shop.productOf('POT'), ordersTogether: 3 }])
    t.equal(forAnn.forYou.length, 1)
    // The order of day 30 is older than 60 days.
    t.match(forAnn.buyAgain, [
      { productId: await shop.productOf('TEA'), purchases: 2, dueAt: day(100), isDue: true }
    ])
    const { id: otherId } = await shop.customerOf('b1')
    t.match((await of(otherId)).forYou, [{ productId: await shop.productOf('TEA') }])
    await shop.post(`/customers/${id}/merge`, { fromId: otherId })
    const merged = await of(id)
    t.same(
      merged.forYou.map((one: { productId: string }) => shop.skuOf.get(one.productId)),
      [],
      'has tea, pot, lid and mat'
    )
    const answer = await shop.call({ url: `/v1/customers/${otherId}/recommendations` })
    t.match(answer, { status: 409, body: { code: 'CUSTOMER_MERGED' } })
    await shop.post(`/customers/${otherId}/unmerge`)
    t.same((await of(id)).forYou, forAnn.forYou)
    await shop.post(`/customers/${id}/erase`)
    t.match(await shop.call({ url: `/v1/customers/${id}/recommendations` }), {
      status: 409,
      body: { code: 'CUSTOMER_ERASED' }
    })
  })

  t.test('counted twice, at once or after one that was cut short, it is the same', async (t) => {
    const shop = await open(t, kind, { recommendationOrdersMin: 1 })
    await shop.intake(
      Array.from({ length: 30 }, (_, n) => bought(`c${n}`, [`A${n % 3}`, `B${n % 6}`, 'C']))
    )
    const stop = new AbortController()
    const cut = { signal: stop.signal, progress: () => stop.abort() }
    await t.rejects(runJob(shop.engine, 'crm.count-recommendations', {}, cut))
    const pairs = async () => {
      const rows = await shop.engine.db.selectFrom('recommendationPairs').selectAll().execute()
      return rows.map(({ runId: _, ...row }) => JSON.stringify(row)).sort()
    }
    await shop.count()
    const first = await pairs()
    t.ok(first.length > 0)
    await Promise.all([shop.count(), shop.count()])
    t.same(await pairs(), first)
    const runs = await shop.engine.db.selectFrom('recommendationRuns').select('state').execute()
    t.same(runs, [{ state: 'current' }])
  })

  t.test(
    'Online Retail: pairs are those of a recomputation',
    { skip: missingOrders },
    async (t) => {
      const documents = await readOrders(150)
      const shop = await open(t, kind, { recommendationOrdersMin: 3 })
      shop.clock.set('2011-01-01T00:00:00.000Z')
      for (let at = 0; at < documents.length; at += 100) {
        await shop.intake(documents.slice(at, at + 100))
      }
      await shop.count()
      const baskets = documents
        .filter(({ buyer }) => buyer.externalId !== null)
        .map(({ lines }) => new Set(lines.map(({ sku }) => sku)))
        .filter(({ size }) => size <= 200)
      const wanted = recomputed(baskets, 3)
      t.ok(wanted.size > 50, 'there is something to see')
      const rows = await shop.engine.db
        .selectFrom('recommendationPairs')
        .selectAll()
        .orderBy('productId')
        .orderBy('place')
        .execute()
      const found = new Map<string, { sku: string; orders: number; liftBps: number }[]>()
      for (const { productId, otherId, orders, liftBps } of rows) {
        const sku = shop.skuOf.get(productId)!
        const list = found.get(sku) ?? []
        list.push({ sku: shop.skuOf.get(otherId)!, orders, liftBps })
        found.set(sku, list)
      }
      t.same([...found.keys()].sort(), [...wanted.keys()].sort())
      // Of equal lift and orders the id decides, which the recomputation does not know.
      const figures = (list: readonly { orders: number; liftBps: number }[]) =>
        list.map(({ orders, liftBps }) => `${liftBps} ${orders}`)
      for (const [sku, list] of wanted) {
        const own = found.get(sku)!
        t.same(figures(own), figures(list.slice(0, 20)), sku)
        const known = new Map(list.map((one) => [one.sku, `${one.liftBps} ${one.orders}`]))
        t.ok(own.every((one) => known.get(one.sku) === `${one.liftBps} ${one.orders}`))
      }
    }
  )
})

/** Pairs of baskets by hand: counted in memory, with fractions for what is larger. */
function recomputed(baskets: readonly ReadonlySet<string>[], ordersMin: number) {
  const alone = new Map<string, number>()
  const both = new Map<string, Map<string, number>>()
  for (const basket of baskets) {
    for (const a of basket) {
      alone.set(a, (alone.get(a) ?? 0) + 1)
      const row = both.get(a) ?? new Map<string, number>()
      both.set(a, row)
      for (const b of basket) if (b !== a) row.set(b, (row.get(b) ?? 0) + 1)
    }
  }
  const pairs = new Map<string, { sku: string; orders: number; liftBps: number }[]>()
  for (const [a, row] of both) {
    const kept = [...row]
      .filter(([b, n]) => n >= ordersMin && n * baskets.length > alone.get(a)! * alone.get(b)!)
      .map(([sku, n]) => {
        const lift = (n * baskets.length) / (alone.get(a)! * alone.get(sku)!)
        return { sku, orders: n, lift, liftBps: Math.round(lift * 10_000) }
      })
      .sort((x, y) => y.lift - x.lift || y.orders - x.orders)
    if (kept.length > 0) pairs.set(a, kept)
  }
  return pairs
}
