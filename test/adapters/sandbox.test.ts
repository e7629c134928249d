import type { Test } from 'tap'
import t from 'tap'
import { Agent } from 'undici'
import {
  createSandboxAdapter,
  type Sandbox,
  sandboxProducts,
  startSandbox
} from '#adapters/sandbox'
import type { ChannelClient } from '#core/channel/client'
import type { ChannelAfterSale } from '#core/channel/documents'
import { manualClock } from '#core/time'
import { adapterIo } from './adapter-io.ts'

const mug = sandboxProducts[0]!
const slice = { since: '2026-03-01T08:00:00.000Z', until: '2026-03-01T20:00:00.000Z' }

/** A sandbox and a client of it, without an engine between them. */
async function connected(
  t: Test,
  direction: 'forward' | 'backward' = 'forward'
): Promise<{ sandbox: Sandbox; client: ChannelClient; clock: ReturnType<typeof manualClock> }> {
  const clock = manualClock('2026-03-01T08:00:00.000Z')
  const sandbox = await startSandbox({ clock, seed: 3 })
  const http = new Agent()
  t.teardown(async () => {
    await http.destroy()
    await sandbox.stop()
  })
  const settings = { ...sandbox.credentials, seed: 1, ordersPerMinute: 0 }
  const io = adapterIo(http, clock)
  return { sandbox, client: createSandboxAdapter({ direction }).connect(settings, io), clock }
}

async function readAll(client: ChannelClient): Promise<string[]> {
  const ids: string[] = []
  let pageToken: string | null = null
  do {
    const page = await client.orders.listChanged!({ slice, pageToken })
    ids.push(...page.documents.map(({ externalId }) => externalId))
    pageToken = page.next
  } while (pageToken !== null)
  return ids
}

for (const direction of ['forward', 'backward'] as const) {
  t.test(`sandbox: three pages hold every order once, ${direction}`, async (t) => {
    const { sandbox, client, clock } = await connected(t, direction)
    for (let i = 0; i < 45; i++) {
      sandbox.placeOrder()
      clock.advance(1000)
    }
    const ids = await readAll(client)
    t.equal(ids.length, 45)
    t.same([...new Set(ids)].sort(), [...sandbox.world.orders.keys()].sort())
  })
}

t.test('sandbox: one seed makes the same orders', async (t) => {
  const [one, other] = [await connected(t), await connected(t)]
  const wishes = (sandbox: Sandbox) =>
    Array.from({ length: 20 }, () =>
      sandbox.placeOrder()!.lines.map((line) => [line.merchant_sku, line.quantity])
    )
  t.same(wishes(one.sandbox), wishes(other.sandbox))
})

t.test(
  'sandbox: an order comes in our words, its ids as text and its amounts in minor units',
  async (t) => {
    const { sandbox, client } = await connected(t)
    const wire = sandbox.placeOrder({ lines: [{ sku: mug.sku, quantity: 2 }] })!
    const order = await client.orders.get!(wire.order_id)
    t.match(order, {
      kind: 'order',
      externalId: wire.order_id,
      status: 'paid',
      rawStatus: 'WAIT_SHIP',
      totalMinor: 11_800,
      lines: [{ sku: mug.sku, externalListingId: mug.listingId, quantity: 2, totalMinor: 11_800 }]
    })
    t.ok(Number(wire.order_id) > Number.MAX_SAFE_INTEGER)
    t.equal(await client.orders.get!('42'), null)
  }
)

t.test('sandbox: a window longer than a day is refused by name', async (t) => {
  const { client } = await connected(t)
  const tooLong = { since: '2026-03-01T08:00:00.000Z', until: '2026-03-02T08:00:00.001Z' }
  const error = await client.orders.listChanged!({ slice: tooLong, pageToken: null }).then(
    () => t.fail('it was taken'),
    (reason: unknown) => reason
  )
  t.match(client.classify(error), { action: 'rejected', code: 'WINDOW_INVALID' })
})

t.test('sandbox: each failure says what to do about it, whatever its HTTP status', async (t) => {
  const { sandbox, client } = await connected(t)
  const expected = {
    throttle: { action: 'rateLimited', retryAfterMs: 7000 },
    serverError: { action: 'retry' },
    errorIn200: { action: 'retry' },
    timeoutAfterEffect: { action: 'retry' },
    banned: { action: 'fatal' },
    expiredToken: { action: 'refreshToken' }
  } as const
  for (const [kind, verdict] of Object.entries(expected)) {
    const fault = { kind: kind as keyof typeof expected, retryAfterSeconds: 7 }
    sandbox.faults.add({ ...fault, operation: 'orders/get' })
    const error = await client.orders.get!('42').then(
      () => t.fail(`${kind} did not strike`),
      (reason: unknown) => reason
    )
    t.match(client.classify(error), verdict, kind)
  }
})

t.test('sandbox: one request is done once; of its items each has an outcome', async (t) => {
  const { sandbox, client } = await connected(t)
  const write = (externalListingId: string, quantity: number, sequence: number) => ({
    externalListingId,
    sku: mug.sku,
    quantity,
    sequence
  })
  const items = [write(mug.listingId, 5, 2), write('nobody', 5, 1)]
  t.match(await client.writeStock!(items, 'k1'), [
    { status: 'done' },
    { status: 'rejected', code: 'LISTING_UNKNOWN' }
  ])
  await client.writeStock!([write(mug.listingId, 9, 3)], 'k2')
  await client.writeStock!([write(mug.listingId, 9, 3)], 'k2')
  t.equal(sandbox.stockWrites.filter(({ quantity }) => quantity === 9).length, 1)
  t.match(await client.writeStock!([write(mug.listingId, 1, 2)], 'k3'), [{ status: 'done' }])
  t.same(await client.readStock!([mug.listingId, 'nobody']), new Map([[mug.listingId, 9]]))
})

t.test(
  'sandbox: a case is decided on the revision that was looked at, and only once',
  async (t) => {
    const { sandbox, client } = await connected(t)
    const order = sandbox.placeOrder({ lines: [{ sku: mug.sku, quantity: 2 }] })!
    const { case_id: externalId } = sandbox.world.openCase(order.order_id, 'return')
    const read = async () => {
      const { documents } = await client.listAfterSales!({ slice, pageToken: null })
      return documents.find((one) => one.externalId === externalId) as ChannelAfterSale
    }
    const opened = await read()
    t.match(opened, {
      ...{ type: 'return', status: 'awaiting_merchant', currency: mug.currency, version: '1' },
      amountMinor: 2 * mug.amountMinor,
      lines: [{ externalId: '1', quantity: 2 }],
      ...{ openedAt: /Z$/, dueAt: /Z$/ }
    })
    const decide = (version: string | null, key: string, action: 'agree' | 'refuse' = 'agree') =>
      client.decideAfterSale!(
        {
          ...{ externalId, action, version, amountMinor: null, currency: mug.currency },
          ...{ reasonCode: null, note: 'fine', evidence: [] }
        },
        key
      )
    t.match(await decide('1', 'k1'), { status: 'done' })
    t.match(await decide('1', 'k1'), { status: 'done' }, 'the answer of before')
    const agreed = await read()
    t.match(agreed, { status: 'awaiting_return', version: '2' })
    t.notOk('dueAt' in agreed, 'it is not our turn')
    t.match(await decide('1', 'k2'), {
      status: 'rejected',
      class: 'conflict',
      code: 'CASE_CHANGED'
    })
    sandbox.world.desk.move(externalId, 'GOODS_SENT')
    t.match(await decide('3', 'k3', 'refuse'), { status: 'done' })
    t.equal((await read()).status, 'refused')
  }
)
