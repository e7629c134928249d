import type { ChannelOrder, EngineConfig } from 'shopkeeper'
import loyalty from '../../examples/plugin-loyalty/index.ts'
import { buildTestEngine, onEachDatabase, until } from '../harness.ts'

const config: EngineConfig = {
  plugins: ['catalog', 'inventory', 'orders', { use: loyalty, options: { lapseDays: 30 } }],
  adapters: []
}
const source = { channelId: 'chn_test', unknownSkus: 'createUntracked' } as const

function order(externalId: string, buyer: string | null, totalMinor: number): ChannelOrder {
  const at = '2026-03-01T08:00:00.000Z'
  const line = { externalId: '1', sku: 'MUG-01', title: 'Mug', quantity: 1, unitPriceMinor: null }
  const none = { discountMinor: 0, taxMinor: 0 }
  return {
    kind: 'order',
    externalId,
    number: externalId,
    status: 'paid',
    rawStatus: 'paid',
    currency: 'CNY',
    lines: [{ ...line, ...none, totalMinor }],
    shippingMinor: 0,
    ...none,
    totalMinor,
    paidMinor: totalMinor,
    buyer: { externalId: buyer },
    address: null,
    placedAt: at,
    modifiedAt: at
  }
}

onEachDatabase(async (t, kind) => {
  t.test(
    'loyalty: orders earn points once, in their own transaction; guests earn none',
    async (t) => {
      const { engine, call } = await buildTestEngine(t, kind, config)
      const orders = engine.use('orders')
      const batch = [order('1', 'ann', 12_345), order('2', 'ann', 199), order('3', null, 9900)]
      await engine.transaction((tx) => orders.intake(tx, source, batch))
      await engine.transaction((tx) => orders.intake(tx, source, batch))
      const answer = await call({ url: '/v1/loyalty/ann', as: 'support' })
      t.match(answer, { status: 200, body: { customerRef: 'ann', points: 124 } })
      const rolledBack = engine.transaction(async (tx) => {
        await orders.intake(tx, source, [order('4', 'ann', 50_000)])
        throw new Error('no')
      })
      await t.rejects(rolledBack)
      t.equal(await engine.use('loyalty').balance(engine.db, 'ann'), 124)
    }
  )

  t.test(
    'loyalty: a buyer without points, and a role without the permission, are refused',
    async (t) => {
      const { call } = await buildTestEngine(t, kind, config)
      const unknown = await call({ url: '/v1/loyalty/nobody' })
      t.match(unknown, { status: 404, body: { code: 'LOYALTY_CUSTOMER_UNKNOWN' } })
      t.equal((await call({ url: '/v1/loyalty/ann', as: 'clerk' })).status, 403)
    }
  )

  t.test('loyalty: the nightly job lets old points lapse and keeps the young', async (t) => {
    const { engine } = await buildTestEngine(t, kind, config, { start: true })
    await engine.transaction((tx) =>
      engine.use('orders').intake(tx, source, [order('1', 'ann', 10_000), order('2', 'ann', 500)])
    )
    const rows = await engine.db
      .selectFrom('orders')
      .select('id')
      .where('externalId', '=', '1')
      .execute()
    await engine.transaction(async (tx) => {
      const earnedAt = engine.clock.after(-31 * 86_400_000)
      await tx
        .updateTable('loyaltyPoints')
        .set({ earnedAt })
        .where('orderId', '=', rows[0]!.id)
        .execute()
      await tx.enqueue('loyalty.expire', [{ payload: {} }])
    })
    const balance = () => engine.use('loyalty').balance(engine.db, 'ann')
    await until(async () => (await balance()) === 5, { what: 'only the young points are left' })
    t.equal(await balance(), 5)
  })
})
