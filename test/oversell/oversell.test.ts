import type { Test } from 'tap'
import { createKey } from '#core/access/keys'
import { buildTestEngine, type DatabaseKind, onEachDatabase, type TestEngine } from '../harness.ts'
import { startNode } from '../processes.ts'

const units = 10
const buyers = 50

/** A shop with ten units of one SKU. */
async function shopWithTen(test: Test, kind: DatabaseKind): Promise<TestEngine> {
  const plugins = ['catalog', 'inventory', 'orders']
  const shop = await buildTestEngine(test, kind, { plugins, adapters: [] })
  const variants = [{ sku: 'LAST-TEN', prices: [{ amountMinor: 100, currency: 'CNY' }] }]
  const product = { title: 'The last ten', lifecycle: 'live', variants }
  const made = await shop.call({ method: 'POST', url: '/v1/products', body: product })
  test.equal(made.status, 201, made.text)
  const stock = { reason: 'opening', items: [{ sku: 'LAST-TEN', onHand: units }] }
  const set = await shop.call({ method: 'POST', url: '/v1/stock/batch', body: stock })
  test.equal(set.status, 200, set.text)
  return shop
}

async function keyFor({ engine }: TestEngine): Promise<string> {
  const input = { name: 'buyers', role: 'integration' as const }
  return (await engine.transaction((tx) => createKey(tx, input))).key
}

/** Everybody buys one unit in the same moment, over real HTTP, spread over the given APIs. */
async function buyAtOnce(
  urls: readonly string[],
  key: string
): Promise<{ status: number; body: string }[]> {
  return Promise.all(
    Array.from({ length: buyers }, async (_, buyer) => {
      const response = await fetch(`${urls[buyer % urls.length]}/v1/orders`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          'idempotency-key': `buyer-${buyer}`
        },
        body: JSON.stringify({ lines: [{ sku: 'LAST-TEN', quantity: 1 }] })
      })
      return { status: response.status, body: await response.text() }
    })
  )
}

async function proveNothingOversold(
  test: Test,
  { engine }: TestEngine,
  answers: readonly { status: number; body: string }[]
): Promise<void> {
  const refused = answers.filter(({ status }) => status === 409).map(({ body }) => JSON.parse(body))
  test.equal(answers.filter(({ status }) => status === 201).length, units, 'ten buyers have one')
  test.equal(refused.length, buyers - units, 'everybody else is refused')
  test.match(
    refused,
    refused.map(() => ({
      code: 'STOCK_INSUFFICIENT',
      sku: 'LAST-TEN',
      requested: 1,
      available: 0
    })),
    'and told how many are left'
  )
  const orders = await engine.db.selectFrom('orders').select('id').execute()
  test.equal(orders.length, units, 'no order is left behind by those who were refused')
  for (const proof of engine.proofs) {
    test.strictSame(await proof.findings(engine.db), [], `proof ${proof.name}`)
  }
}

onEachDatabase(async (test, kind) => {
  test.test('50 buyers of 10 units through one API: ten have one, forty are told', async (t) => {
    const shop = await shopWithTen(t, kind)
    const url = await shop.engine.start()
    const answers = await buyAtOnce([url as string], await keyFor(shop))
    await proveNothingOversold(t, shop, answers)
  })

  test.test('50 buyers of 10 units through two API processes: no difference', async (t) => {
    const shop = await shopWithTen(t, kind)
    const config = {
      ...{ plugins: ['catalog', 'inventory', 'orders'], adapters: [] },
      database: { url: shop.database.url },
      // Only tests of overload want to be refused, however busy the machine is.
      http: { port: 0, shedAfterMs: 60_000 },
      log: { level: 'warn' }
    }
    const apis = [1, 2].map(() =>
      startNode(t, new URL('./api-process.ts', import.meta.url), config)
    )
    const urls = await Promise.all(
      apis.map(async (api) => (await api.line(/^listens /, 60_000)).replace('listens ', ''))
    )
    const answers = await buyAtOnce(urls, await keyFor(shop))
    await proveNothingOversold(t, shop, answers)
  })
})
