import { onEachDatabase } from '../harness.ts'
import { buildShop, channelOrder, line } from './shop.ts'

const parcel = { carrier: 'SF', trackingNumber: 'SF100' }

onEachDatabase(async (t, kind) => {
  t.test('split: amounts and claims of both add up to what there was', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10, CUP: 10 })
    const lines = [line('MUG', 3, { totalMinor: 1000, taxMinor: 100 }), line('CUP', 1)]
    await shop.intake([
      channelOrder('A', 1, lines, { totalMinor: 2150, discountMinor: 50, shippingMinor: 200 })
    ])
    const before = await shop.orderOf('A')
    const done = await shop.act(before.id, 'split', {
      lines: [{ lineId: before.lines[0].id, quantity: 2 }]
    })
    t.equal(done.status, 201, done.text)
    const { order, split } = done.body
    t.match(order, { state: 'allocated', lines: [{ quantity: 1, totalMinor: 333 }, {}] })
    t.match(split, {
      externalId: 'A/2',
      splitFrom: order.id,
      lines: [{ quantity: 2, totalMinor: 667 }]
    })
    for (const column of [
      'subtotalMinor',
      'discountMinor',
      'shippingMinor',
      'totalMinor',
      'paidMinor'
    ]) {
      t.equal(order[column] + split[column], before[column], column)
    }
    t.same(await shop.levelOf('MUG'), { onHand: 10, allocated: 3 })
    const all = await shop.act(split.id, 'split', {
      lines: [{ lineId: split.lines[0].id, quantity: 2 }]
    })
    t.match(all, { status: 409, body: { code: 'ORDER_NOT_SPLITTABLE' } })
    t.same(await shop.findings(), [])
  })

  t.test('split: parts ship apart, and the channel hears of its own order', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    await shop.intake([channelOrder('A', 1, [line('MUG', 3)])])
    const before = await shop.orderOf('A')
    const { body } = await shop.act(before.id, 'split', {
      lines: [{ lineId: before.lines[0].id, quantity: 1 }]
    })
    const shipped = await shop.act(body.split.id, 'shipments', parcel)
    t.match(shipped.body, { state: 'shipped' })
    const [shipment] = (await shop.call({ url: `/v1/orders/${body.split.id}` })).body.shipments
    const writes = await shop.engine.use('orders').shipmentsToConfirm(shop.engine.db, [shipment.id])
    t.match(writes, [{ orderExternalId: 'A', lines: [{ externalId: 'l-MUG', quantity: 1 }] }])
    t.equal((await shop.orderOf('A')).state, 'allocated')
  })

  t.test('split: the channel cancels both parts; new lines of it wait for a person', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    await shop.intake([channelOrder('A', 1, [line('MUG', 3)])])
    const before = await shop.orderOf('A')
    await shop.act(before.id, 'split', { lines: [{ lineId: before.lines[0].id, quantity: 1 }] })
    await shop.intake([channelOrder('A', 2, [line('MUG', 3)], { note: 'ring twice' })])
    t.match(await shop.orderOf('A'), { onHold: false, lines: [{ quantity: 2 }] })
    await shop.intake([channelOrder('A', 3, [line('MUG', 4)])])
    t.match(await shop.orderOf('A'), { holds: ['restructured'], lines: [{ quantity: 2 }] })
    t.same(await shop.openAlerts(), ['order.restructured'])
    await shop.intake([channelOrder('A', 4, [line('MUG', 4)], { status: 'canceled' })])
    t.equal((await shop.orderOf('A')).state, 'canceled')
    t.equal((await shop.orderOf('A/2')).state, 'canceled')
    t.same(await shop.levelOf('MUG'), { onHand: 10, allocated: 0 })
    t.same(await shop.openAlerts(), [])
    t.same(await shop.findings(), [])
  })

  t.test(
    'split: what holds an order holds both parts, until the channel puts it right',
    async (t) => {
      const shop = await buildShop(t, kind, { MUG: 10 })
      const goods = [line('MUG', 3)]
      const address = { recipient: 'Li', lines: ['1 Hill Road'], city: 'Leeds', country: 'GB' }
      const nowhere = { ...address, lines: [] }
      await shop.intake([channelOrder('A', 1, goods, { address: nowhere, status: 'paid' })])
      const before = await shop.orderOf('A')
      const part = { lines: [{ lineId: before.lines[0].id, quantity: 1 }] }
      await shop.act(before.id, 'split', part)
      const both = async () => [await shop.orderOf('A'), await shop.orderOf('A/2')]
      t.match(await both(), [{ holds: ['address'] }, { holds: ['address'] }])
      t.match(await shop.act((await shop.orderOf('A/2')).id, 'shipments', parcel), { status: 409 })
      t.same(await shop.openExceptions(), ['address', 'address'])
      await shop.intake([
        channelOrder('A', 2, goods, { address, shipBy: '2026-02-01T00:00:00.000Z' })
      ])
      const right = { holds: [], address, shipBy: '2026-02-01T00:00:00.000Z' }
      t.match(await both(), [right, right])
      await shop.intake([channelOrder('A', 3, goods, { address, status: 'on_hold' })])
      t.match(await both(), [{ holds: ['channel'] }, { holds: ['channel'] }])
      await shop.intake([channelOrder('A', 4, goods, { address, status: 'unmapped' })])
      t.match(await both(), [{ holds: ['unmapped_status'] }, { holds: ['unmapped_status'] }])
      await shop.intake([channelOrder('A', 5, goods, { address, status: 'paid' })])
      t.match(await both(), [{ holds: [] }, { holds: [] }])
      t.same([await shop.openExceptions(), await shop.openAlerts()], [[], []])
      t.same(await shop.findings(), [])
    }
  )

  t.test(
    'split: wrong amounts hold both parts, and go when the channel puts them right',
    async (t) => {
      const shop = await buildShop(t, kind, { MUG: 10 })
      const goods = [line('MUG', 3)]
      await shop.intake([channelOrder('A', 1, goods, { taxMinor: -5 })])
      const before = await shop.orderOf('A')
      const part = { lines: [{ lineId: before.lines[0].id, quantity: 1 }] }
      await shop.act(before.id, 'split', part)
      const both = async () => [await shop.orderOf('A'), await shop.orderOf('A/2')]
      t.match(await both(), [{ holds: ['amounts'] }, { holds: ['amounts'] }])
      await shop.intake([channelOrder('A', 2, goods)])
      t.match(await both(), [{ holds: [] }, { holds: [] }])
      await shop.intake([channelOrder('A', 3, goods, { taxMinor: -5 })])
      t.match(await both(), [{ holds: ['amounts'] }, { holds: [] }])
    }
  )

  t.test('merge: one order to pack, and one confirmation for each the channel knows', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10, CUP: 10 })
    await shop.intake([
      channelOrder('A', 1, [line('MUG', 1)]),
      channelOrder('B', 1, [line('MUG', 2), line('CUP', 1)])
    ])
    const [a, b] = [await shop.orderOf('A'), await shop.orderOf('B')]
    const merged = await shop.act(a.id, 'merge', { orderIds: [b.id] })
    t.equal(merged.status, 200, merged.text)
    t.match(merged.body, { state: 'allocated', subtotalMinor: 4000, totalMinor: 4000 })
    t.equal(merged.body.lines.length, 3)
    t.match(await shop.orderOf('B'), {
      state: 'closed',
      mergedInto: a.id,
      totalMinor: 0,
      lines: []
    })
    t.same(await shop.levelOf('MUG'), { onHand: 10, allocated: 3 })
    await shop.act(a.id, 'shipments', parcel)
    const { shipments } = await shop.orderOf('A')
    const ids = shipments.map(({ id }: { id: string }) => id)
    const writes = await shop.engine.use('orders').shipmentsToConfirm(shop.engine.db, ids)
    t.same(
      writes.map(({ orderExternalId, lines }) => [orderExternalId, lines]),
      [
        ['A', [{ externalId: 'l-MUG', quantity: 1 }]],
        [
          'B',
          [
            { externalId: 'l-CUP', quantity: 1 },
            { externalId: 'l-MUG', quantity: 2 }
          ]
        ]
      ]
    )
    t.same(await shop.levelOf('MUG'), { onHand: 7, allocated: 0 })
    t.same(await shop.findings(), [])
  })

  t.test('merge: a source that its channel cancels holds the merged order', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    await shop.intake([
      channelOrder('A', 1, [line('MUG', 1)]),
      channelOrder('B', 1, [line('MUG', 2)])
    ])
    const [a, b] = [await shop.orderOf('A'), await shop.orderOf('B')]
    await shop.act(a.id, 'merge', { orderIds: [b.id] })
    await shop.intake([channelOrder('B', 2, [line('MUG', 2)], { status: 'canceled' })])
    t.match(await shop.orderOf('A'), { holds: ['restructured'] })
    t.same(await shop.findings(), [])
  })

  t.test(
    'merge: masked addresses are one only where the platform names one recipient',
    async (t) => {
      const shop = await buildShop(t, kind, { MUG: 20 })
      const masked = { recipient: '张**', lines: ['文三路**号'], country: 'CN' }
      const orders = { A: 'recipient-1', SAME: 'recipient-1', OTHER: 'recipient-2' }
      await shop.intake(
        Object.entries(orders).map(([id, recipientRef]) =>
          channelOrder(id, 1, [line('MUG', 1)], { address: { ...masked, recipientRef } })
        )
      )
      const [a, same, other] = await Promise.all(Object.keys(orders).map(shop.orderOf))
      const refused = await shop.act(a!.id, 'merge', { orderIds: [other!.id] })
      t.match(refused, { status: 409, body: { code: 'ORDER_NOT_MERGEABLE' } })
      t.equal((await shop.act(a!.id, 'merge', { orderIds: [same!.id] })).status, 200)
      const shown = async (as: 'clerk' | 'analyst') =>
        (await shop.call({ url: `/v1/orders/${a!.id}`, as })).body.address
      t.same(await shown('clerk'), { ...masked, recipientRef: 'recipient-1' })
      t.same(await shown('analyst'), { recipient: '张***', lines: ['***'], country: 'CN' })
    }
  )

  t.test(
    'merge: another buyer, another address, another channel or a shipped one is refused',
    async (t) => {
      const shop = await buildShop(t, kind, { MUG: 20 })
      const lines = [line('MUG', 1)]
      await shop.intake([
        channelOrder('A', 1, lines),
        channelOrder('BUYER', 1, lines, { buyer: { externalId: 'buyer-2' } }),
        channelOrder('ADDRESS', 1, lines, { address: null }),
        channelOrder('SHIPPED', 1, lines, { status: 'shipped' }),
        channelOrder('UNPAID', 1, lines, { status: 'awaiting_payment' })
      ])
      await shop.intake([channelOrder('CHANNEL', 1, lines)], { channelId: 'chn_other' })
      const a = await shop.orderOf('A')
      for (const id of ['A', 'BUYER', 'ADDRESS', 'SHIPPED', 'UNPAID', 'CHANNEL']) {
        const other = await shop.orderOf(id)
        const answer = await shop.act(a.id, 'merge', { orderIds: [other.id] })
        t.match(answer, { status: 409, body: { code: 'ORDER_NOT_MERGEABLE' } }, id)
      }
      t.equal((await shop.orderOf('A')).lines.length, 1)
    }
  )

  t.test(
    'merge: an order on hold is refused by the name of its holds, and stays held',
    async (t) => {
      const shop = await buildShop(t, kind, { MUG: 10 })
      const lines = [line('MUG', 1)]
      await shop.intake([
        channelOrder('A', 1, lines),
        channelOrder('MANUAL', 1, lines),
        channelOrder('CHANNEL', 1, lines, { status: 'on_hold' }),
        channelOrder('AMOUNTS', 1, lines, { taxMinor: -5 })
      ])
      const a = await shop.orderOf('A')
      await shop.act((await shop.orderOf('MANUAL')).id, 'hold', { reason: 'fraud check' })
      for (const name of ['MANUAL', 'CHANNEL', 'AMOUNTS']) {
        const held = await shop.orderOf(name)
        const hold = name.toLowerCase()
        t.same(held.holds, [hold])
        for (const [id, other] of [
          [a.id, held.id],
          [held.id, a.id]
        ]) {
          const answer = await shop.act(id, 'merge', { orderIds: [other] })
          t.match(answer, { status: 409, body: { code: 'ORDER_NOT_MERGEABLE' } }, name)
          t.match(answer.body.reason, hold)
        }
        t.same((await shop.orderOf(name)).holds, [hold])
      }
      t.match(await shop.orderOf('A'), { lines: [{ quantity: 1 }] })
    }
  )

  t.test('merge and split: an order that waits for a payment keeps what is due', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    const place = async () => {
      const lines = [{ sku: 'MUG', quantity: 1 }]
      return (await shop.place({ lines, paidMinor: 1000 })).body
    }
    const [a, b] = [await place(), await place()]
    const terms = { sku: 'MUG', unitPriceMinor: 1000, discountMinor: 0, taxMinor: 0 }
    const amendment = {
      ...{ lines: [{ ...terms, lineId: b.lines[0].id, quantity: 3 }], dueMinor: 2000, detail: {} },
      ...{ shippingMinor: 0, isTaxAdded: false }
    }
    const orders = shop.engine.use('orders')
    await shop.engine.transaction((tx) => orders.amend(tx, b.id, amendment))
    const merged = await shop.act(a.id, 'merge', { orderIds: [b.id] })
    t.match(merged, { status: 409, body: { code: 'ORDER_NOT_MERGEABLE' } })
    t.match(merged.body.reason, 'payment')
    const split = await shop.act(b.id, 'split', {
      lines: [{ lineId: b.lines[0].id, quantity: 1 }]
    })
    t.match(split, { status: 409, body: { code: 'ORDER_NOT_SPLITTABLE' } })
    t.match(split.body.reason, 'payment')
    t.match((await shop.call({ url: `/v1/orders/${b.id}` })).body, { holds: ['payment'] })
    const paid = await shop.act(b.id, 'confirm-payment', { amountMinor: 2000 })
    t.match(paid, { status: 200, body: { holds: [], paidMinor: 3000 } })
    t.same(await shop.findings(), [])
  })

  t.test('split: an external id that another order has is passed over', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    for (const externalId of ['1001/2', '1001/3']) {
      await shop.place({ externalId, lines: [{ sku: 'MUG', quantity: 1 }] })
    }
    const lines = [{ sku: 'MUG', quantity: 3 }]
    const { body: order } = await shop.place({ externalId: '1001', lines })
    const split = () =>
      shop.act(order.id, 'split', { lines: [{ lineId: order.lines[0].id, quantity: 1 }] })
    const [first, second] = [await split(), await split()]
    t.match(first, { status: 201, body: { split: { externalId: '1001/4', number: /-4$/ } } })
    t.match(second, { status: 201, body: { split: { externalId: '1001/5', number: /-5$/ } } })
    t.same(await shop.findings(), [])
  })

  t.test('split: what a line costs less its total stays its discount, to the cent', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 20 })
    const mug = { sku: 'MUG', unitPriceMinor: 10 }
    const { body: order } = await shop.place({
      lines: [
        { ...mug, quantity: 2, discountMinor: 1 },
        { ...mug, quantity: 7, discountMinor: 5 }
      ]
    })
    const [two, seven] = order.lines
    const { body } = await shop.act(order.id, 'split', {
      lines: [
        { lineId: two.id, quantity: 1 },
        { lineId: seven.id, quantity: 3 }
      ]
    })
    const parts = [...body.order.lines, ...body.split.lines]
    for (const part of parts) {
      const { quantity, discountMinor, totalMinor } = part
      t.equal(10 * quantity - totalMinor, discountMinor, `${quantity} units`)
    }
    const sumOf = (key: 'discountMinor' | 'totalMinor') =>
      parts.reduce((sum, part) => sum + part[key], 0)
    t.equal(sumOf('discountMinor'), 6)
    t.equal(sumOf('totalMinor'), 84)
    t.same(await shop.findings(), [])
  })
})
