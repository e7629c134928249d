import type { Test } from 'tap'
import { manualClock } from '#core/time'
import { buildTestEngine, freshDatabase, onEachEnd, type TestEngine, until } from '../harness.ts'
import { buildAftersalesShop, startsAt } from './shop.ts'

const minuteMs = 60_000

/** Kinds of all alerts about a case, open or not, with how often each was seen. */
async function everTold({ call }: TestEngine, caseId: string): Promise<string[]> {
  const { body } = await call({ url: '/v1/alerts?limit=100' })
  return body.data
    .filter(({ fields }: { fields: { caseId?: string } }) => fields.caseId === caseId)
    .map(({ kind, count }: { kind: string; count: number }) => `${kind} ${count}`)
    .sort()
}

onEachEnd(async (t, kind, backend) => {
  t.test('deadlines: with no event at all an alert comes at its minute, once', async (t: Test) => {
    const clock = manualClock(startsAt)
    const shop = await buildAftersalesShop(t, kind, { backend, clock, start: true })
    await shop.send('/sla-policies', { title: 'All', firstResponseMs: 10 * minuteMs })
    const { id } = await shop.openCase(await shop.bought('O-1'))
    const told = (...kinds: string[]) =>
      until(async () => (await everTold(shop, id)).join() === kinds.join(), { what: kinds.join() })
    clock.advance(8 * minuteMs)
    await told('aftersales.sla-due-soon 1')
    const [soon] = (await shop.get('/alerts')).body.data
    t.equal(soon.raisedAt, new Date(Date.parse(startsAt) + 8 * minuteMs).toISOString())
    clock.advance(2 * minuteMs)
    await told('aftersales.sla-breached 1', 'aftersales.sla-due-soon 1')
    const [breached] = (await shop.get('/alerts')).body.data
    t.match(breached, {
      ...{ kind: 'aftersales.sla-breached', state: 'open' },
      raisedAt: new Date(Date.parse(startsAt) + 10 * minuteMs).toISOString()
    })
    // Delivered twice, as jobs may be.
    const { clocks } = (await shop.get(`/cases/${id}/sla`)).body
    const again = clocks.map((one: { id: string }) => ({ payload: { clockId: one.id } }))
    await shop.engine.transaction((tx) => tx.enqueue('aftersales.tell-deadline', again))
    clock.advance(minuteMs)
    const isIdle = async () => {
      const jobs = await shop.engine.db
        .selectFrom('jobs')
        .select('id')
        .where('name', '=', 'aftersales.tell-deadline')
        .where('state', 'in', ['ready', 'running'])
        .execute()
      return jobs.length === 0
    }
    await until(isIdle, { what: 'the second delivery' })
    await told('aftersales.sla-breached 1', 'aftersales.sla-due-soon 1')
    t.same(await shop.findings(), [])
  })

  t.test(
    'deadlines: what was missed while nothing ran is told at the next start',
    async (t: Test) => {
      const database = await freshDatabase(t, kind)
      const clock = manualClock(startsAt)
      const before = await buildAftersalesShop(t, kind, { backend, clock, database, start: true })
      await before.send('/sla-policies', { title: 'All', firstResponseMs: 10 * minuteMs })
      const { id } = await before.openCase(await before.bought('O-1'))
      await before.engine.stop()
      clock.advance(90 * minuteMs)
      const plugins = ['catalog', 'inventory', 'orders', 'aftersales']
      const options = { backend, clock, database, start: true }
      const shop = await buildTestEngine(t, kind, { plugins, adapters: [] }, options)
      const told = async () => (await everTold(shop, id)).join()
      await until(async () => (await told()) === 'aftersales.sla-breached 1', { what: 'the alert' })
      const [alert] = (await shop.call({ url: '/v1/alerts' })).body.data
      t.equal(alert.fields.dueAt, new Date(Date.parse(startsAt) + 10 * minuteMs).toISOString())
    }
  )
})
