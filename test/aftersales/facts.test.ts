import { onEachDatabase } from '../harness.ts'
import { answer, startReceiver } from '../webhooks/receiver.ts'
import { buildMoneyShop } from './money-shop.ts'

const secret = `whsec_${Buffer.alloc(32, 3).toString('base64')}`

/** Orders, edits, refunds and returns with known answers, by their number in the list of commerce facts. */
onEachDatabase(async (t, kind) => {
  const bridge = await startReceiver(t)
  const shop = await buildMoneyShop(
    t,
    kind,
    { V25: 100, V12: 100, MUG: 100, LAST: 2, T80: 100, U80: 100 },
    {
      aftersales: {
        refunds: {
          bridge: { url: bridge.url, secret, methods: ['card'] },
          unsafeAllowPrivateNetworks: true
        }
      }
    }
  )
  const refundOf = (id: string) => shop.get(`/refunds/${id}`)
  const byHand = [{ amountMinor: 0, method: 'cash' }]
  const cash = (amountMinor: number) => [{ ...byHand[0]!, amountMinor }]
  const change = async (orderId: string, ...actions: object[]) =>
    shop.send('/order-changes', { orderId, actions })
  const confirm = (id: string, body: object = {}) => shop.send(`/order-changes/${id}/confirm`, body)

  t.test(
    '#74 an edit is reckoned action by action; the order stays as it is until it is confirmed',
    async (t) => {
      const order = await shop.placed(
        [{ sku: 'V25', quantity: 2, unitPriceMinor: 2500 }],
        { shippingMinor: 1000 },
        cash(6000)
      )
      const [first] = order.lineIds
      const made = await change(order.id)
      const totals: number[] = []
      const act = async (action: object) => {
        const { preview, actions } = await shop.send(`/order-changes/${made.id}/actions`, {
          actions: [action]
        })
        totals.push(preview.afterMinor)
        t.equal((await shop.get(`/orders/${order.id}`)).totalMinor, 6000)
        return actions.at(-1).id as string
      }
      const added = await act({ kind: 'addLine', sku: 'V12', quantity: 2, unitPriceMinor: 1200 })
      await act({ kind: 'setQuantity', lineId: first, quantity: 2 })
      await act({ kind: 'setQuantity', lineId: first, quantity: 3 })
      await act({ kind: 'setUnitPrice', lineId: first, unitPriceMinor: 3000 })
      await act({ kind: 'setQuantity', lineId: first, quantity: 0 })
      t.same(totals, [8400, 8400, 10_900, 12_400, 3400])
      await act({ kind: 'setTaxRate', rateBps: 1000 })
      t.equal(totals.at(-1), 3640, 'shipping is not taxed')
      const unknown = { actions: [{ kind: 'removeLine', lineId: 'oln_none' }] }
      t.match(await shop.post(`/order-changes/${made.id}/actions`, unknown), {
        ...{ status: 422, body: { code: 'ORDER_CHANGE_LINE_UNKNOWN', lineIds: [first, added] } }
      })
      t.match(await shop.post('/order-changes', { orderId: order.id }), {
        ...{ status: 409, body: { code: 'ORDER_CHANGE_OPEN', changeId: made.id } }
      })
      t.match(await confirm(made.id, { expectedMinor: 3640 }), {
        ...{
          state: 'confirmed',
          beforeMinor: 6000,
          afterMinor: 3640,
          refundMinor: 2360,
          dueMinor: 0
        }
      })
      t.match(await shop.get(`/orders/${order.id}`), { totalMinor: 3640, taxMinor: 240 })
      t.match(await shop.post(`/order-changes/${made.id}/confirm`, {}), {
        ...{ status: 409, body: { code: 'ORDER_CHANGE_SETTLED' } }
      })
      t.same(await shop.levelOf('V25'), { onHand: 100, allocated: 0 })
      t.same(await shop.levelOf('V12'), { onHand: 100, allocated: 2 })
    }
  )

  t.test('#75 shipping falls by 250: that is refunded, and the order goes on', async (t) => {
    const order = await shop.placed(
      [{ sku: 'MUG', quantity: 1, unitPriceMinor: 1000 }],
      { shippingMinor: 750 },
      cash(1750)
    )
    const made = await change(order.id, { kind: 'setShipping', shippingMinor: 500 })
    const address = { lines: ['2 Short Street'], city: 'Suzhou', country: 'CN' }
    const done = await confirm(made.id, { address })
    t.match(done, { afterMinor: 1500, refundMinor: 250 })
    const refund = await refundOf(done.refundId)
    t.match(refund, {
      kind: 'change',
      amountMinor: 250,
      parts: [{ way: 'manual', method: 'cash' }]
    })
    await shop.send(`/refunds/${refund.id}/parts/${refund.parts[0].id}/confirm`, {
      reference: 'till'
    })
    t.match(await shop.get(`/orders/${order.id}`), {
      ...{ state: 'allocated', paymentState: 'paid', refundedMinor: 250, onHold: false },
      ...{ address: { city: 'Suzhou' }, totalMinor: 1500, paidMinor: 1750 }
    })
    await shop.ship(order.id)
  })

  t.test(
    '#76 an edit that makes a promotion invalid: the refund is the old total less the new one',
    async (t) => {
      const off = await shop.launch({
        conditions: { subtotal: { atLeastMinor: 3000 } },
        reward: { kind: 'amountOff', amountMinor: 600 }
      })
      const { body } = await shop.order({ MUG: 4 })
      await shop.send(`/orders/${body.id}/confirm-payment`, { method: 'cash' })
      await shop.step(off.id, 'end')
      const { lineIds } = await shop.linesOf(body.id)
      const made = await change(body.id, { kind: 'setQuantity', lineId: lineIds[0], quantity: 3 })
      t.match(made.preview, { beforeMinor: 3400, afterMinor: 2400, refundMinor: 1000 })
      await shop.send(`/order-changes/${made.id}/actions`, {
        actions: [{ kind: 'setQuantity', lineId: lineIds[0], quantity: 2 }]
      })
      const done = await confirm(made.id)
      t.match(done, { afterMinor: 2000, refundMinor: 1400 })
      const { parts } = await refundOf(done.refundId)
      await shop.send(`/refunds/${done.refundId}/parts/${parts[0].id}/confirm`, { reference: 'x' })
      const { totalMinor, paidMinor, refundedMinor } = await shop.get(`/orders/${body.id}`)
      t.equal(totalMinor, paidMinor - refundedMinor)
    }
  )

  t.test(
    '#77 an edit of a paid order that raises the price: the difference is collected before it goes on',
    async (t) => {
      const order = await shop.placed([{ sku: 'MUG', quantity: 1, unitPriceMinor: 1000 }])
      const made = await change(order.id, {
        kind: 'addLine',
        sku: 'V12',
        quantity: 1,
        unitPriceMinor: 700
      })
      t.match(await confirm(made.id), { dueMinor: 700, refundMinor: 0, refundId: null })
      const parcel = { carrier: 'SF', trackingNumber: '1' }
      t.match(await shop.get(`/orders/${order.id}`), {
        ...{ onHold: true, holds: ['payment'], paymentState: 'partially_paid', totalMinor: 1700 }
      })
      t.match(await shop.act(order.id, 'shipments', parcel), {
        status: 409,
        body: { code: 'ORDER_ON_HOLD' }
      })
      const more = await shop.act(order.id, 'confirm-payment', { amountMinor: 701, method: 'card' })
      t.match(more, { status: 409, body: { code: 'PAYMENT_EXCEEDS_DUE', dueMinor: 700 } })
      await shop.send(`/orders/${order.id}/confirm-payment`, { amountMinor: 300, method: 'card' })
      t.match(await shop.get(`/orders/${order.id}`), { onHold: true, paidMinor: 1300 })
      await shop.send(`/orders/${order.id}/confirm-payment`, { method: 'card' })
      t.match(await shop.get(`/orders/${order.id}`), {
        ...{ onHold: false, state: 'allocated', paymentState: 'paid', paidMinor: 1700 }
      })
      await shop.ship(order.id)
    }
  )

  t.test('#78 a dry run gives the same numbers, and leaves no rows and no history', async (t) => {
    const order = await shop.placed([{ sku: 'MUG', quantity: 2, unitPriceMinor: 1000 }])
    const tables = [
      'orderChanges',
      'orderChangeActions',
      'refunds',
      'refundLines',
      'refundParts',
      'orderEvents',
      'auditLog',
      'creditNotes'
    ] as const
    const counts = () =>
      Promise.all(
        tables.map(async (table) => {
          const query = shop.engine.db.selectFrom(table as 'refunds')
          return (await query.select((eb) => eb.fn.countAll().as('n')).execute())[0]!.n
        })
      )
    const before = await counts()
    const actions = [{ kind: 'setQuantity', lineId: order.lineIds[0], quantity: 1 }]
    const dry = await shop.send('/order-changes/preview', { orderId: order.id, actions })
    const units = { orderId: order.id, lines: [{ orderLineId: order.lineIds[0], quantity: 1 }] }
    const dryRefund = await shop.send('/refunds/preview', units)
    t.same(await counts(), before)
    const made = await change(order.id, ...actions)
    t.match(made.preview, { afterMinor: dry.afterMinor, refundMinor: dry.refundMinor })
    await shop.send(`/order-changes/${made.id}/discard`)
    const { amountMinor, goodsMinor } = await shop.send('/refunds', units)
    t.same({ amountMinor, goodsMinor }, { amountMinor: dryRefund.amountMinor, goodsMinor: 1000 })
  })

  t.test('#80 claims on stock follow an edit, before and after units have left', async (t) => {
    const lines = [
      { sku: 'T80', quantity: 1, unitPriceMinor: 1000 },
      { sku: 'U80', quantity: 1, unitPriceMinor: 1000 }
    ]
    const order = await shop.placed(lines, {}, cash(2000))
    const [first] = order.lineIds
    const to = async (quantity: number) => {
      await confirm((await change(order.id, { kind: 'setQuantity', lineId: first, quantity })).id)
      const { holds } = await shop.get(`/orders/${order.id}`)
      if (holds.includes('payment'))
        await shop.send(`/orders/${order.id}/confirm-payment`, { method: 'cash' })
      return shop.levelOf('T80')
    }
    t.same(await shop.levelOf('T80'), { onHand: 100, allocated: 1 })
    t.same(await to(2), { onHand: 100, allocated: 2 })
    await shop.ship(order.id)
    t.same(await shop.levelOf('T80'), { onHand: 98, allocated: 0 })
    t.same(await to(3), { onHand: 98, allocated: 1 })
    t.match(await shop.get(`/orders/${order.id}`), { state: 'partially_shipped' })
    await shop.ship(order.id)
    t.same(await to(1), { onHand: 99, allocated: 0 })
    const removed = await change(order.id, { kind: 'removeLine', lineId: first })
    await confirm(removed.id)
    t.same(await shop.levelOf('T80'), { onHand: 100, allocated: 0 })
    t.match(await shop.get(`/orders/${order.id}`), { state: 'shipped' })
  })

  t.test(
    '#81 four distinct errors: before a payment, of nothing, above what is left, of another order',
    async (t) => {
      const lines = [{ sku: 'MUG', quantity: 1, unitPriceMinor: 1000 }]
      const unpaid = await shop.placed(lines, {}, [])
      const of = (orderId: string, more: object) => shop.refund({ orderId, ...more })
      const unit = (order: { lineIds: string[] }) => [
        { orderLineId: order.lineIds[0], quantity: 1 }
      ]
      t.match(await of(unpaid.id, { lines: unit(unpaid) }), {
        ...{ status: 409, body: { code: 'REFUND_NOTHING_CAPTURED' } }
      })
      const paid = await shop.placed(lines)
      t.match(await of(paid.id, {}), { status: 422, body: { code: 'REFUND_EMPTY' } })
      t.match(await of(paid.id, { extraMinor: 1001 }), {
        ...{
          status: 409,
          body: { code: 'REFUND_EXCEEDS', maximumMinor: 1000, requestedMinor: 1001 }
        }
      })
      const other = await shop.placed(lines)
      const { payments } = await shop.get(`/orders/${other.id}`)
      const foreign = { lines: unit(paid), payments: [{ paymentId: payments[0].id }] }
      t.match(await of(paid.id, foreign), {
        ...{ status: 422, body: { code: 'REFUND_PAYMENT_FOREIGN', paymentId: payments[0].id } }
      })
      t.match(await of(paid.id, { extraMinor: 1, currency: 'EUR' }), {
        ...{ status: 422, body: { code: 'REFUND_CURRENCY_MIXED', orderCurrency: 'CNY' } }
      })
      t.match(await of(paid.id, { lines: unit(other) }), {
        ...{ status: 422, body: { code: 'REFUND_LINE_UNKNOWN' } }
      })
      t.match(await of(paid.id, { lines: [{ ...unit(paid)[0], quantity: 2 }] }), {
        ...{ status: 409, body: { code: 'REFUND_UNITS_EXCEEDED', left: 1 } }
      })
      t.match(await of(paid.id, { extraMinor: 1, reason: 'no_such_reason' }), {
        ...{ status: 422, body: { code: 'CASE_REASON_UNKNOWN' } }
      })
      t.equal((await shop.get(`/refunds?orderId=${paid.id}`)).data.length, 0)
    }
  )

  t.test(
    '#83 a refund that fails at the provider does not count; a second full one is allowed',
    async (t) => {
      const order = await shop.placed([{ sku: 'MUG', quantity: 2, unitPriceMinor: 1000 }])
      const whole = { orderId: order.id, lines: [{ orderLineId: order.lineIds[0], quantity: 2 }] }
      bridge.respond = answer(200, {}, '{"status":"failed","reason":"card expired"}')
      const first = await shop.send('/refunds', whole)
      t.match(first, { state: 'pending', parts: [{ way: 'bridge', state: 'pending' }] })
      await shop.askBridge(first.id)
      t.match(await refundOf(first.id), {
        ...{ state: 'failed', doneMinor: 0, parts: [{ state: 'failed', reason: 'card expired' }] }
      })
      t.match(await shop.get(`/orders/${order.id}`), { refundedMinor: 0, refundState: 'none' })
      t.same((await shop.get(`/credit-notes?orderId=${order.id}`)).data, [])
      bridge.respond = answer(200, {}, '{"status":"done","id":"re_1"}')
      const second = await shop.send('/refunds', whole)
      await shop.askBridge(second.id)
      t.match(await refundOf(second.id), {
        ...{ state: 'done', doneMinor: 2000, parts: [{ state: 'done', reference: 're_1' }] }
      })
      t.match(await shop.get(`/orders/${order.id}`), { refundedMinor: 2000, refundState: 'full' })
    }
  )

  t.test('#84 all lines canceled, then refunded: the full original amount', async (t) => {
    const order = await shop.placed(
      [{ sku: 'MUG', quantity: 3, unitPriceMinor: 1000 }],
      { shippingMinor: 500, discountMinor: 100 },
      cash(3400)
    )
    await shop.send(`/orders/${order.id}/cancel`, {
      lines: [{ lineId: order.lineIds[0], quantity: 3 }]
    })
    const refund = await shop.refunded({
      ...{ orderId: order.id, lines: [{ orderLineId: order.lineIds[0], quantity: 3 }] }
    })
    t.equal(refund.doneMinor, 3400)
    t.equal((await shop.get(`/orders/${order.id}`)).refundState, 'full')
  })

  t.test('#86 nothing leaves canceled, and delivered goes nowhere back', async (t) => {
    const order = await shop.placed([{ sku: 'MUG', quantity: 1, unitPriceMinor: 1000 }])
    await shop.ship(order.id)
    await shop.send(`/orders/${order.id}/deliver`)
    const again = [
      ['shipments', { carrier: 'SF', trackingNumber: '2' }],
      ['hold', { reason: 'x' }],
      ['confirm-payment', { method: 'card' }],
      ['cancel', {}]
    ] as const
    for (const [action, body] of again)
      t.equal((await shop.act(order.id, action, body)).status, 409, action)
    const late = await shop.send('/order-changes', {
      ...{ orderId: order.id, actions: [{ kind: 'setShipping', shippingMinor: 1 }] }
    })
    t.match(await shop.post(`/order-changes/${late.id}/confirm`, {}), {
      ...{ status: 409, body: { code: 'ORDER_NOT_AMENDABLE' } }
    })
    const gone = await shop.placed([{ sku: 'MUG', quantity: 1, unitPriceMinor: 1000 }])
    await shop.send(`/orders/${gone.id}/cancel`, {})
    for (const action of ['deliver', 'complete', 'cancel']) {
      t.equal((await shop.act(gone.id, action, {})).status, 409, action)
    }
  })

  t.test('#87 more than has left, an unknown line, no line: three errors', async (t) => {
    const order = await shop.placed([{ sku: 'MUG', quantity: 2, unitPriceMinor: 1000 }])
    const lineId = order.lineIds[0]!
    await shop.send(`/orders/${order.id}/shipments`, {
      ...{ carrier: 'SF', trackingNumber: '1', lines: [{ lineId, quantity: 1 }] }
    })
    const receive = (lines: object[]) => shop.post('/return-receipts', { orderId: order.id, lines })
    const line = { orderLineId: lineId, quantity: 2, grade: 'sellable' }
    t.match(await receive([line]), {
      ...{ status: 409, body: { code: 'RETURN_EXCEEDS_FULFILLED', fulfilled: 1, requested: 2 } }
    })
    t.match(await receive([{ ...line, orderLineId: 'oln_none' }]), {
      ...{ status: 422, body: { code: 'RETURN_LINE_UNKNOWN', lineIds: [lineId] } }
    })
    t.match(await receive([]), { status: 422, body: { code: 'RETURN_EMPTY' } })
    t.equal((await receive([{ ...line, quantity: 1 }])).status, 201)
    t.match(await receive([{ ...line, quantity: 1 }]), { body: { received: 1 } })
  })

  t.test('#89 of two units that come back one is damaged: stock 3', async (t) => {
    const order = await shop.placed([{ sku: 'LAST', quantity: 2, unitPriceMinor: 1000 }])
    await shop.ship(order.id)
    await shop.stockUp('LAST', 2)
    t.same(await shop.levelOf('LAST'), { onHand: 2, allocated: 0 })
    const [orderLineId] = order.lineIds
    await shop.send('/return-receipts', {
      orderId: order.id,
      lines: [
        { orderLineId, quantity: 1, grade: 'sellable' },
        { orderLineId, quantity: 1, grade: 'scrap' }
      ]
    })
    t.same(await shop.levelOf('LAST'), { onHand: 3, allocated: 0 })
  })

  t.test('the books are right after all of it', async (t) => t.same(await shop.findings(), []))
})
