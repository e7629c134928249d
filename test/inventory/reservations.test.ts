import { manualClock } from '#core/time'
import { onEachDatabase, until } from '../harness.ts'
import { buildShop, type Shop } from './shop.ts'

const minuteMs = 60_000

onEachDatabase(async (t, kind) => {
  const build = async (
    start = false
  ): Promise<Shop & { clock: ReturnType<typeof manualClock> }> => {
    const clock = manualClock('2026-03-01T10:00:30.000Z')
    const shop = await buildShop(t, kind, {}, { clock, start })
    await shop.addVariants(['MUG'])
    await shop.stock({ MUG: 1 })
    return { ...shop, clock }
  }
  const hold = (shop: Shop, ttlMs = minuteMs) =>
    shop.post('/v1/reservations', { owner: 'cart', ttlMs, lines: [{ sku: 'MUG', quantity: 1 }] })

  t.test('expiry: the sweeper gives back what nobody paid for', async (t) => {
    const shop = await build(true)
    const { body } = await hold(shop)
    t.equal(await shop.availableOf('MUG'), 0)
    shop.clock.advance(2 * minuteMs)
    await until(async () => (await shop.availableOf('MUG')) === 1, { what: 'the sweep' })
    const { body: after } = await shop.call({ url: `/v1/reservations/${body.id}` })
    t.equal(after.state, 'expired')
    t.strictSame(await shop.findings(), [])
  })

  t.test('expiry: the next buyer does not wait for the sweeper', async (t) => {
    const shop = await build()
    const { body: first } = await hold(shop)
    t.equal((await hold(shop)).status, 409)
    shop.clock.advance(minuteMs)
    const { body: due } = await shop.call({ url: '/v1/reservations?state=expired' })
    t.strictSame(
      due.data.map((row: { id: string }) => row.id),
      [first.id],
      'told as expired'
    )
    t.equal((await hold(shop)).status, 201)
    t.match(await shop.levelOf('MUG'), { reserved: 1 })
    t.strictSame(await shop.findings(), [])
  })

  t.test('expiry: a hold whose time is up cannot be committed', async (t) => {
    const shop = await build()
    const { body } = await hold(shop)
    shop.clock.advance(minuteMs)
    const late = await shop.post(`/v1/reservations/${body.id}/commit`, { orderId: 'ord_1' })
    t.match(late.body, { status: 409, code: 'RESERVATION_ENDED' })
    t.match(late.body.detail, /is expired/)
    t.match(await shop.levelOf('MUG'), { allocated: 0 })
  })

  t.test('commit and release at the same moment: exactly one happens', async (t) => {
    const shop = await build()
    for (let round = 0; round < 5; round++) {
      const { body } = await hold(shop)
      const [commit, release] = await Promise.all([
        shop.post(`/v1/reservations/${body.id}/commit`, { orderId: `ord_${round}` }),
        shop.post(`/v1/reservations/${body.id}/release`, {})
      ])
      const isCommitted = commit.status === 200
      t.equal(release.status, isCommitted ? 409 : 200)
      t.match(await shop.levelOf('MUG'), { reserved: 0, allocated: isCommitted ? 1 : 0 })
      const line = { orderLineId: `${body.id}/0` }
      await shop.write((tx) => shop.service.release(tx, [line]))
    }
    t.strictSame(await shop.findings(), [])
  })

  t.test('commit against expiry: exactly one outcome', async (t) => {
    const shop = await build()
    const { body } = await hold(shop)
    shop.clock.advance(minuteMs - 1)
    const commit = shop.post(`/v1/reservations/${body.id}/commit`, { orderId: 'ord_1' })
    shop.clock.advance(1)
    const [committed, next] = await Promise.all([commit, hold(shop)])
    t.equal([committed.status === 200, next.status === 201].filter(Boolean).length, 1)
    const level = await shop.levelOf('MUG')
    t.equal(level.allocated + (level.reserved ?? 0), 1)
    t.strictSame(await shop.findings(), [])
  })
})
