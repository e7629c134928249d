import type { Test } from 'tap'
import { type DatabaseKind, onEachDatabase } from '../harness.ts'
import { runJob } from '../run-job.ts'
import { buildHasty, type Hasty, listSkus } from './hasty.ts'
import type { PlatformAnswer, Variant } from './platform.ts'

const readable: Variant = {
  readsStock: true,
  capabilities: { stock: { write: 'absolute', batchMax: 10 } }
}
const skus = Array.from({ length: 60 }, (_, index) => `S${String(index).padStart(2, '0')}`)

/** A shop whose platform shows sixty listings, ten a page. */
interface Shown extends Hasty {
  /** Units that a listing shows other than none. */
  shown: Map<string, number>
  /** Has calls fail from now on. */
  fail(answer: PlatformAnswer | null): void
  /** Compares for one turn; answers the code of what it fails with. */
  compare(payload?: object): Promise<string>
  /** Takes away the comparison that waits to go on. */
  waiting(): Promise<Record<string, unknown>[]>
  differing(): Promise<string[]>
}

async function buildShown(t: Test, kind: DatabaseKind): Promise<Shown> {
  const hasty = await buildHasty(t, kind, readable)
  const { engine, platform, clock } = hasty
  // Turns are timed by the clock that the test moves.
  Object.assign(clock, { monotonicMs: clock.ms })
  const shown = new Map<string, number>()
  let failure: PlatformAnswer | null = null
  platform.on('stock', ({ items }) => ({
    data: { outcomes: (items as object[]).map(() => ({ status: 'done' })) }
  }))
  platform.on('shown', ({ ids }) => {
    clock.advance(300)
    if (failure) return failure
    const stock = Object.fromEntries((ids as string[]).map((id) => [id, shown.get(id) ?? 0]))
    return { data: { stock } }
  })
  await listSkus(hasty, skus)
  await runJob(engine, 'channels.push-stock', { channelId: 'a' })
  const waiting = async () => {
    const jobs = await engine.db
      .selectFrom('jobs')
      .select('payload')
      .where('name', '=', 'channels.reconcile')
      .execute()
    await engine.transaction((tx) => tx.deleteFrom('jobs').execute())
    return jobs.map(({ payload }) => JSON.parse(String(payload)) as Record<string, unknown>)
  }
  await waiting()
  return {
    ...hasty,
    shown,
    waiting,
    fail: (answer) => {
      failure = answer
    },
    compare: async (payload = {}) => {
      try {
        await runJob(engine, 'channels.reconcile', { channelId: 'a', ...payload })
        return 'done'
      } catch (error) {
        return (error as { code: string }).code
      }
    },
    differing: async () => {
      const rows = await engine.db
        .selectFrom('channelListings')
        .select('sku')
        .whereRef('stockSequence', '>', 'stockDone')
        .orderBy('sku')
        .execute()
      return rows.map(({ sku }) => sku)
    }
  }
}

async function lastRun({ call }: Hasty) {
  return (await call({ url: '/v1/channels/a/runs?kind=reconcile' })).body.data[0]
}

onEachDatabase(async (t, kind) => {
  t.test('comparison: after a wait and after a turn it goes on where it was', async (t) => {
    const shop = await buildShown(t, kind)
    const { platform, clock, shown, fail, compare, waiting, differing, alerts } = shop
    shown.set('L-S03', 7).set('L-S55', 9)
    t.equal(await compare(), 'done')
    t.equal(platform.count('shown'), 4, 'those pages that fit into a second')
    t.same(await waiting(), [{ channelId: 'a', isGoingOn: true }])
    t.same(await differing(), ['S03'], 'what differs is told at once')
    t.match(await lastRun(shop), {
      ...{ state: 'done', documents: 40, updated: 1 },
      detail: { isCaughtUp: false, differences: [{ sku: 'S03', shown: 7, expected: 0 }] }
    })
    t.same(await alerts(), [])

    fail({ code: 'THROTTLED', restMs: 5000 })
    t.equal(await compare({ isGoingOn: true }), 'JOB_POSTPONED')
    fail(null)
    clock.advance(5000)
    t.equal(await compare({ isGoingOn: true }), 'done')
    t.equal(platform.count('shown'), 6 + 1, 'no page was read twice')
    t.same(await waiting(), [{ channelId: 'a', recheck: 1 }])
    t.same(await differing(), ['S03', 'S55'])
    t.match(await lastRun(shop), {
      detail: { isCaughtUp: true, differences: [{ sku: 'S03' }, { sku: 'S55', shown: 9 }] }
    })
    t.match(await alerts(), [{ kind: 'channel.stock-mismatch' }])
  })

  t.test('comparison: one that is over is looked at once more, from its beginning', async (t) => {
    const shop = await buildShown(t, kind)
    const { engine, platform, shown, compare, waiting, alerts } = shop
    const whole = async (payload: object) => {
      for (let open = payload; ; open = { isGoingOn: true }) {
        t.equal(await compare(open), 'done')
        const [next] = await waiting()
        if (!next?.isGoingOn) return next
      }
    }
    shown.set('L-S03', 7)
    const next = await whole({})
    t.same(next, { channelId: 'a', recheck: 1 })
    await runJob(engine, 'channels.push-stock', { channelId: 'a' })
    shown.clear()
    t.equal(await whole(next!), undefined)
    t.equal(platform.count('shown'), 12)
    t.same(await alerts(), [])
    await compare({ isGoingOn: true })
    t.equal(platform.count('shown'), 12, 'what is over is not begun anew')
  })

  t.test('comparison: one whose job is lost in the middle is taken up by the sweep', async (t) => {
    const { engine, compare, waiting } = await buildShown(t, kind)
    await compare()
    await waiting()
    await runJob(engine, 'channels.sweep')
    t.same(await waiting(), [{ channelId: 'a', isGoingOn: true }])
    const pushStock = (isTold: number) =>
      engine.transaction((tx) => tx.updateTable('channels').set({ pushStock: isTold }).execute())
    await pushStock(0)
    await runJob(engine, 'channels.sweep')
    t.same(await waiting(), [], 'where stock is not told there is nothing to compare')
    await pushStock(1)
    await compare({ isGoingOn: true })
    await runJob(engine, 'channels.sweep')
    t.same(await waiting(), [], 'nor is there when it is over')
  })
})
