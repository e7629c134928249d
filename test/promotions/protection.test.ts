import { definePlugin } from '#core/plugin'
import { manualClock } from '#core/time'
import { onEachDatabase } from '../harness.ts'
import { buildPromotionShop, type PromotionShop } from './shop.ts'

/** A paid order, with the ids of its lines. */
async function paidOrder(shop: PromotionShop, lines: Record<string, number>) {
  const placed = await shop.order(lines)
  if (placed.status !== 201) throw new Error(placed.text)
  await shop.act(placed.body.id, 'confirm-payment', {})
  const lineIds: string[] = placed.body.lines.map((one: { id: string }) => one.id)
  return { id: placed.body.id as string, lineIds }
}

const claim = (shop: PromotionShop, orderId: string, lineIds: string[]) =>
  shop.call({ method: 'POST', url: `/v1/orders/${orderId}/price-protection`, body: { lineIds } })

const decide = (shop: PromotionShop, claimId: string, step: string, body: object = {}) =>
  shop.call({ method: 'POST', url: `/v1/price-protection-claims/${claimId}/${step}`, body })

async function setPrice(shop: PromotionShop, sku: string, amountMinor: number) {
  const { engine } = shop
  const variant = (await engine.use('catalog').variantsBySku(engine.db, [sku])).get(sku)!
  const put = await shop.call({
    method: 'PUT',
    url: `/v1/variants/${variant.id}/prices`,
    body: { prices: [{ amountMinor, currency: 'CNY' }] }
  })
  if (put.status !== 200) throw new Error(put.text)
}

onEachDatabase(async (t, kind) => {
  t.test('claim: the difference a unit times the units, by list price or promotion', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 20, CUP: 20 })
    const order = await paidOrder(shop, { MUG: 3, CUP: 2 })
    const [mug, cup] = order.lineIds as [string, string]
    t.match(await claim(shop, order.id, [mug]), {
      status: 409,
      body: { code: 'PROTECTION_NOT_DUE', reason: 'notCheaper', orderLineId: mug }
    })
    await setPrice(shop, 'MUG', 800)
    const byList = await claim(shop, order.id, [mug])
    t.equal(byList.status, 201, byList.text)
    t.match(byList.body.data, [
      {
        orderLineId: mug,
        sku: 'MUG',
        state: 'requested',
        quantity: 3,
        paidUnitMinor: 1000,
        currentUnitMinor: 800,
        amountMinor: 600,
        currency: 'CNY'
      }
    ])
    await shop.launch({ class: 'item', reward: { kind: 'percentOff', percentBps: 1500 } })
    const byPromotion = await claim(shop, order.id, [cup])
    t.match(byPromotion.body.data, [{ currentUnitMinor: 850, amountMinor: 300 }])
    const again = await claim(shop, order.id, [mug, cup])
    t.match(again.body.data, [{ id: byList.body.data[0].id, amountMinor: 600 }, {}], 'once a line')
    t.same(await shop.findings(), [])
  })

  t.test('claim: units are claimed once, whichever order they are split off into', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 20, CUP: 20 })
    const first = await paidOrder(shop, { MUG: 2, CUP: 1 })
    const second = await paidOrder(shop, { MUG: 3, CUP: 1 })
    await setPrice(shop, 'MUG', 800)
    const splitOff = async ({ id, lineIds }: typeof first, quantity: number) => {
      await shop.act(id, 'split', { lines: [{ lineId: lineIds[0], quantity }] })
      const { data } = (await shop.call({ url: '/v1/orders?limit=100' })).body
      const part = data.find((one: { splitFrom: string | null }) => one.splitFrom === id)
      const { lines } = (await shop.call({ url: `/v1/orders/${part.id}` })).body
      return { id: part.id as string, lineId: lines[0].id as string }
    }
    const whole = await claim(shop, first.id, [first.lineIds[0]!])
    t.match(whole.body.data, [{ quantity: 2, amountMinor: 400 }])
    const part = await splitOff(first, 2)
    t.match(await claim(shop, part.id, [part.lineId]), {
      status: 409,
      body: { code: 'PROTECTION_NOT_DUE', reason: 'claimedAlready', orderLineId: part.lineId }
    })
    const other = await splitOff(second, 1)
    const claims = await Promise.all([
      claim(shop, other.id, [other.lineId]),
      claim(shop, second.id, [second.lineIds[0]!])
    ])
    t.match(
      claims.map(({ body }) => body.data),
      [[{ quantity: 1, amountMinor: 200 }], [{ quantity: 2, amountMinor: 400 }]]
    )
    t.same(await shop.findings(), [])
  })

  t.test(
    'claim: at once from two sides there is one, and offers for some do not count',
    async (t) => {
      const shop = await buildPromotionShop(t, kind, { MUG: 20 })
      const order = await paidOrder(shop, { MUG: 1 })
      await shop.launch({
        coupon: 'code',
        code: 'HALF',
        reward: { kind: 'percentOff', percentBps: 5000 }
      })
      await shop.launch({
        class: 'item',
        reward: {
          kind: 'flash',
          items: [{ sku: 'MUG', unitPriceMinor: 100, quantity: 5, perCustomer: 1 }]
        }
      })
      t.match(await claim(shop, order.id, order.lineIds), { body: { reason: 'notCheaper' } })
      await setPrice(shop, 'MUG', 900)
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => claim(shop, order.id, order.lineIds))
      )
      t.same([...new Set(answers.map(({ status }) => status))], [201])
      t.equal(new Set(answers.map(({ body }) => body.data[0].id)).size, 1)
      const list = await shop.call({ url: `/v1/price-protection-claims?orderId=${order.id}` })
      t.equal(list.body.data.length, 1)
    }
  )

  t.test('claim: an offer for first orders, or for later ones, is not for everybody', async (t) => {
    const shop = await buildPromotionShop(t, kind, { MUG: 20 }, { crm: true })
    const order = await paidOrder(shop, { MUG: 1 })
    for (const firstOrder of [true, false]) {
      const reward = { kind: 'percentOff', percentBps: 5000 }
      await shop.launch({ conditions: { firstOrder }, reward })
    }
    const notCheaper = { status: 409, body: { reason: 'notCheaper' } }
    t.match(await claim(shop, order.id, order.lineIds), notCheaper)
  })

  t.test('claim: has its days, its cap, and is for what was paid and stands', async (t) => {
    const clock = manualClock('2026-03-01T00:00:00.000Z')
    const promotions = { protectionDays: 3, protectionLineMaxMinor: 500 }
    const shop = await buildPromotionShop(t, kind, { MUG: 20, CUP: 20 }, { clock, promotions })
    const order = await paidOrder(shop, { MUG: 4, CUP: 1 })
    const late = await paidOrder(shop, { CUP: 1 })
    const unpaid = (await shop.order({ MUG: 1 })).body
    const canceled = (await shop.order({ MUG: 1 })).body
    await shop.act(canceled.id, 'cancel', {})
    await setPrice(shop, 'MUG', 700)
    await setPrice(shop, 'CUP', 700)
    const [mug] = order.lineIds as [string, string]
    t.match(await claim(shop, unpaid.id, [unpaid.lines[0].id]), {
      status: 409,
      body: { code: 'PROTECTION_UNPAID' }
    })
    t.match(await claim(shop, canceled.id, [canceled.lines[0].id]), { status: 404 })
    t.match(await claim(shop, order.id, ['oln_none']), { body: { reason: 'lineUnknown' } })
    clock.set('2026-03-03T23:59:59.999Z')
    t.match((await claim(shop, order.id, [mug])).body.data, [{ amountMinor: 500 }], 'of 1200')
    clock.set('2026-03-04T00:00:00.000Z')
    t.match(await claim(shop, late.id, late.lineIds), {
      status: 409,
      body: { code: 'PROTECTION_TOO_LATE', days: 3, untilAt: '2026-03-04T00:00:00.000Z' }
    })
    t.match(await claim(shop, order.id, [mug]), { status: 201 }, 'what was claimed is still there')
  })

  t.test(
    'decide: requested, approved, paid; each once, and after-sales is told once',
    async (t) => {
      const told: unknown[] = []
      const listener = definePlugin({
        name: 'listener',
        needs: ['promotions'],
        setup(ctx) {
          ctx.on('price-protection.approved', async (_tx, batch) => {
            told.push(...batch)
          })
        }
      })
      const shop = await buildPromotionShop(
        t,
        kind,
        { MUG: 20, CUP: 20 },
        { morePlugins: [listener] }
      )
      const order = await paidOrder(shop, { MUG: 2, CUP: 1 })
      await setPrice(shop, 'MUG', 900)
      await setPrice(shop, 'CUP', 900)
      const claims = (await claim(shop, order.id, order.lineIds)).body.data
      const [mug, cup] = claims
      t.match(await decide(shop, mug.id, 'pay'), {
        status: 409,
        body: { code: 'PROTECTION_STEP_ILLEGAL', legal: ['approve', 'refuse'] }
      })
      t.match(await decide(shop, mug.id, 'approve'), { status: 200, body: { state: 'approved' } })
      t.match(await decide(shop, mug.id, 'approve'), { status: 200, body: { version: 2 } })
      t.same(told, [
        {
          claimId: mug.id,
          orderId: order.id,
          orderLineId: mug.orderLineId,
          sku: mug.sku,
          amountMinor: mug.amountMinor,
          currency: 'CNY'
        }
      ])
      t.match(await decide(shop, mug.id, 'pay', { note: 'by Alipay' }), {
        status: 200,
        body: { state: 'paid', note: 'by Alipay' }
      })
      t.match(await decide(shop, mug.id, 'refuse'), { status: 409, body: { legal: [] } })
      t.match(await decide(shop, cup.id, 'refuse', { note: 'a reseller' }), {
        status: 200,
        body: { state: 'refused', note: 'a reseller' }
      })
      t.match(await decide(shop, 'ppc_none', 'approve', {}), { status: 404 })
      const paid = await shop.call({ url: '/v1/price-protection-claims?state=paid' })
      t.match(paid.body.data, [{ id: mug.id }])
      t.equal(told.length, 1)
    }
  )
})
