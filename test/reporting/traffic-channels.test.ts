import type { Adapter } from 'shopkeeper'
import { createSandboxAdapter, startSandbox } from '#adapters/sandbox'
import { encryptionKey } from '../crm/shop.ts'
import { buildTestEngine, onEachDatabase, until } from '../harness.ts'

onEachDatabase(async (t, kind) => {
  t.test(
    'traffic that a marketplace tells is taken in, and told anew it is replaced',
    async (t) => {
      const sandbox = await startSandbox()
      t.teardown(() => sandbox.stop())
      const { engine, call } = await buildTestEngine(t, kind, {
        encryptionKey,
        plugins: ['catalog', 'inventory', 'orders', 'channels', 'reporting'],
        adapters: [createSandboxAdapter() as Adapter]
      })
      await call({
        ...{ method: 'POST', url: '/v1/channels' },
        body: {
          ...{ id: 'a', platform: 'sandbox', name: 'A', settings: { ...sandbox.credentials } },
          ...{ pullEverySeconds: 3600, since: engine.clock.after(-60_000) }
        }
      })
      const day = engine.clock.now().slice(0, 10)
      const { traffic } = sandbox.world
      traffic.tell(day, { uv: 120, pv: 480 })
      traffic.tell(day, { impressions: 9000, clicks: 60, cost: '45.50', deals: 0 }, '万相台')
      traffic.tell('2026-02-30', { uv: 1 })
      await engine.start()
      const pull = () =>
        engine.transaction((tx) =>
          tx.enqueue('channels.pull-records', [{ payload: { channelId: 'a', stream: 'traffic' } }])
        )
      const rows = () =>
        engine.db.selectFrom('reportTraffic').selectAll().orderBy('campaign').execute()
      const areThere = async () => {
        await pull()
        return (await rows()).length === 2
      }
      await until(areThere, { what: 'two rows of figures' })
      t.match(await rows(), [
        {
          channelId: 'a',
          dayOn: day,
          visitors: 120,
          pageViews: 480,
          currency: null,
          origin: 'adapter'
        },
        { campaign: '万相台', clicks: 60, adCostMinor: 4550, adSalesMinor: null, currency: 'CNY' }
      ])
      traffic.tell(day, { uv: 150, pv: 480 })
      const isAnew = async () => {
        await pull()
        return (await rows())[0]!.visitors === 150
      }
      await until(isAnew, { what: 'figures that are told anew' })
      const { id } = (await rows())[0]!
      const { body } = await call({ url: `/v1/traffic/${id}` })
      t.match(body, { current: { version: 2 }, versions: [{ visitors: 120 }] })
      const { metrics, totals } = (
        await call({
          ...{ method: 'POST', url: '/v1/reports/query' },
          body: { metrics: ['visitors', 'adCost', 'cpc'], period: { from: day, to: day } }
        })
      ).body
      t.equal(metrics.length, 3)
      t.match(totals, { visitors: { value: 150 }, adCost: { value: 4550 }, cpc: { value: 76 } })

      // Reporting comes late: what was told before is there already.
      await engine.transaction(async (tx) => {
        await tx.deleteFrom('reportTraffic').execute()
        await tx.deleteFrom('reportTrafficDays').execute()
        await tx.enqueue('reporting.take-traffic', [{ payload: {} }])
      })
      await until(async () => (await rows()).length === 2, { what: 'figures told before' })
      for (const proof of engine.proofs) t.same(await proof.findings(engine.db), [])
    }
  )
})
