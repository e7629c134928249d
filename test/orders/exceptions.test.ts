import { manualClock } from '#core/time'
import { untilBlocked } from '../blocked.ts'
import { onEachDatabase, until } from '../harness.ts'
import { buildShop, channelOrder, line } from './shop.ts'

onEachDatabase(async (t, kind) => {
  t.test(
    'an unknown SKU: the order is kept and held, and freed when the SKU is made',
    async (t) => {
      const shop = await buildShop(t, kind, { MUG: 10 })
      await shop.intake([channelOrder('A', 1, [line('MUG', 1), line('NEW', 2)])])
      t.match(await shop.orderOf('A'), {
        state: 'paid',
        onHold: true,
        holds: ['unmapped_sku'],
        lines: [
          { sku: 'MUG', allocatedQuantity: 1 },
          { sku: 'NEW', variantId: null }
        ]
      })
      t.same(await shop.openAlerts(), ['order.unmapped-sku'])
      const { id } = await shop.orderOf('A')
      const refused = await shop.act(id, 'shipments', { carrier: 'SF', trackingNumber: '1' })
      t.match(refused, { status: 409, body: { code: 'ORDER_ON_HOLD', holds: ['unmapped_sku'] } })

      await shop.addSku('NEW', 0, { isTracked: false })
      const order = await shop.orderOf('A')
      t.match(order, { state: 'allocated', onHold: false, holds: [] })
      t.match(order.exceptions, [{ kind: 'unmapped_sku', state: 'resolved' }])
      t.same(await shop.openAlerts(), [])
      t.same(await shop.findings(), [])
    }
  )

  t.test('an unknown SKU: a person names ours, and later versions keep the mapping', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    await shop.intake([channelOrder('A', 1, [line('THEIR-MUG', 2)])])
    const { exceptions } = await shop.orderOf('A')
    const url = `/v1/order-exceptions/${exceptions[0].id}/resolve`
    const without = await shop.call({ method: 'POST', url, body: {} })
    t.match(without, { status: 409, body: { code: 'EXCEPTION_SETTLES_ITSELF' } })
    const unknown = await shop.call({ method: 'POST', url, body: { sku: 'NOPE' } })
    t.match(unknown, { status: 422, body: { code: 'SKU_UNKNOWN' } })
    const done = await shop.call({ method: 'POST', url, body: { sku: 'MUG' } })
    t.match(done, { status: 200, body: { state: 'resolved' } })
    await shop.intake([channelOrder('A', 2, [line('THEIR-MUG', 3)])])
    t.match(await shop.orderOf('A'), { state: 'allocated', onHold: false })
    t.same(await shop.levelOf('MUG'), { onHand: 10, allocated: 3 })
  })

  t.test('createUntracked: unknown SKUs are made, and nothing is held', async (t) => {
    const shop = await buildShop(t, kind)
    await shop.intake([channelOrder('A', 1, [line('POST', 1)])], { unknownSkus: 'createUntracked' })
    t.match(await shop.orderOf('A'), { state: 'allocated', onHold: false })
    t.same(await shop.openAlerts(), [])
  })

  t.test('short stock: the order is kept, and served by itself when stock arrives', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 1 }, { start: true })
    await shop.intake([channelOrder('A', 1, [line('MUG', 5)])])
    t.match(await shop.orderOf('A'), { state: 'paid', onHold: false })
    t.same(await shop.openExceptions(), ['short_stock'])
    t.same(await shop.openAlerts(), ['order.short-stock'])
    t.same(await shop.levelOf('MUG'), { onHand: 1, allocated: 0 })

    await shop.stockUp('MUG', 3)
    await shop.stockUp('MUG', 1)
    await until(async () => (await shop.orderOf('A')).state === 'allocated', { what: 'allocation' })
    t.same(await shop.openExceptions(), [])
    t.same(await shop.openAlerts(), [])
    t.same(await shop.levelOf('MUG'), { onHand: 5, allocated: 5 })
    t.same(await shop.findings(), [])
  })

  t.test('short stock: what has come in goes to the order that waits longest', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 0 }, { start: true })
    await shop.intake([
      channelOrder('A', 1, [line('MUG', 2)]),
      channelOrder('B', 1, [line('MUG', 2)])
    ])
    await shop.stockUp('MUG', 3)
    await until(async () => (await shop.orderOf('A')).state === 'allocated', { what: 'allocation' })
    t.equal((await shop.orderOf('B')).state, 'paid')
    t.same(await shop.levelOf('MUG'), { onHand: 3, allocated: 2 })
    t.same(await shop.findings(), [])
  })

  t.test('short stock: trying again by hand says how many are left', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 1 })
    await shop.intake([channelOrder('A', 1, [line('MUG', 5)])])
    const { exceptions } = await shop.orderOf('A')
    const url = `/v1/order-exceptions/${exceptions[0].id}/resolve`
    const answer = await shop.call({ method: 'POST', url, body: {} })
    t.match(answer, {
      status: 409,
      body: { code: 'STOCK_INSUFFICIENT', requested: 5, available: 1 }
    })
  })

  t.test(
    'an unknown status: held with an alert, where it was, until a version says more',
    async (t) => {
      const shop = await buildShop(t, kind, { MUG: 10 })
      const lines = [line('MUG', 1)]
      await shop.intake([channelOrder('A', 1, lines)])
      await shop.intake([channelOrder('A', 2, lines, { status: 'unmapped', rawStatus: 'WEIRD' })])
      t.match(await shop.orderOf('A'), {
        state: 'allocated',
        rawStatus: 'WEIRD',
        holds: ['unmapped_status']
      })
      t.same(await shop.openAlerts(), ['order.unmapped-status'])
      await shop.intake([channelOrder('A', 3, lines, { status: 'shipped' })])
      t.match(await shop.orderOf('A'), { state: 'shipped', onHold: false })
      t.same(await shop.openAlerts(), [])
    }
  )

  t.test(
    'an unknown status that somebody has settled is not held again for another note',
    async (t) => {
      const shop = await buildShop(t, kind, { MUG: 10 })
      const odd = { status: 'unmapped', rawStatus: 'WEIRD' } as const
      await shop.intake([channelOrder('A', 1, [line('MUG', 1)], odd)])
      const { exceptions } = await shop.orderOf('A')
      const url = `/v1/order-exceptions/${exceptions[0].id}/resolve`
      const done = await shop.call({ method: 'POST', url, body: { note: 'pre-sale' } })
      t.match(done, { status: 200, body: { state: 'resolved', resolution: 'pre-sale' } })
      t.match(await shop.orderOf('A'), { onHold: false })
      await shop.intake([channelOrder('A', 2, [line('MUG', 1)], { ...odd, note: 'hi' })])
      t.match(await shop.orderOf('A'), { onHold: false, buyerNote: 'hi' })
      t.same(await shop.openAlerts(), [])
    }
  )

  t.test(
    'amounts that cannot be right: the order is kept and held, the others go in',
    async (t) => {
      const shop = await buildShop(t, kind, { MUG: 10 })
      const outcomes = await shop.intake([
        channelOrder('NEG', 1, [line('MUG', 1, { totalMinor: -5 })], {
          totalMinor: 0,
          paidMinor: 0
        }),
        channelOrder('BIG', 1, [line('MUG', 1)], { totalMinor: 2 ** 60 }),
        channelOrder(
          'SUM',
          1,
          [
            line('MUG', 1, { externalId: '1', totalMinor: Number.MAX_SAFE_INTEGER }),
            line('MUG', 1, { externalId: '2', totalMinor: 1 })
          ],
          { totalMinor: 1, paidMinor: 1 }
        ),
        channelOrder('TWICE', 1, [line('MUG', 1), line('MUG', 1)]),
        channelOrder('FINE', 1, [line('MUG', 1)])
      ])
      t.ok(outcomes.every(({ result }) => result === 'created'))
      for (const id of ['NEG', 'BIG', 'SUM', 'TWICE']) {
        t.match(await shop.orderOf(id), { holds: ['amounts'] }, id)
      }
      const { exceptions } = await shop.orderOf('NEG')
      t.match(exceptions[0].message, /totalMinor of line l-MUG is -5/)
      t.match(await shop.orderOf('FINE'), { onHold: false })
      t.same(await shop.findings(), [])
    }
  )

  t.test('an address: half of one holds the order, a bare country does not', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    await shop.intake([
      channelOrder('HALF', 1, [line('MUG', 1)], {
        address: { recipient: 'Li Lei', lines: [], country: 'CN' }
      }),
      channelOrder('BARE', 1, [line('MUG', 1)], { address: { lines: [], country: 'Germany' } })
    ])
    t.match(await shop.orderOf('HALF'), { holds: ['address'] })
    t.match(await shop.orderOf('BARE'), { onHold: false, country: 'Germany' })
    await shop.intake([channelOrder('HALF', 2, [line('MUG', 1)])])
    t.match(await shop.orderOf('HALF'), { onHold: false })
    t.same(await shop.openAlerts(), [])
  })

  t.test('on_hold of the channel: held without an exception, freed by its next word', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    await shop.intake([channelOrder('A', 1, [line('MUG', 1)], { status: 'on_hold' })])
    t.match(await shop.orderOf('A'), { holds: ['channel'], exceptions: [] })
    await shop.intake([channelOrder('A', 2, [line('MUG', 1)])])
    t.match(await shop.orderOf('A'), { onHold: false, state: 'allocated' })
  })

  t.test('late: an order past its day is found once, and settled when it leaves', async (t) => {
    const clock = manualClock('2026-03-01T02:00:00.000Z')
    const shop = await buildShop(t, kind, { MUG: 10 }, { clock, start: true })
    const shipBy = '2026-03-02T00:00:00.000Z'
    await shop.intake([channelOrder('A', 1, [line('MUG', 1)], { shipBy })])
    const find = () =>
      shop.engine.transaction((tx) => tx.enqueue('orders.find-late', [{ payload: {} }]))
    clock.set('2026-03-02T00:01:00.000Z')
    await find()
    await until(async () => (await shop.openAlerts()).length > 0, { what: 'the alert' })
    t.same(await shop.openAlerts(), ['order.late'])
    t.match(await shop.orderOf('A'), { onHold: false, exceptions: [{ kind: 'late' }] })
    const { id } = await shop.orderOf('A')
    await shop.act(id, 'shipments', { carrier: 'SF', trackingNumber: '1' })
    t.same(await shop.openAlerts(), [])
    t.same(await shop.openExceptions(), [])
  })

  t.test('a channel that lowers a line below what has left: somebody is told', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    await shop.intake([channelOrder('A', 1, [line('MUG', 3)])])
    const { id } = await shop.orderOf('A')
    await shop.act(id, 'shipments', { carrier: 'SF', trackingNumber: '1' })
    await shop.intake([channelOrder('A', 2, [line('MUG', 1)])])
    t.same(await shop.openExceptions(), ['over_shipped'])
    t.same(await shop.levelOf('MUG'), { onHand: 7, allocated: 0 })
    t.same(await shop.findings(), [])
  })

  t.test('a channel that cancels what has left, and takes it off: somebody is told', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10, CUP: 10 })
    await shop.intake([channelOrder('A', 1, [line('MUG', 3), line('CUP', 1)])])
    const { id, lines } = await shop.orderOf('A')
    const mug = lines.find(({ sku }: { sku: string }) => sku === 'MUG')
    await shop.act(id, 'shipments', {
      carrier: 'SF',
      trackingNumber: '1',
      lines: [{ lineId: mug.id, quantity: 3 }]
    })
    await shop.intake([channelOrder('A', 2, [line('CUP', 1)], { status: 'canceled' })])
    t.same(await shop.openExceptions(), ['over_shipped'])
    t.same(await shop.findings(), [])
  })

  t.test(
    'an unknown SKU that two people resolve at once is what the first of them said',
    async (t) => {
      const shop = await buildShop(t, kind, { MUG: 5, CUP: 5 })
      await shop.intake([channelOrder('A', 1, [line('NOPE', 2)])])
      const { id, exceptions } = await shop.orderOf('A')
      const url = `/v1/order-exceptions/${exceptions[0].id}/resolve`
      let begin = () => undefined as unknown
      const resolving = new Promise<unknown>((resolve) => {
        begin = () => resolve(undefined)
      }).then(() =>
        Promise.all(['MUG', 'CUP'].map((sku) => shop.call({ method: 'POST', url, body: { sku } })))
      )
      await shop.engine.transaction(async (tx) => {
        await tx.updateTable('orders').set({ note: 'held' }).where('id', '=', id).execute()
        begin()
        await untilBlocked(tx, 2)
      })
      const answers = await resolving
      t.same(answers.map(({ status }) => status).sort(), [200, 404])
      const first = answers[0]!.status === 200 ? 'MUG' : 'CUP'
      const other = first === 'MUG' ? 'CUP' : 'MUG'
      t.same(await shop.levelOf(first), { onHand: 5, allocated: 2 })
      t.same(await shop.levelOf(other), { onHand: 5, allocated: 0 })
      t.match(await shop.orderOf('A'), { state: 'allocated', lines: [{ allocatedQuantity: 2 }] })
      t.same(await shop.findings(), [])
    }
  )
})
