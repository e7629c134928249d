import type { Test } from 'tap'
import { type DatabaseKind, onEachDatabase } from '../harness.ts'
import { runJob } from '../run-job.ts'
import { buildHasty, type Hasty, listSkus } from './hasty.ts'
import type { Variant } from './platform.ts'

const telling: Variant = {
  capabilities: {
    stock: { write: 'absolute', batchMax: 10 },
    prices: { write: true, batchMax: 10 }
  }
}

/** A shop with one SKU on sale, and what its platform shows of it. */
interface OneCup extends Hasty {
  shown: { quantity?: number; amountMinor?: number }
  /** What follows a write that has taken effect. */
  answer: { isLost: boolean }
  adjust(quantity: number): Promise<void>
  setPrice(amountMinor: number): Promise<void>
  patch(body: object): Promise<void>
  /** Runs a job of the account; answers the code of what it fails with. */
  push(what: 'stock' | 'prices'): Promise<string>
  /** Names of the jobs that wait, and no more of them. */
  takeJobs(): Promise<string[]>
}

async function buildCup(t: Test, kind: DatabaseKind): Promise<OneCup> {
  const hasty = await buildHasty(t, kind, telling)
  const { engine, platform, call, clock } = hasty
  const shown: OneCup['shown'] = {}
  const answer = { isLost: false }
  for (const operation of ['stock', 'prices']) {
    platform.on(operation, ({ items }) => {
      const { quantity, amountMinor } = (items as OneCup['shown'][])[0]!
      Object.assign(shown, quantity === undefined ? { amountMinor } : { quantity })
      return answer.isLost ? 500 : { data: { outcomes: [{ status: 'done' }] } }
    })
  }
  await listSkus(hasty, ['CUP'])
  await engine.transaction((tx) => tx.updateTable('products').set({ lifecycle: 'live' }).execute())
  const catalog = engine.use('catalog')
  const { id: variantId } = (await catalog.variantsBySku(engine.db, ['CUP'])).get('CUP')!
  const send = async (method: 'PATCH' | 'PUT', url: string, body: object) => {
    const answered = await call({ method, url, body })
    t.equal(answered.status, 200, url)
  }
  let adjustments = 0
  return {
    ...hasty,
    shown,
    answer,
    adjust: (quantity) => {
      const sourceId = `test:${adjustments++}`
      const adjustment = { sourceId, variantId, quantity, reason: 'test', at: clock.now() }
      return engine.transaction(async (tx) => {
        await engine.use('inventory').recordAdjustments(tx, [adjustment])
      })
    },
    setPrice: (amountMinor) => {
      const prices = [{ amountMinor, currency: 'CNY' }]
      return send('PUT', `/v1/variants/${variantId}/prices`, { prices })
    },
    patch: (body) => send('PATCH', '/v1/channels/a', body),
    push: async (what) => {
      clock.advance(600_000)
      try {
        await runJob(engine, `channels.push-${what}`, { channelId: 'a' })
        return 'done'
      } catch (error) {
        return (error as { code: string }).code
      }
    },
    takeJobs: async () => {
      const jobs = await engine.db.selectFrom('jobs').select('name').execute()
      await engine.transaction((tx) => tx.deleteFrom('jobs').execute())
      return jobs.map(({ name }) => name)
    }
  }
}

onEachDatabase(async (t, kind) => {
  t.test(
    'lost news: stock that is back at the old number after a lost answer is told',
    async (t) => {
      const { adjust, push, shown, answer, platform } = await buildCup(t, kind)
      await adjust(1)
      t.equal(await push('stock'), 'done')
      answer.isLost = true
      await adjust(5)
      t.not(await push('stock'), 'done')
      t.equal(shown.quantity, 6, 'the write has taken effect all the same')
      answer.isLost = false
      await adjust(-5)
      t.equal(await push('stock'), 'done')
      t.equal(shown.quantity, 1)
      const before = platform.count('stock')
      await adjust(5)
      await adjust(-5)
      t.equal(await push('stock'), 'done')
      t.equal(platform.count('stock'), before, 'what shows what it should is told nothing')
    }
  )

  t.test(
    'lost news: stock that changes while an account is off is told once it is on',
    async (t) => {
      const { adjust, push, shown, patch, takeJobs } = await buildCup(t, kind)
      await adjust(10)
      await push('stock')
      await patch({ isEnabled: false })
      await adjust(-10)
      await push('stock')
      t.equal(shown.quantity, 10, 'an account that is off is told nothing')
      await takeJobs()
      await patch({ isEnabled: true })
      t.ok((await takeJobs()).includes('channels.push-stock'))
      await push('stock')
      t.equal(shown.quantity, 0)
    }
  )

  t.test('lost news: a price that changes while an account is paused is told after', async (t) => {
    const { setPrice, push, shown, engine, call, takeJobs, clock } = await buildCup(t, kind)
    await setPrice(5000)
    await push('prices')
    const paused = { pausedAt: clock.now(), pausedReason: 'revoked' }
    await engine.transaction((tx) => tx.updateTable('channels').set(paused).execute())
    await setPrice(7000)
    await push('prices')
    t.equal(shown.amountMinor, 5000)
    await takeJobs()
    await call({ method: 'POST', url: '/v1/channels/a/resume' })
    t.ok((await takeJobs()).includes('channels.push-prices'))
    await push('prices')
    t.equal(shown.amountMinor, 7000)
  })

  t.test('lost news: that a price is refused is known until a price is taken', async (t) => {
    const cup = await buildCup(t, kind)
    const { adjust, setPrice, push, platform, alerts, call, engine, clock } = cup
    const refuse = (operation: 'stock' | 'prices', code: string) =>
      platform.on(operation, () => ({
        data: { outcomes: [{ status: 'rejected', code, reason: 'the platform says no' }] }
      }))
    const take = (operation: 'stock' | 'prices') =>
      platform.on(operation, () => ({ data: { outcomes: [{ status: 'done' }] } }))
    const told = async () => {
      const { body } = await call({ url: '/v1/listings' })
      return [(await alerts()).length, body.data[0].rejectedReason?.split(':')[0]]
    }
    refuse('prices', 'TOO_LOW')
    await setPrice(900)
    await push('prices')
    t.same(await told(), [1, 'TOO_LOW'])
    await adjust(5)
    await push('stock')
    t.same(await told(), [1, 'TOO_LOW'], 'stock that is taken says nothing of the price')
    platform.on('stock', () => ({
      data: { outcomes: [{ status: 'accepted', submissionId: 's-1' }] }
    }))
    platform.on('submission', () => ({ data: { status: 'done' } }))
    await adjust(5)
    await push('stock')
    clock.advance(600_000)
    await runJob(engine, 'channels.send-writes', { channelId: 'a' })
    t.equal(platform.count('submission'), 1)
    t.same(await told(), [1, 'TOO_LOW'], 'nor does stock that is taken later')
    refuse('stock', 'FROZEN')
    await adjust(5)
    await push('stock')
    t.same(await told(), [1, 'FROZEN'])
    take('prices')
    await setPrice(1900)
    await push('prices')
    t.same(await told(), [1, 'FROZEN'], 'nor does a price that is taken of stock')
    take('stock')
    await adjust(5)
    await push('stock')
    t.same(await told(), [0, undefined])
  })

  t.test('lost news: a price whose job is dead is told by the sweep', async (t) => {
    const { setPrice, push, engine, takeJobs, clock, patch } = await buildCup(t, kind)
    const sweep = async () => {
      clock.advance(60_000)
      await runJob(engine, 'channels.sweep')
      return (await takeJobs()).filter((name) => name === 'channels.push-prices').length
    }
    await engine.use('channels').pullOrders('a', { signal: AbortSignal.timeout(60_000) })
    const nextPullAt = clock.after(86_400_000)
    await engine.transaction((tx) => tx.updateTable('channels').set({ nextPullAt }).execute())
    await setPrice(5000)
    await takeJobs()
    t.equal(await sweep(), 1)
    await patch({ pushPrices: false })
    await takeJobs()
    t.equal(await sweep(), 0, 'where prices are not told there is nothing to do')
    await patch({ pushPrices: true })
    await push('prices')
    await takeJobs()
    t.equal(await sweep(), 0, 'once it is told there is nothing to do')
  })

  t.test('lost news: prices that change while they are not told, or a listing rests', async (t) => {
    const { setPrice, push, shown, engine, patch, takeJobs, call } = await buildCup(t, kind)
    await setPrice(5000)
    await push('prices')
    await patch({ pushPrices: false })
    await setPrice(6000)
    await push('prices')
    t.equal(shown.amountMinor, 5000)
    await takeJobs()
    await patch({ pushPrices: true })
    t.ok((await takeJobs()).includes('channels.push-prices'))
    await push('prices')
    t.equal(shown.amountMinor, 6000)
    const { id } = await engine.db
      .selectFrom('channelListings')
      .select('id')
      .executeTakeFirstOrThrow()
    const rest = (state: string) =>
      call({ method: 'PATCH', url: `/v1/listings/${id}`, body: { state } })
    await rest('paused')
    await setPrice(7000)
    await push('prices')
    t.equal(shown.amountMinor, 6000)
    await rest('active')
    await push('prices')
    t.equal(shown.amountMinor, 7000)
  })
})
