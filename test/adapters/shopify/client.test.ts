import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import t from 'tap'
import { failureOf } from '../stand.ts'
import { open } from './stand.ts'

t.test('cost: what an answer tells of the bucket is learned of all calls', async (t) => {
  const { client, learned } = await open(t)
  await client.orders.get!('1')
  t.same(learned, [['*', { ratePerSecond: 100, burst: 2000, available: 2000 }]])
})

t.test(
  'quotas: a spent bucket is THROTTLED in a 200, and the wait is for the points that lack',
  async (t) => {
    const stand = await open(t)
    const { client, simulator, clock } = stand
    simulator.setQuotas(true)
    simulator.placeOrder()
    // Each takes what it may cost at most, and gets back what it has not cost.
    const failures: unknown[] = []
    for (let call = 0; call < 200 && failures.length === 0; call++) {
      await stand.listOrders().catch((error) => failures.push(error))
    }
    const verdict = client.classify(failures[0])
    t.match(verdict, { action: 'rateLimited', reason: 'Throttled' })
    clock.advance((verdict as { retryAfterMs: number }).retryAfterMs)
    t.equal((await stand.listOrders()).length, 1)
  }
)

t.test('throttle: the rest that is asked for is the rest that is kept', async (t) => {
  const { client, simulator } = await open(t)
  simulator.faults.add({ kind: 'throttle', restMs: 40_000 })
  const verdict = client.classify(await failureOf(client.orders.get!('1')))
  t.match(verdict, { action: 'rateLimited', retryAfterMs: 40_000 })
})

t.test('failures: each kind has its own verdict', async (t) => {
  const { client, simulator, learned, clock } = await open(t)
  const verdict = async () => client.classify(await failureOf(client.orders.get!('1')))
  for (const kind of ['down', 'noAnswer', 'lostAnswer'] as const) {
    simulator.faults.add({ kind })
    t.match(await verdict(), { action: 'retry' }, kind)
  }
  simulator.faults.add({ kind: 'banned', restMs: 90_000 })
  t.match(await verdict(), { action: 'rateLimited', retryAfterMs: 90_000 })
  t.same(learned.at(-1), ['*', { available: 0, restMs: 90_000 }])
  clock.advance(90_000)
  simulator.faults.add({ kind: 'revoked' })
  t.match(await verdict(), { action: 'refreshToken' })
})

t.test('cost: a page that is too dear is asked for again at half its size', async (t) => {
  const asked: number[] = []
  const app = Fastify()
  app.post('/*', async (request) => {
    const { first } = (request.body as { variables: { first: number } }).variables
    asked.push(first)
    const error = { message: 'Query cost', extensions: { code: 'MAX_COST_EXCEEDED' } }
    if (first > 10) return { errors: [error] }
    return { data: { orders: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } } } }
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(() => app.close())
  const { connect, clock } = await open(t)
  const baseUrl = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const client = connect({ baseUrl })
  const slice = { since: clock.after(-1000), until: clock.now() }
  const page = await client.orders.listChanged!({ slice, pageToken: null })
  t.same(page.documents, [])
  t.same(asked, [25, 12, 6])
})
