import { DateTime } from 'luxon'
import type { EngineConfig } from 'shopkeeper'
import type { Test } from 'tap'
import { sandbox, startSandbox } from '#adapters/sandbox'
import { simulateTaobao, taobao } from '#adapters/taobao'
import { runningClock } from './conformance/adapter/running-clock.ts'
import { silent } from './conformance/ends.ts'
import type { GuideShop } from './guide-requests.ts'
import { buildTestEngine, type TestEngine, until } from './harness.ts'

const encryptionKey = Buffer.alloc(32, 5).toString('base64')

/** What a guide is tried on: an engine as its config says, and what happens in the world meanwhile. */
export const guideShops: Readonly<Record<string, (t: Test) => Promise<GuideShop>>> = {
  'run-a-sale': async (t) => {
    const messages = { publicUrl: 'https://shop.example', outbox: { folder: t.testdir() } }
    const crm = { use: 'crm', options: { messages } }
    return buildTestEngine(t, 'sqlite', {
      plugins: ['catalog', 'inventory', 'orders', 'promotions', crm],
      encryptionKey
    })
  },
  'after-sales': afterSalesShop,
  reports: reportsShop
}

/** A shop on two marketplaces: at one a buyer asks for her money, at the other one has written a review. */
async function afterSalesShop(t: Test): Promise<GuideShop> {
  const clock = runningClock()
  const quality = { minUnitsSold: 3, minCases: 1 }
  const config: EngineConfig = {
    plugins: [
      ...['catalog', 'inventory', 'orders', 'channels'],
      { use: 'aftersales', options: { quality } }
    ],
    adapters: [sandbox, taobao],
    encryptionKey,
    // The clock is put forward in the middle of jobs: their leases must be longer than that.
    jobs: { leaseMs: 600_000, pollMs: 20 }
  }
  const engine = await buildTestEngine(t, 'sqlite', config, { clock, start: true })
  const market = await startSandbox({ clock })
  t.teardown(() => market.stop())
  const reviewed = await simulateTaobao({}, { ...silent, clock })
  t.teardown(() => reviewed.stop())
  const { order_id: orderId } = market.placeOrder({ status: 'WAIT_SHIP' })!
  market.world.openCase(orderId, 'refund')
  reviewed.placeOrder({ lines: [{ sku: 'JAR', quantity: 1 }] })
  reviewed.addReview('JAR')
  await open(t, engine, { id: 'market', platform: 'sandbox', settings: market.credentials })
  await open(t, engine, { id: 'shop', platform: 'taobao', settings: reviewed.settings })
  await until(
    async () => {
      clock.advance(30_000)
      const pulls = ['market', 'shop'].map((id) => ({
        method: 'POST' as const,
        url: `/v1/channels/${id}/pull`
      }))
      for (const pull of pulls) await engine.call(pull)
      return (await isThere(engine, 'cases')) && (await isThere(engine, 'reviews'))
    },
    { what: 'a case and a review' }
  )
  return {
    call: engine.call,
    files: { 'mug.jpg': Buffer.from('\xff\xd8\xff\xe0 a mug', 'latin1') },
    whileWaiting: () => clock.advance(10_000)
  }
}

async function open(t: Test, { call }: TestEngine, account: Record<string, unknown>) {
  const more = { name: 'Shop', unknownSkus: 'createUntracked', pushStock: false }
  const since = new Date(Date.now() - 3_600_000).toISOString()
  const body = { ...more, since, pullEverySeconds: 3600, ...account }
  const { status, text } = await call({ method: 'POST', url: '/v1/channels', body })
  if (status !== 201) throw new Error(text)
  const url = `/v1/channels/${account.id}`
  t.teardown(() => call({ method: 'PATCH', url, body: { isEnabled: false } }))
}

async function isThere({ call }: TestEngine, list: string): Promise<boolean> {
  return (await call({ url: `/v1/${list}` })).body.data.length > 0
}

/** A shop at ten in the morning of its day, so that no day ends in the middle of the guide. */
async function reportsShop(t: Test): Promise<GuideShop> {
  const shop = { zone: 'Asia/Shanghai', currency: 'CNY' }
  const now = DateTime.now().setZone(shop.zone)
  const clock = runningClock()
  clock.advance(now.set({ hour: 10, minute: 0 }).toMillis() - now.toMillis())
  const delivery = { outbox: { folder: t.testdir() } }
  const config: EngineConfig = {
    shop,
    plugins: ['catalog', 'inventory', 'orders', { use: 'reporting', options: { delivery } }]
  }
  const { call } = await buildTestEngine(t, 'sqlite', config, { clock, start: true })
  return { call, variables: { today: now.toISODate() } }
}
