import fc from 'fast-check'
import type { ChannelCreditNote } from 'shopkeeper'
import { onEachDatabase } from '../harness.ts'
import { buildShop, channelOrder, line, type Shop } from './shop.ts'

onEachDatabase(async (t, kind) => {
  t.test(
    'intake: a page twice makes each order once and changes nothing the second time',
    async (t) => {
      const shop = await buildShop(t, kind, { MUG: 10 })
      const page = ['A', 'B'].map((id) => channelOrder(id, 1, [line('MUG', 2)]))
      const first = await shop.intake(page)
      const second = await shop.intake(page)
      t.same(
        first.map(({ result }) => result),
        ['created', 'created']
      )
      t.same(
        second.map(({ result }) => result),
        ['unchanged', 'unchanged']
      )
      t.same(
        second.map(({ orderId }) => orderId),
        first.map(({ orderId }) => orderId)
      )
      t.same(await shop.levelOf('MUG'), { onHand: 10, allocated: 4 })
      const order = await shop.orderOf('A')
      t.match(order, { state: 'allocated', version: 1, subtotalMinor: 2000, onHold: false })
      t.same(await shop.findings(), [])
    }
  )

  t.test('intake: older news never overwrites newer', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    await shop.intake([channelOrder('A', 5, [line('MUG', 3)])])
    const [outcome] = await shop.intake([channelOrder('A', 4, [line('MUG', 9)])])
    t.equal(outcome!.result, 'stale')
    t.match(await shop.orderOf('A'), { lines: [{ quantity: 3 }], version: 1 })
    t.same(await shop.levelOf('MUG'), { onHand: 10, allocated: 3 })
  })

  t.test(
    'intake: the same content with a newer instant keeps what lies between stale',
    async (t) => {
      const shop = await buildShop(t, kind, { MUG: 10 })
      await shop.intake([channelOrder('A', 1, [line('MUG', 1)])])
      const [touched] = await shop.intake([channelOrder('A', 9, [line('MUG', 1)])])
      const [between] = await shop.intake([channelOrder('A', 5, [line('MUG', 7)])])
      t.equal(touched!.result, 'unchanged')
      t.equal(between!.result, 'stale')
      t.same(await shop.levelOf('MUG'), { onHand: 10, allocated: 1 })
    }
  )

  t.test(
    'intake: of two versions in one page the newest counts, whatever their order',
    async (t) => {
      const shop = await buildShop(t, kind, { MUG: 10 })
      const newer = channelOrder('A', 2, [line('MUG', 4)])
      const older = channelOrder('A', 1, [line('MUG', 1)])
      const outcomes = await shop.intake([newer, older])
      t.same(
        outcomes.map(({ result }) => result),
        ['created', 'stale']
      )
      t.equal(outcomes[0]!.orderId, outcomes[1]!.orderId)
      t.match(await shop.orderOf('A'), { lines: [{ quantity: 4 }] })
    }
  )

  t.test('intake: a changed version claims and gives back the difference', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10, CUP: 10, BOWL: 10 })
    await shop.intake([channelOrder('A', 1, [line('MUG', 5), line('CUP', 2)])])
    await shop.intake([channelOrder('A', 2, [line('MUG', 3), line('BOWL', 4)])])
    t.same(await shop.levelOf('MUG'), { onHand: 10, allocated: 3 })
    t.same(await shop.levelOf('CUP'), { onHand: 10, allocated: 0 })
    t.same(await shop.levelOf('BOWL'), { onHand: 10, allocated: 4 })
    const order = await shop.orderOf('A')
    t.equal(order.subtotalMinor, 7000)
    t.same(
      order.lines.map((one: { sku: string; quantity: number }) => [one.sku, one.quantity]),
      [
        ['MUG', 3],
        ['CUP', 0],
        ['BOWL', 4]
      ]
    )
    t.same(await shop.findings(), [])
  })

  t.test('intake: a line that names another SKU gives back the old one', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10, CUP: 10 })
    await shop.intake([channelOrder('A', 1, [line('MUG', 5, { externalId: '1' })])])
    await shop.intake([channelOrder('A', 2, [line('CUP', 5, { externalId: '1' })])])
    t.same(await shop.levelOf('MUG'), { onHand: 10, allocated: 0 })
    t.same(await shop.levelOf('CUP'), { onHand: 10, allocated: 5 })
    t.same(await shop.findings(), [])
  })

  t.test('intake: an order first seen beyond shipping touches no stock', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    const statuses = ['shipped', 'delivered', 'completed', 'canceled'] as const
    await shop.intake(
      statuses.map((status) => channelOrder(status, 1, [line('MUG', 2)], { status }))
    )
    t.same(await shop.levelOf('MUG'), { onHand: 10, allocated: 0 })
    for (const status of statuses) t.equal((await shop.orderOf(status)).state, status)
    t.same(await shop.findings(), [])
  })

  t.test('intake: unpaid claims, paid keeps the one claim, canceled gives back', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    const lines = [line('MUG', 2)]
    await shop.intake([channelOrder('A', 1, lines, { status: 'awaiting_payment' })])
    t.match(await shop.orderOf('A'), { state: 'awaiting_payment', paymentState: 'unpaid' })
    t.same(await shop.levelOf('MUG'), { onHand: 10, allocated: 2 })
    await shop.intake([channelOrder('A', 2, lines, { status: 'paid' })])
    t.match(await shop.orderOf('A'), { state: 'allocated', paymentState: 'paid' })
    t.same(await shop.levelOf('MUG'), { onHand: 10, allocated: 2 })
    await shop.intake([channelOrder('A', 3, lines, { status: 'canceled' })])
    t.equal((await shop.orderOf('A')).state, 'canceled')
    t.same(await shop.levelOf('MUG'), { onHand: 10, allocated: 0 })
    t.same(await shop.findings(), [])
  })

  t.test('intake: an order that its channel ships leaves the stock', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    await shop.intake([channelOrder('A', 1, [line('MUG', 2)])])
    await shop.intake([channelOrder('A', 2, [line('MUG', 2)], { status: 'shipped' })])
    t.match(await shop.orderOf('A'), { state: 'shipped', lines: [{ fulfilledQuantity: 2 }] })
    t.same(await shop.levelOf('MUG'), { onHand: 8, allocated: 0 })
    t.same(await shop.findings(), [])
  })

  t.test('intake: what we shipped stays shipped when the channel still says paid', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    await shop.intake([channelOrder('A', 1, [line('MUG', 2)])])
    const { id } = await shop.orderOf('A')
    await shop.act(id, 'shipments', { carrier: 'SF', trackingNumber: '1' })
    await shop.intake([channelOrder('A', 2, [line('MUG', 2)], { note: 'please hurry' })])
    t.match(await shop.orderOf('A'), { state: 'shipped', buyerNote: 'please hurry' })
    t.same(await shop.levelOf('MUG'), { onHand: 8, allocated: 0 })
  })

  t.test('intake: five hundred orders take as many statements as five', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10_000, CUP: 10_000 })
    const count = async (prefix: string, size: number) => {
      let statements = 0
      await shop.engine.transaction(async (tx) => {
        const executor = tx.getExecutor()
        const run = executor.executeQuery.bind(executor)
        executor.executeQuery = (...query) => {
          statements++
          return run(...query)
        }
        const orders = Array.from({ length: size }, (_, i) =>
          channelOrder(`${prefix}${i}`, 1, [line('MUG', 1), line('CUP', 1)])
        )
        await shop.engine.use('orders').intake(tx, { channelId: 'c', unknownSkus: 'hold' }, orders)
      })
      return statements
    }
    const few = await count('few', 5)
    t.ok(few > 3, `${few} statements were counted`)
    t.equal(await count('many', 500), few)
  })

  t.test('intake of credit notes: counted once, apart from debts written off', async (t) => {
    const shop = await buildShop(t, kind, { MUG: 10 })
    await shop.intake([channelOrder('A', 1, [line('MUG', 2)], { status: 'completed' })])
    const note = noteOf('C1', 'A', -1000)
    const debt = { ...noteOf('D1', null, -1000), reason: 'badDebt' as const }
    const take = () => credit(shop, [note, debt])
    t.equal(await take(), 2)
    t.equal(await take(), 0)
    t.same(await shop.engine.use('orders').importSummary(shop.engine.db, 'chn_test'), {
      orders: 1,
      orderLines: 1,
      units: 2,
      grossMinor: 2000,
      creditNotes: 1,
      creditLines: 1,
      creditMinor: -1000,
      badDebtInvoices: 1,
      guestOrders: 0,
      skus: 1
    })
    t.match(await shop.orderOf('A'), { refundState: 'partial', refundedMinor: 1000 })
    const { body } = await shop.call({ url: '/v1/credit-notes?reason=return' })
    t.match(body, { data: [{ externalId: 'C1', lines: [{ totalMinor: -1000 }] }], next: null })
  })

  t.test(
    'intake of credit notes: those that come before their order count once it is there',
    async (t) => {
      const shop = await buildShop(t, kind, { MUG: 10 })
      const debt = { ...noteOf('D1', 'A', -500), reason: 'badDebt' as const }
      await credit(shop, [noteOf('C1', 'A', -1000), noteOf('C2', 'B', -300), debt])
      await credit(shop, [noteOf('C3', 'A', -100)], 'chn_other')
      await shop.intake([channelOrder('A', 1, [line('MUG', 2)], { status: 'completed' })])
      t.match(await shop.orderOf('A'), { refundState: 'partial', refundedMinor: 1000, version: 1 })
      await credit(shop, [noteOf('C1', 'A', -1000), noteOf('C4', 'A', -1000)])
      await shop.intake([
        channelOrder('A', 2, [line('MUG', 2)], { status: 'completed', note: 'new' })
      ])
      t.match(await shop.orderOf('A'), { refundState: 'full', refundedMinor: 2000 })
      const { body } = await shop.call({ url: '/v1/credit-notes?limit=10' })
      const withOrder = body.data.filter((one: { orderId: string | null }) => one.orderId !== null)
      t.same(withOrder.map((one: { externalId: string }) => one.externalId).sort(), [
        'C1',
        'C4',
        'D1'
      ])
      t.same(await shop.findings(), [])
    }
  )

  t.test(
    'intake of credit notes: one that an older release left alone counts with the next news',
    async (t) => {
      const shop = await buildShop(t, kind, { MUG: 10 })
      await shop.intake([channelOrder('A', 1, [line('MUG', 2)])])
      await credit(shop, [noteOf('C1', 'B', -1000)])
      await shop.engine.transaction((tx) =>
        tx.updateTable('creditNotes').set({ orderExternalId: 'A' }).execute()
      )
      await shop.intake([channelOrder('A', 2, [line('MUG', 2)], { status: 'shipped' })])
      t.match(await shop.orderOf('A'), { refundState: 'partial', refundedMinor: 1000 })
      await shop.intake([channelOrder('A', 3, [line('MUG', 2)], { status: 'completed' })])
      t.match(await shop.orderOf('A'), { refundedMinor: 1000 })
    }
  )

  t.test(
    'intake of credit notes: however they and orders mix, the same is given back',
    async (t) => {
      const shop = await buildShop(t, kind, { MUG: 10_000 })
      let runs = 0
      const names = ['A', 'B', 'C']
      const one = fc.record({
        order: fc.constantFrom(...names),
        amountMinor: fc.option(fc.integer({ min: 1, max: 900 }))
      })
      await fc.assert(
        fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 9 }), async (documents) => {
          const run = ++runs
          const due = new Map<string, number>()
          for (const [at, { order, amountMinor }] of documents.entries()) {
            const id = `${run}-${order}`
            if (amountMinor === null) {
              await shop.intake([channelOrder(id, at, [line('MUG', 3)])])
              continue
            }
            due.set(order, (due.get(order) ?? 0) + amountMinor)
            await credit(shop, [noteOf(`${run}-${at}`, id, -amountMinor)])
          }
          await shop.intake(
            names.map((name) => channelOrder(`${run}-${name}`, 0, [line('MUG', 3)]))
          )
          for (const name of names) {
            t.equal((await shop.orderOf(`${run}-${name}`)).refundedMinor, due.get(name) ?? 0)
          }
        }),
        { numRuns: kind === 'sqlite' ? 20 : 6 }
      )
    }
  )
})

/** A credit note over one line of mugs. */
function noteOf(externalId: string, orderExternalId: string | null, totalMinor: number) {
  return {
    kind: 'creditNote' as const,
    externalId,
    reason: 'return' as const,
    orderExternalId,
    currency: 'CNY',
    buyer: { externalId: null },
    lines: [{ sku: 'MUG', title: 'Mug', quantity: -1, totalMinor }],
    issuedAt: '2026-03-02T00:00:00.000Z'
  }
}

function credit({ engine }: Shop, notes: readonly ChannelCreditNote[], channelId = 'chn_test') {
  const source = { channelId, unknownSkus: 'hold' as const }
  return engine.transaction((tx) => engine.use('orders').intakeCreditNotes(tx, source, notes))
}
