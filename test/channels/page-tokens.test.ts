import type { Test } from 'tap'
import { onEachDatabase } from '../harness.ts'
import { runJob } from '../run-job.ts'
import { buildHasty, type Hasty } from './hasty.ts'
import { orderAt, overlapping, type PlatformAnswer, type Variant } from './platform.ts'

const dayMs = 86_400_000

const listing: Variant = {
  capabilities: {
    orders: { pull: overlapping, push: false, history: { ...overlapping, reach: 'P90D' } },
    reviews: { pull: overlapping, reply: false }
  }
}

/** A list of two pages, whose second one the platform cannot read while it is down. Its tokens last a day, as Amazon's. */
function listPages(
  { platform, clock }: Hasty,
  operation: string,
  documents: readonly [object, object]
): { isDown: boolean; asked: string[] } {
  const state = { isDown: true, asked: [] as string[] }
  platform.on(operation, ({ pageToken }): PlatformAnswer => {
    state.asked.push(pageToken === null ? 'first' : 'second')
    if (pageToken === null) {
      return { data: { documents: [documents[0]], next: `issued-${clock.ms()}` } }
    }
    const issuedMs = Number(String(pageToken).slice('issued-'.length))
    if (clock.ms() - issuedMs > dayMs) return { code: 'INPUT' }
    return state.isDown ? { code: 'BUSY' } : { data: { documents: [documents[1]] } }
  })
  return state
}

function outcomeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error) => error.code
  )
}

onEachDatabase(async (t, kind) => {
  /** Reads a list to its second page, lets the token of it end, and reads on. */
  async function proveAnew(
    t: Test,
    hasty: Hasty,
    pages: ReturnType<typeof listPages>,
    read: () => Promise<unknown>
  ): Promise<void> {
    t.not(await outcomeOf(read()), 'done')
    hasty.clock.advance(2 * dayMs)
    pages.isDown = false
    t.equal(await outcomeOf(read()), 'CHANNEL_CALL_REJECTED', 'the token has ended')
    hasty.clock.advance(60_000)
    t.equal(await outcomeOf(read()), 'done')
    t.same(pages.asked.slice(0, 5), ['first', 'second', 'second', 'first', 'second'])
  }

  async function idsOf({ engine }: Hasty): Promise<string[]> {
    const rows = await engine.db.selectFrom('orders').select('externalId').execute()
    return rows.map(({ externalId }) => externalId).sort()
  }

  t.test('page tokens: one that has ended has the overlapping of orders begun anew', async (t) => {
    const hasty = await buildHasty(t, kind, listing)
    hasty.clock.advance(60_000)
    const at = hasty.clock.after(-30_000)
    const pages = listPages(hasty, 'orders', [orderAt('o-1', at), orderAt('o-2', at)])
    const signal = AbortSignal.timeout(60_000)
    await proveAnew(t, hasty, pages, () => hasty.engine.use('channels').pullOrders('a', { signal }))
    t.same(await idsOf(hasty), ['o-1', 'o-2'])
  })

  t.test('page tokens: one that has ended does not stop the past', async (t) => {
    const hasty = await buildHasty(t, kind, listing)
    const { clock, call, engine } = hasty
    const since = clock.after(-5 * dayMs)
    const made = await call({ method: 'POST', url: '/v1/channels/a/backfill', body: { since } })
    t.equal(made.status, 202, made.text)
    const pages = listPages(hasty, 'history', [orderAt('o-1', since), orderAt('o-2', since)])
    await proveAnew(t, hasty, pages, () => runJob(engine, 'channels.backfill', { channelId: 'a' }))
    t.same(await idsOf(hasty), ['o-1', 'o-2'])
  })

  t.test('page tokens: one that has ended does not stop the second reading', async (t) => {
    const hasty = await buildHasty(t, kind, listing)
    const { clock, engine } = hasty
    clock.advance(60_000)
    await engine.use('channels').pullOrders('a', { signal: AbortSignal.timeout(60_000) })
    const at = clock.after(-30_000)
    const pages = listPages(hasty, 'orders', [orderAt('o-1', at), orderAt('o-2', at)])
    await proveAnew(t, hasty, pages, () =>
      runJob(engine, 'channels.reconcile-orders', { channelId: 'a' })
    )
    t.same(await idsOf(hasty), ['o-1', 'o-2'])
  })

  t.test('page tokens: one that has ended does not stop reviews', async (t) => {
    const hasty = await buildHasty(t, kind, listing)
    const { clock, engine, call } = hasty
    clock.advance(60_000)
    const reviewOf = (externalId: string) => ({
      ...{ kind: 'review', externalId, orderExternalId: null, externalListingId: 'L' },
      ...{ rating: 5, text: 'good', reply: null, modifiedAt: clock.after(-30_000), body: {} }
    })
    const pages = listPages(hasty, 'reviews', [reviewOf('r-1'), reviewOf('r-2')])
    const payload = { channelId: 'a', stream: 'reviews' }
    await proveAnew(t, hasty, pages, () => runJob(engine, 'channels.pull-records', payload))
    t.equal((await call({ url: '/v1/channels/a/reviews' })).body.data.length, 2)
  })

  t.test('page tokens: a page that names itself is not read for ever', async (t) => {
    const { engine, platform, clock } = await buildHasty(t, kind, {})
    clock.advance(60_000)
    const at = clock.after(-30_000)
    let isMad = true
    platform.on('orders', ({ pageToken }): PlatformAnswer => {
      const document = orderAt(pageToken === null ? 'o-1' : 'o-2', at)
      const next = pageToken === null || isMad ? 'p2' : null
      return { data: { documents: [document], next } }
    })
    const pull = () =>
      outcomeOf(engine.use('channels').pullOrders('a', { signal: AbortSignal.timeout(60_000) }))
    t.equal(await pull(), 'CHANNEL_CALL_REJECTED')
    isMad = false
    t.equal(await pull(), 'done')
    const tokens = platform.calls.map(({ body }) => body.pageToken)
    t.same(tokens.slice(0, 4), [null, 'p2', null, 'p2'])
  })
})
