import { definePlugin } from '#core/plugin'
import { manualClock } from '#core/time'
import { onEachDatabase, until } from '../harness.ts'
import { buildPromotionShop, type PromotionShop } from './shop.ts'

/** 1.00 down for a mug of 10.00, worth 3.00 of it: 8.00 in all. */
const presale = {
  class: 'item',
  endsAt: '2026-03-05T00:00:00.000Z',
  reward: {
    kind: 'presale',
    items: [{ sku: 'MUG', depositMinor: 100, worthMinor: 300 }],
    balanceFrom: '2026-03-06T00:00:00.000Z',
    balanceTo: '2026-03-08T00:00:00.000Z'
  }
}

const pay = (shop: PromotionShop, orderId: string, amountMinor?: number) =>
  shop.act(orderId, 'confirm-payment', amountMinor === undefined ? {} : { amountMinor })

const termsOf = async (shop: PromotionShop, orderId: string) =>
  (await shop.call({ url: `/v1/orders/${orderId}/presale` })).body

const orderNow = async (shop: PromotionShop, orderId: string) =>
  (await shop.call({ url: `/v1/orders/${orderId}` })).body

const closeOverdue = (shop: PromotionShop) =>
  shop.engine.transaction((tx) => tx.enqueue('promotions.close-presales', [{ payload: {} }]))

onEachDatabase(async (t, kind) => {
  t.test('presale: without an end of its own it is over with its balance', async (t) => {
    const clock = manualClock('2026-03-01T00:00:00.000Z')
    const shop = await buildPromotionShop(t, kind, { MUG: 10 }, { clock, start: true })
    const endless = { ...presale, endsAt: null }
    const sale = await shop.launch(endless)
    const { body: draft } = await shop.write(endless)
    const { balanceTo } = presale.reward
    clock.set('2026-03-07T23:59:59.999Z')
    const { body: order } = await shop.order({ MUG: 1 })
    t.match(order, { totalMinor: 800 })
    t.match(await pay(shop, order.id), { body: { paidMinor: 800 } }, 'it may still be paid')
    clock.set(balanceTo)
    const { body: quote } = await shop.evaluate({ MUG: 1 })
    t.match(quote, {
      grossMinor: 1000,
      refused: [{ reason: 'ended', detail: `it ended at ${balanceTo}` }]
    })
    const { body: late } = await shop.order({ MUG: 1 })
    t.match(late, { totalMinor: 1000 })
    t.match(await pay(shop, late.id), { status: 200, body: { paidMinor: 1000 } })
    const detail = `is over since ${balanceTo}: give a later one`
    t.match(await shop.step(draft.id, 'start'), {
      body: { code: 'PROMOTION_INVALID', errors: [{ pointer: '#/reward/balanceTo', detail }] }
    })
    await shop.engine.transaction((tx) => tx.enqueue('promotions.end', [{ payload: {} }]))
    const state = async () => (await shop.call({ url: `/v1/promotions/${sale.id}` })).body.state
    await until(async () => (await state()) === 'ended', { what: 'the presale ended' })
    t.same(await shop.findings(), [])
  })

  t.test('presale: the deposit now, the balance in its time, at the price it had', async (t) => {
    const clock = manualClock('2026-03-01T00:00:00.000Z')
    const shop = await buildPromotionShop(t, kind, { MUG: 10, CUP: 10 }, { clock, start: true })
    const sale = await shop.launch(presale)
    const quote = await shop.evaluate({ MUG: 2 })
    t.match(quote.body, { grossMinor: 1600, dueNowMinor: 200 })
    const { body: order } = await shop.order({ MUG: 2 })
    t.match(order, { totalMinor: 1600, state: 'awaiting_payment' })
    t.match(await termsOf(shop, order.id), {
      promotionId: sale.id,
      state: 'open',
      dueNowMinor: 200,
      balanceFrom: '2026-03-06T00:00:00.000Z',
      balanceTo: '2026-03-08T00:00:00.000Z'
    })
    t.match(await pay(shop, order.id, 1600), {
      status: 409,
      body: { code: 'PAYMENT_EXCEEDS_DUE', dueMinor: 200 }
    })
    t.match(await pay(shop, order.id, 50), { status: 200, body: { paidMinor: 50 } }, 'in parts')
    t.match(await pay(shop, order.id), {
      status: 200,
      body: { paidMinor: 200, paymentState: 'partially_paid', state: 'awaiting_payment' }
    })
    t.match(await pay(shop, order.id), {
      status: 409,
      body: { code: 'PRESALE_BALANCE_NOT_DUE', balanceFrom: '2026-03-06T00:00:00.000Z' }
    })
    await shop.step(sale.id, 'end')
    clock.set('2026-03-05T23:59:59.999Z')
    t.match(await pay(shop, order.id), { body: { code: 'PRESALE_BALANCE_NOT_DUE' } })
    await shop.engine.transaction((tx) => tx.enqueue('orders.close-unpaid', [{ payload: {} }]))
    clock.set('2026-03-06T00:00:00.000Z')
    const paid = await pay(shop, order.id)
    t.match(paid.body, { paidMinor: 1600, paymentState: 'paid', totalMinor: 1600 }, paid.text)
    clock.set('2026-03-08T00:00:00.000Z')
    await closeOverdue(shop)
    await until(async () => (await termsOf(shop, order.id)).state === 'settled')
    t.match(await orderNow(shop, order.id), { state: 'allocated', paymentState: 'paid' })
    t.same(await shop.findings(), [])
  })

  t.test('presale: a deposit that was given back is due again, and then the balance', async (t) => {
    const clock = manualClock('2026-03-01T00:00:00.000Z')
    const shop = await buildPromotionShop(t, kind, { MUG: 10 }, { clock })
    await shop.launch(presale)
    const { body: order } = await shop.order({ MUG: 2 })
    await pay(shop, order.id)
    const note = {
      externalId: 'r1',
      orderId: order.id,
      currency: 'CNY',
      lines: [],
      otherMinor: 200
    }
    await shop.engine.transaction((tx) =>
      shop.engine
        .use('orders')
        .issueCreditNotes(tx, [{ ...note, reason: 'compensation', shippingMinor: 0 }])
    )
    t.match(await pay(shop, order.id), { body: { paidMinor: 400, state: 'awaiting_payment' } })
    t.match(await pay(shop, order.id), { body: { code: 'PRESALE_BALANCE_NOT_DUE' } })
    clock.set('2026-03-06T00:00:00.000Z')
    const paid = await pay(shop, order.id)
    t.match(paid.body, { paidMinor: 1800, refundedMinor: 200, paymentState: 'paid' }, paid.text)
    t.same(await shop.findings(), [])
  })

  t.test('presale: what is not presold is paid with the deposit', async (t) => {
    const clock = manualClock('2026-03-01T00:00:00.000Z')
    const shop = await buildPromotionShop(t, kind, { MUG: 10, CUP: 10 }, { clock })
    await shop.launch(presale)
    const { body: order } = await shop.order({ MUG: 1, CUP: 1 }, { shippingMinor: 500 })
    t.equal(order.totalMinor, 2300)
    t.match(await termsOf(shop, order.id), { dueNowMinor: 1600 })
    t.match(await pay(shop, order.id), { body: { paidMinor: 1600, state: 'awaiting_payment' } })
    const { body: other } = await shop.order({ CUP: 1 })
    t.match(await shop.call({ url: `/v1/orders/${other.id}/presale` }), { status: 404 })
    t.match(await pay(shop, other.id), { body: { paymentState: 'paid' } })
    t.match(await shop.order({ MUG: 1 }), { status: 201 })
    t.same(await shop.findings(), [])
  })

  t.test('presale: merged once all is paid, in either direction, and not before', async (t) => {
    const clock = manualClock('2026-03-01T00:00:00.000Z')
    const shop = await buildPromotionShop(t, kind, { MUG: 10, CUP: 10 }, { clock, start: true })
    await shop.launch(presale)
    const buyer = { email: 'a@example.com' }
    const pairs: { target: string; source: string; presold: string; plain: string }[] = []
    for (const isInto of [true, false]) {
      const { id: presold } = (await shop.order({ MUG: 1 }, { buyer })).body
      const { id: plain } = (await shop.order({ CUP: 1 }, { buyer })).body
      await pay(shop, presold)
      const [target, source] = isInto ? [presold, plain] : [plain, presold]
      pairs.push({ target: target!, source: source!, presold, plain })
    }
    const merge = (target: string, source: string) =>
      shop.act(target, 'merge', { orderIds: [source] })
    for (const { target, source, presold } of pairs) {
      t.match(await merge(target, source), {
        status: 409,
        body: { code: 'ORDER_NOT_MERGEABLE', orderId: presold, reason: /its balance is open/ }
      })
    }
    // Before the clock goes on: unpaid, they would be closed some day.
    for (const { plain } of pairs) await pay(shop, plain)
    clock.set('2026-03-06T00:00:00.000Z')
    for (const { target, source, presold } of pairs) {
      await pay(shop, presold)
      const body = { totalMinor: 1800, paidMinor: 1800, state: 'allocated' }
      t.match(await merge(target, source), { status: 200, body })
    }
    clock.set('2026-03-08T00:00:00.000Z')
    await closeOverdue(shop)
    for (const { target, presold } of pairs) {
      await until(async () => (await termsOf(shop, presold)).state === 'settled')
      t.match(await orderNow(shop, target), { state: 'allocated', totalMinor: 1800 })
    }
    t.same(await shop.findings(), [])
  })

  for (const presaleDeposit of ['keep', 'refund'] as const) {
    t.test(`presale: overdue, the order is closed; option ${presaleDeposit}`, async (t) => {
      const told: unknown[] = []
      const listener = definePlugin({
        name: 'listener',
        needs: ['promotions'],
        setup(ctx) {
          ctx.on('presale.overdue', async (_tx, batch) => {
            told.push(...batch)
          })
        }
      })
      const clock = manualClock('2026-03-01T00:00:00.000Z')
      const shop = await buildPromotionShop(
        t,
        kind,
        { MUG: 10 },
        { clock, start: true, promotions: { presaleDeposit }, morePlugins: [listener] }
      )
      const sale = await shop.launch({ ...presale, limits: { uses: 5 } })
      const { body: order } = await shop.order({ MUG: 2 })
      const { body: canceled } = await shop.order({ MUG: 1 })
      await pay(shop, order.id)
      await shop.act(canceled.id, 'cancel', {})
      t.match(await termsOf(shop, canceled.id), { state: 'canceled' })
      clock.set('2026-03-08T00:00:00.000Z')
      t.match(await pay(shop, order.id), { status: 409, body: { code: 'PRESALE_OVERDUE' } })
      await closeOverdue(shop)
      await until(async () => (await termsOf(shop, order.id)).state === 'overdue')
      const amounts =
        presaleDeposit === 'keep'
          ? { keptMinor: 200, toRefundMinor: 0 }
          : { keptMinor: 0, toRefundMinor: 200 }
      t.match(await termsOf(shop, order.id), amounts)
      t.same(told, [{ orderId: order.id, promotionId: sale.id, currency: 'CNY', ...amounts }])
      t.match(await orderNow(shop, order.id), { state: 'closed', paidMinor: 200 })
      t.same(await shop.levelOf('MUG'), { onHand: 10, allocated: 0 })
      t.match(await shop.usedOf(sale.id), { uses: 0 })
      t.match(await termsOf(shop, canceled.id), { state: 'canceled' })
      t.same(await shop.findings(), [])
    })
  }
})
