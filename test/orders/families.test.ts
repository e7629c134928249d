import fc from 'fast-check'
import type { ChannelOrderStatus } from 'shopkeeper'
import { onEachDatabase } from '../harness.ts'
import { buildShop, channelOrder, line, type Shop } from './shop.ts'

const parcel = { carrier: 'SF', trackingNumber: 'SF100' }
const unpaid = { status: 'awaiting_payment' as const, paidMinor: 0 }
const other = { recipient: 'Li', lines: ['2 Other Street'], city: 'Ningbo', country: 'CN' }

/** A with one mug, into which B with three is merged. */
async function pair(shop: Shop, more: Parameters<typeof channelOrder>[3] = {}) {
  await shop.intake([
    channelOrder('A', 1, [line('MUG', 1)], more),
    channelOrder('B', 1, [line('MUG', 3)], more)
  ])
  const [a, b] = [await shop.orderOf('A'), await shop.orderOf('B')]
  const merged = await shop.act(a.id, 'merge', { orderIds: [b.id] })
  if (merged.status !== 200) throw new Error(merged.text)
  return merged.body
}

/** What the channel says of B's goods next. */
const newsOfB = (version: number, more: Parameters<typeof channelOrder>[3] = {}, units = 3) =>
  channelOrder('B', version, [line('MUG', units)], more)
const newsOfA = (version: number, more: Parameters<typeof channelOrder>[3] = {}) =>
  channelOrder('A', version, [line('MUG', 1)], more)
const canceled = { status: 'canceled' as const }

onEachDatabase(async (t, kind) => {
  t.test('merge: the hold for what is canceled outlasts news of the other', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    await pair(shop)
    await shop.intake([newsOfB(2, canceled)])
    await shop.intake([newsOfA(2, { note: 'ring twice' })])
    t.match(await shop.orderOf('A'), { state: 'allocated', holds: ['restructured'] })
    const [exception] = (await shop.call({ url: '/v1/order-exceptions' })).body.data
    t.match(exception.message, /canceled B/)
    await shop.call({
      method: 'POST',
      url: `/v1/order-exceptions/${exception.id}/resolve`,
      body: { note: 'it goes all the same' }
    })
    await shop.intake([newsOfA(3), newsOfB(3, { ...canceled, note: 'again' })])
    t.match(await shop.orderOf('A'), { holds: [] }, 'what is settled is not said again')
    t.same(await shop.findings(), [])
  })

  t.test('merge: canceled in the page in which the other changes, it is held', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    await pair(shop)
    await shop.intake([newsOfA(2, { note: 'ring twice' }), newsOfB(2, canceled)])
    t.match(await shop.orderOf('A'), { holds: ['restructured'] })
    await shop.intake([newsOfB(3)])
    t.match(await shop.orderOf('A'), { holds: [] }, 'the channel took it back')
    t.same([await shop.openExceptions(), await shop.openAlerts()], [[], []])
  })

  t.test('merge: canceled as the first of both, the other one is still served', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    await pair(shop)
    await shop.intake([newsOfA(2, canceled)])
    t.match(await shop.orderOf('A'), { state: 'allocated', holds: ['restructured'] })
    t.same(await shop.levelOf('MUG'), { onHand: 10, allocated: 4 })
    await shop.intake([newsOfB(2, canceled)])
    t.match(await shop.orderOf('A'), { state: 'canceled', holds: [] }, 'all of it is')
    t.same(await shop.levelOf('MUG'), { onHand: 10, allocated: 0 })
    t.same(await shop.findings(), [])
  })

  t.test('merge, then split: a part follows those whose goods it has, and no other', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    const merged = await pair(shop)
    const ofB = merged.lines.find(({ quantity }: { quantity: number }) => quantity === 3)
    const lines = [{ lineId: ofB.id, quantity: 3 }]
    await shop.act(merged.id, 'split', { lines })
    await shop.intake([newsOfB(2, canceled)])
    t.match(await shop.orderOf('A'), { state: 'allocated', holds: [] })
    t.match(await shop.orderOf('A/2'), { state: 'canceled' })
    t.same(await shop.levelOf('MUG'), { onHand: 10, allocated: 1 })
    await shop.intake([newsOfA(2, { address: other })])
    t.match(await shop.orderOf('A'), { holds: [], address: other })
    t.match(await shop.orderOf('A/2'), { state: 'canceled' })
    t.same(await shop.findings(), [])
  })

  t.test('merge: what changes in one of both holds the whole until it is put right', async (t) => {
    const changes = [
      [newsOfB(2, {}, 1), newsOfB(3)],
      [newsOfB(2, { address: other }), newsOfB(3)],
      [newsOfA(2, { address: other }), newsOfA(3)],
      [newsOfB(2, { status: 'on_hold' }), newsOfB(3)],
      [newsOfB(2, { status: 'unmapped' }), newsOfB(3)],
      [newsOfB(2, { status: 'shipped' }), newsOfA(2, { status: 'shipped' })]
    ] as const
    for (const [news, right] of changes) {
      const shop = await buildShop(t, kind, { MUG: 10 })
      await pair(shop)
      await shop.intake([news])
      t.match(await shop.orderOf('A'), { onHold: true })
      t.match(await shop.act((await shop.orderOf('A')).id, 'shipments', parcel), { status: 409 })
      await shop.intake([right])
      t.match(await shop.orderOf('A'), { onHold: false })
      t.same(await shop.findings(), [])
    }
  })

  t.test('merge: what goes elsewhere goes there together when both say so', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    await pair(shop)
    await shop.intake([newsOfA(2, { address: other }), newsOfB(2, { address: other })])
    t.match(await shop.orderOf('A'), { holds: [], address: other })
  })

  t.test('merge: one of both is due sooner; so is the whole', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    const [soon, later] = ['2026-03-02T00:00:00.000Z', '2026-03-05T00:00:00.000Z']
    await shop.intake([newsOfA(1, { shipBy: later }), newsOfB(1, { shipBy: soon })])
    const [a, b] = [await shop.orderOf('A'), await shop.orderOf('B')]
    await shop.act(a.id, 'merge', { orderIds: [b.id] })
    t.equal((await shop.orderOf('A')).shipBy, soon)
    await shop.intake([newsOfA(2, { shipBy: later, note: 'ring twice' })])
    t.equal((await shop.orderOf('A')).shipBy, soon)
  })

  t.test('merge: what was unpaid is not shipped before each of them is paid', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    const { id } = await pair(shop, unpaid)
    await shop.intake([newsOfA(2)])
    t.match(await shop.orderOf('A'), { state: 'awaiting_payment', paidMinor: 1000 })
    t.match(await shop.act(id, 'shipments', parcel), { status: 409 })
    await shop.intake([newsOfB(2)])
    t.match(await shop.orderOf('A'), {
      ...{ state: 'allocated', paymentState: 'paid', paidMinor: 4000 }
    })
    t.match(await shop.act(id, 'shipments', parcel), { status: 201 })
    t.same(await shop.findings(), [])
  })

  t.test('split: what is paid afterwards is in the parts, as much as is due in each', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    const goods = [line('MUG', 3)]
    await shop.intake([channelOrder('A', 1, goods, unpaid)])
    const { id, lines } = await shop.orderOf('A')
    await shop.act(id, 'split', { lines: [{ lineId: lines[0].id, quantity: 1 }] })
    const paid = async () => [await shop.orderOf('A'), await shop.orderOf('A/2')]
    await shop.intake([channelOrder('A', 2, goods, { status: 'awaiting_payment', paidMinor: 300 })])
    t.match(await paid(), [{ paidMinor: 200 }, { paidMinor: 100 }])
    await shop.intake([channelOrder('A', 3, goods)])
    t.match(await paid(), [
      { state: 'allocated', paidMinor: 2000 },
      { state: 'allocated', paidMinor: 1000 }
    ])
    await shop.intake([channelOrder('A', 4, goods, { note: 'again' })])
    t.match(await paid(), [{ paidMinor: 2000 }, { paidMinor: 1000 }])
  })

  t.test('split: what was recorded here and is said again is not paid twice', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    const goods = [line('MUG', 2)]
    await shop.intake([channelOrder('A', 1, goods, unpaid)])
    const { id, lines } = await shop.orderOf('A')
    await shop.act(id, 'split', { lines: [{ lineId: lines[0].id, quantity: 1 }] })
    await shop.act(id, 'confirm-payment', {})
    await shop.intake([channelOrder('A', 2, goods)])
    const parts = [await shop.orderOf('A'), await shop.orderOf('A/2')]
    t.match(parts, [{ paidMinor: 1000 }, { paidMinor: 1000 }])
  })

  t.test(
    'random news of orders that were regrouped: what may leave is wanted and paid',
    async (t) => {
      const statuses = ['awaiting_payment', 'paid', 'on_hold', 'canceled'] as const
      const news = fc.record({
        name: fc.constantFrom('A', 'B', 'C'),
        status: fc.constantFrom<ChannelOrderStatus>(...statuses),
        mugs: fc.integer({ min: 0, max: 3 }),
        cups: fc.integer({ min: 0, max: 2 })
      })
      const step = fc.oneof(
        { arbitrary: news, weight: 3 },
        { arbitrary: fc.constant('merge' as const), weight: 1 },
        { arbitrary: fc.constant('split' as const), weight: 1 }
      )
      const shop = await buildShop(t, kind, { MUG: 10_000, CUP: 10_000 })
      let runs = 0
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
          const channelId = `chn_${++runs}`
          const said = new Map<string, { status: ChannelOrderStatus; paidMinor: number }>()
          let version = 1
          const say = async (name: string, status: ChannelOrderStatus, mugs = 2, cups = 1) => {
            const paidMinor = status === 'awaiting_payment' ? 0 : (mugs + cups) * 1000
            said.set(name, { status, paidMinor })
            const lines = [line('MUG', mugs), line('CUP', cups)]
            const order = channelOrder(name, version++, lines, { status, paidMinor })
            await shop.intake([order], { channelId })
          }
          for (const name of ['A', 'B', 'C']) await say(name, 'awaiting_payment')
          for (const one of steps) {
            if (typeof one !== 'string') await say(one.name, one.status, one.mugs, one.cups)
            else await regroup(shop, channelId, one)
          }
          t.same(await shop.findings(), [])
          const orders = await ordersOf(shop, channelId)
          const sum = orders.reduce((all, { paidMinor }) => all + paidMinor, 0)
          const wanted = [...said.values()].reduce((all, { paidMinor }) => all + paidMinor, 0)
          t.equal(sum, wanted, 'all that channels say was paid, and no more')
          for (const { id, onHold, state, splitFrom } of orders) {
            if (onHold === 1 || state !== 'allocated') continue
            for (const { sourceOrderId } of await liveLines(shop, id)) {
              const sourceId = sourceOrderId ?? splitFrom ?? id
              const { externalId } = orders.find((one) => one.id === sourceId)!
              t.equal(said.get(externalId)?.status, 'paid', `${externalId} in ${id}`)
            }
          }
        }),
        { numRuns: kind === 'sqlite' ? 40 : 8 }
      )
    }
  )
})

function ordersOf({ engine }: Shop, channelId: string) {
  return engine.db
    .selectFrom('orders')
    .selectAll()
    .where('channelId', '=', channelId)
    .orderBy('id')
    .execute()
}

/** What of an order is neither canceled nor gone to another. */
function liveLines({ engine }: Shop, orderId: string) {
  return engine.db
    .selectFrom('orderLines')
    .selectAll()
    .where('orderId', '=', orderId)
    .whereRef('quantity', '>', 'canceledQuantity')
    .execute()
}

/** Merges the first two that can be, or splits one unit off the first that can be. */
async function regroup(shop: Shop, channelId: string, how: 'merge' | 'split'): Promise<void> {
  const orders = await ordersOf(shop, channelId)
  for (const { id } of orders) {
    const [last] = (await liveLines(shop, id)).slice(-1)
    const bodies =
      how === 'merge'
        ? orders.filter((one) => one.id !== id).map((one) => ({ orderIds: [one.id] }))
        : last
          ? [{ lines: [{ lineId: last.id, quantity: 1 }] }]
          : []
    for (const body of bodies) if ((await shop.act(id, how, body)).status < 300) return
  }
}
