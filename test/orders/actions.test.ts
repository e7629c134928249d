import { manualClock } from '#core/time'
import { untilBlocked } from '../blocked.ts'
import { onEachDatabase, until } from '../harness.ts'
import { runJob } from '../run-job.ts'
import { buildShop, channelOrder, line } from './shop.ts'

const parcel = { carrier: 'SF', trackingNumber: 'SF100' }

onEachDatabase(async (t, kind) => {
  t.test('pay: in parts, never more than is due, and then the order is allocated', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    const { body: order } = await shop.place({ lines: [{ sku: 'MUG', quantity: 2 }] })
    const part = await shop.act(order.id, 'confirm-payment', { amountMinor: 500, method: 'card' })
    t.match(part.body, {
      state: 'awaiting_payment',
      paymentState: 'partially_paid',
      paidMinor: 500
    })
    const much = await shop.act(order.id, 'confirm-payment', { amountMinor: 1501 })
    t.match(much, { status: 409, body: { code: 'PAYMENT_EXCEEDS_DUE', dueMinor: 1500 } })
    const rest = await shop.act(order.id, 'confirm-payment', {})
    t.match(rest.body, { state: 'allocated', paymentState: 'paid', paidMinor: 2000 })
    const again = await shop.act(order.id, 'confirm-payment', {})
    t.match(again, { status: 409, body: { code: 'ORDER_STATE_ILLEGAL', from: 'allocated' } })
    const { body } = await shop.call({ url: `/v1/orders/${order.id}` })
    t.match(body.payments, [{ amountMinor: 500, method: 'card' }, { amountMinor: 1500 }])
    t.same(await shop.findings(), [])
  })

  t.test('ship: in parts, out of stock, with the units and the channel told', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10, CUP: 10 })
    await shop.intake([channelOrder('A', 1, [line('MUG', 3), line('CUP', 1)])])
    const order = await shop.orderOf('A')
    const [mug] = order.lines
    const some = await shop.act(order.id, 'shipments', {
      ...parcel,
      lines: [{ lineId: mug.id, quantity: 2 }]
    })
    t.equal(some.status, 201, some.text)
    t.match(some.body, { state: 'partially_shipped', lines: [{ fulfilledQuantity: 2 }, {}] })
    t.same(await shop.levelOf('MUG'), { onHand: 8, allocated: 1 })
    const much = await shop.act(order.id, 'shipments', {
      ...parcel,
      lines: [{ lineId: mug.id, quantity: 2 }]
    })
    t.match(much, { status: 409, body: { code: 'ORDER_QUANTITY_EXCEEDED', left: 1, shipped: 2 } })
    const rest = await shop.act(order.id, 'shipments', { ...parcel, trackingNumber: 'SF101' })
    t.match(rest.body, { state: 'shipped' })
    t.same(await shop.levelOf('MUG'), { onHand: 7, allocated: 0 })
    const detail = await shop.orderOf('A')
    t.match(detail.shipments, [
      { trackingNumber: 'SF100', confirmState: 'pending', lines: [{ sku: 'MUG', quantity: 2 }] },
      { trackingNumber: 'SF101', lines: [{ quantity: 1 }, { quantity: 1 }] }
    ])
    const orders = shop.engine.use('orders')
    const ids = detail.shipments.map(({ id }: { id: string }) => id)
    t.match(await orders.shipmentsToConfirm(shop.engine.db, ids), [
      { orderExternalId: 'A', lines: [{ externalId: 'l-MUG', quantity: 2 }] },
      { orderExternalId: 'A', trackingNumber: 'SF101' }
    ])
    await shop.engine.transaction(async (tx) => {
      await orders.markShipmentConfirmed(tx, ids[0], { status: 'confirmed' })
      await orders.markShipmentConfirmed(tx, ids[1], {
        status: 'failed',
        reason: 'no such carrier'
      })
    })
    t.match((await shop.orderOf('A')).shipments, [
      { confirmState: 'confirmed' },
      { confirmState: 'failed', failedReason: 'no such carrier' }
    ])
    t.same(await shop.findings(), [])
  })

  t.test('ship: without payment, on hold or without stock is refused', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 1 })
    const { body: unpaid } = await shop.place({ lines: [{ sku: 'MUG', quantity: 1 }] })
    const early = await shop.act(unpaid.id, 'shipments', parcel)
    t.match(early, { status: 409, body: { code: 'ORDER_STATE_ILLEGAL', from: 'awaiting_payment' } })
    await shop.intake([channelOrder('SHORT', 1, [line('MUG', 4)])])
    const short = await shop.orderOf('SHORT')
    const lacking = await shop.act(short.id, 'shipments', parcel)
    t.match(lacking, { status: 409, body: { code: 'ORDER_NOT_ALLOCATED', allocated: 0 } })
    await shop.act(unpaid.id, 'confirm-payment', {})
    await shop.act(unpaid.id, 'hold', { reason: 'fraud check' })
    const held = await shop.act(unpaid.id, 'shipments', parcel)
    t.match(held, { status: 409, body: { code: 'ORDER_ON_HOLD', holds: ['manual'] } })
    t.match((await shop.act(unpaid.id, 'unhold')).body, { onHold: false })
    t.match(await shop.act(unpaid.id, 'unhold'), { status: 409, body: { code: 'ORDER_NOT_HELD' } })
    t.equal((await shop.act(unpaid.id, 'shipments', parcel)).status, 201)
    t.same(await shop.findings(), [])
  })

  t.test('cancel: units and the whole, with what has left staying left', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 5 })
    const { body: order } = await shop.place({
      lines: [{ sku: 'MUG', quantity: 3 }],
      paidMinor: 3000
    })
    const lineId = order.lines[0].id
    const one = await shop.act(order.id, 'cancel', { lines: [{ lineId, quantity: 1 }] })
    t.match(one.body, {
      state: 'allocated',
      lines: [{ canceledQuantity: 1, allocatedQuantity: 2 }]
    })
    t.same(await shop.levelOf('MUG'), { onHand: 5, allocated: 2 })
    await shop.act(order.id, 'shipments', { ...parcel, lines: [{ lineId, quantity: 1 }] })
    const whole = await shop.act(order.id, 'cancel', {})
    t.match(whole, { status: 409, body: { code: 'ORDER_STATE_ILLEGAL', legal: ['shipped'] } })
    const left = await shop.act(order.id, 'cancel', { lines: [{ lineId, quantity: 2 }] })
    t.match(left, { status: 409, body: { code: 'ORDER_QUANTITY_EXCEEDED', left: 1, shipped: 1 } })
    const rest = await shop.act(order.id, 'cancel', { lines: [{ lineId, quantity: 1 }] })
    t.match(rest.body, { state: 'shipped' })
    t.same(await shop.levelOf('MUG'), { onHand: 4, allocated: 0 })
    t.same(await shop.findings(), [])
  })

  t.test(
    'cancel: a whole order gives everything back, once, and takes no further step',
    async (t) => {
      const shop = await buildShop(t, kind, { MUG: 5 })
      const { body: order } = await shop.place({ lines: [{ sku: 'MUG', quantity: 3 }] })
      t.match((await shop.act(order.id, 'cancel', {})).body, { state: 'canceled' })
      t.same(await shop.levelOf('MUG'), { onHand: 5, allocated: 0 })
      for (const [action, body] of [
        ['cancel', {}],
        ['confirm-payment', {}],
        ['shipments', parcel],
        ['deliver', {}],
        ['hold', { reason: 'x' }]
      ] as const) {
        const answer = await shop.act(order.id, action, body)
        t.match(answer, { status: 409, body: { code: 'ORDER_STATE_ILLEGAL', legal: [] } }, action)
      }
      t.same(await shop.findings(), [])
    }
  )

  t.test('cancel: what we canceled and the channel then leaves out is counted once', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 5 })
    await shop.intake([channelOrder('A', 1, [line('MUG', 3)])])
    const order = await shop.orderOf('A')
    await shop.act(order.id, 'cancel', { lines: [{ lineId: order.lines[0].id, quantity: 1 }] })
    await shop.intake([channelOrder('A', 2, [line('MUG', 2)])])
    t.match(await shop.orderOf('A'), { lines: [{ quantity: 2, canceledQuantity: 0 }] })
    t.same(await shop.levelOf('MUG'), { onHand: 5, allocated: 2 })
  })

  t.test(
    'deliver and complete: only after it has left, and delivered goes nowhere else',
    async (t) => {
      const shop = await buildShop(t, kind, { MUG: 5 })
      const { body: order } = await shop.place({
        lines: [{ sku: 'MUG', quantity: 1 }],
        paidMinor: 1000
      })
      const early = await shop.act(order.id, 'deliver')
      t.match(early, { status: 409, body: { code: 'ORDER_STATE_ILLEGAL', from: 'allocated' } })
      await shop.act(order.id, 'shipments', parcel)
      t.match((await shop.act(order.id, 'deliver')).body, { state: 'delivered' })
      const back = await shop.act(order.id, 'cancel', {})
      t.match(back, { status: 409, body: { code: 'ORDER_STATE_ILLEGAL', legal: ['completed'] } })
      t.match((await shop.act(order.id, 'complete')).body, { state: 'completed' })
    }
  )

  t.test('edit: note and flags, with If-Match against what somebody else wrote', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 5 })
    const { body: order } = await shop.place({ lines: [{ sku: 'MUG', quantity: 1 }] })
    const url = `/v1/orders/${order.id}`
    const edit = (body: object, etag: string) =>
      shop.call({ method: 'PATCH', url, body, headers: { 'if-match': etag } })
    const first = await edit({ note: 'gift', flags: ['vip', 'gift'] }, '"v1"')
    t.match(first, { status: 200, body: { note: 'gift', flags: ['gift', 'vip'], version: 2 } })
    const late = await edit({ note: 'other' }, '"v1"')
    t.match(late, { status: 412, body: { code: 'VERSION_OUTDATED', current: 2 } })
    t.match((await shop.call({ url: '/v1/orders?flag=vip' })).body.data, [{ id: order.id }])
    const missing = await shop.call({
      method: 'PATCH',
      url: '/v1/orders/ord_x',
      body: { note: 'x' }
    })
    t.match(missing, { status: 404, body: { code: 'NOT_FOUND' } })
  })

  t.test('timeline and audit: every step, who took it, from where to where', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 5 })
    const { body: order } = await shop.place({ lines: [{ sku: 'MUG', quantity: 1 }] })
    await shop.act(order.id, 'confirm-payment', { method: 'card' })
    await shop.act(order.id, 'cancel', { reason: 'changed his mind' })
    const { body } = await shop.call({ url: `/v1/orders/${order.id}/timeline` })
    t.match(body.data, [
      { kind: 'placed' },
      { kind: 'paid', detail: { from: 'awaiting_payment', to: 'allocated' } },
      { kind: 'canceled', detail: { to: 'canceled', reason: 'changed his mind' } }
    ])
    const audit = await shop.call({ url: `/v1/audit?subjectId=${order.id}` })
    t.same(audit.body.data.map((one: { action: string }) => one.action).sort(), [
      'order.canceled',
      'order.paid',
      'order.placed'
    ])
    t.match(audit.body.data[0].actor, /^key_/)
  })

  t.test(
    'unpaid: an order placed here is closed when its time is up, and gives back',
    async (t) => {
      const clock = manualClock('2026-03-01T00:00:00.000Z')
      const options = { clock, start: true, orders: { unpaidAfterMinutes: 30 } }
      const shop = await buildShop(t, kind, { MUG: 5 }, options)
      const { body: order } = await shop.place({ lines: [{ sku: 'MUG', quantity: 1 }] })
      clock.advance(31 * 60_000)
      await shop.engine.transaction((tx) => tx.enqueue('orders.close-unpaid', [{ payload: {} }]))
      const stateOf = async () => (await shop.call({ url: `/v1/orders/${order.id}` })).body.state
      await until(async () => (await stateOf()) === 'closed', { what: 'closing' })
      t.same(await shop.levelOf('MUG'), { onHand: 5, allocated: 0 })
      t.same(await shop.findings(), [])
    }
  )

  t.test(
    'unpaid: an order that is paid while its closing waits for it stays, the others are closed',
    async (t) => {
      const clock = manualClock('2026-03-01T00:00:00.000Z')
      const options = { clock, orders: { unpaidAfterMinutes: 30 } }
      const shop = await buildShop(t, kind, { MUG: 5 }, options)
      const place = async (externalId: string) =>
        (await shop.place({ externalId, lines: [{ sku: 'MUG', quantity: 1 }] })).body.id
      const [paid, part] = [await place('PAID'), await place('PART')]
      await place('UNPAID')
      clock.advance(31 * 60_000)
      let begin = () => undefined as unknown
      const closing = new Promise<unknown>((resolve) => {
        begin = () => resolve(undefined)
      }).then(() => runJob(shop.engine, 'orders.close-unpaid'))
      await shop.engine.transaction(async (tx) => {
        const orders = tx.updateTable('orders')
        const all = { ownState: 'paid', state: 'allocated', paidMinor: 1000 } as const
        await orders.set(all).where('id', '=', paid).execute()
        await orders.set({ paidMinor: 500 }).where('id', '=', part).execute()
        begin()
        await untilBlocked(tx)
      })
      await closing
      t.match(await shop.orderOf('PAID'), { state: 'allocated', paidMinor: 1000 })
      t.match(await shop.orderOf('PART'), { state: 'awaiting_payment', paidMinor: 500 })
      t.match(await shop.orderOf('UNPAID'), { state: 'closed' })
      t.same(await shop.levelOf('MUG'), { onHand: 5, allocated: 2 })
    }
  )

  t.test('cancel: all lines of what its channel says has left in part is refused', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 5 })
    const status = 'partially_shipped'
    await shop.intake([channelOrder('A', 1, [line('MUG', 2)], { status })])
    const order = await shop.orderOf('A')
    const lineId = order.lines[0].id
    const illegal = { status: 409, body: { code: 'ORDER_STATE_ILLEGAL', from: status } }
    t.match(await shop.act(order.id, 'cancel', {}), illegal)
    const all = await shop.act(order.id, 'cancel', { lines: [{ lineId, quantity: 2 }] })
    t.match(all, illegal)
    t.same(await shop.levelOf('MUG'), { onHand: 5, allocated: 2 })
    const one = await shop.act(order.id, 'cancel', { lines: [{ lineId, quantity: 1 }] })
    t.match(one, { status: 200, body: { state: status, lines: [{ canceledQuantity: 1 }] } })
  })

  t.test('ship: an order of which nothing is left is refused and stays where it is', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 5 })
    await shop.intake([
      channelOrder('A', 1, [line('MUG', 1)]),
      channelOrder('B', 1, [line('MUG', 1)])
    ])
    await shop.intake([channelOrder('A', 2, [])])
    const taken = await shop.orderOf('A')
    const nothing = { status: 409, body: { code: 'ORDER_NOTHING_LEFT' } }
    t.match(await shop.act(taken.id, 'shipments', parcel), nothing)
    t.match(await shop.orderOf('A'), { state: taken.state, shipments: [] })
    const { id } = await shop.orderOf('B')
    t.equal((await shop.act(id, 'shipments', parcel)).status, 201)
    t.match(await shop.act(id, 'shipments', parcel), nothing, 'all of it has left')
    t.equal((await shop.orderOf('B')).shipments.length, 1)
    t.same(await shop.findings(), [])
  })

  for (const isTracked of [true, false]) {
    const name = isTracked ? 'no longer' : 'from now on'
    t.test(
      `ship: what was claimed before a SKU is ${name} counted, and since, leaves`,
      async (t) => {
        const shop = await buildShop(t, kind)
        await shop.addSku('MUG', 0, { isTracked })
        await shop.stockUp('MUG', 3)
        await shop.intake([channelOrder('A', 1, [line('MUG', 1)])])
        const { engine } = shop
        const refs = await engine.use('catalog').variantsBySku(engine.db, ['MUG'])
        const url = `/v1/variants/${refs.get('MUG')!.id}`
        await shop.call({ method: 'PATCH', url, body: { isTracked: !isTracked } })
        if (!isTracked) await shop.stockUp('MUG', 3)
        await shop.intake([channelOrder('A', 2, [line('MUG', 3)])])
        t.same(await shop.levelOf('MUG'), { onHand: 3, allocated: isTracked ? 1 : 2 })
        const order = await shop.orderOf('A')
        const sent = await shop.act(order.id, 'shipments', parcel)
        t.match(sent, { status: 201, body: { state: 'shipped' } }, sent.text)
        t.match((await shop.orderOf('A')).shipments, [{ lines: [{ sku: 'MUG', quantity: 3 }] }])
        t.same(await shop.levelOf('MUG'), { onHand: isTracked ? 2 : 1, allocated: 0 })
        t.same(await shop.findings(), [])
      }
    )
  }

  t.test('ship: what was short leaves once nobody counts it, with what was claimed', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 1 })
    await shop.intake([channelOrder('A', 1, [line('MUG', 1)])])
    await shop.intake([channelOrder('A', 2, [line('MUG', 3)])])
    const { engine } = shop
    const refs = await engine.use('catalog').variantsBySku(engine.db, ['MUG'])
    const url = `/v1/variants/${refs.get('MUG')!.id}`
    await shop.call({ method: 'PATCH', url, body: { isTracked: false } })
    const sent = await shop.act((await shop.orderOf('A')).id, 'shipments', parcel)
    t.match(sent, { status: 201, body: { state: 'shipped' } }, sent.text)
    t.same(await shop.levelOf('MUG'), { onHand: 0, allocated: 0 })
    t.same(await shop.findings(), [])
  })
})
