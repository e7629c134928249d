import type { ChannelAfterSale, ChannelCreditNote, ChannelOrder } from '#core/channel/documents'
import { platformAdapter } from '../channels/platform.ts'
import {
  buildTestEngine,
  type DatabaseKind,
  freshDatabase,
  onEachDatabase,
  type TestDatabase,
  until
} from '../harness.ts'
import { tell } from './marketplace.ts'

const window = { by: 'window', windowMax: 'P7D', lag: 'PT0S', pageSizeMax: 50 } as const
const adapters = [
  platformAdapter({ capabilities: { afterSales: { pull: window, agree: false, refuse: false } } })
]
const basics = ['catalog', 'inventory', 'orders', 'channels', 'crm']

/** An engine on the database, with after-sales or without. */
async function build(
  t: Parameters<typeof buildTestEngine>[0],
  kind: DatabaseKind,
  { database, more, start = false }: { database: TestDatabase; more: object[]; start?: boolean }
) {
  const config = {
    encryptionKey: Buffer.alloc(32, 7).toString('base64'),
    plugins: [...basics, ...(more as { use: string }[])],
    adapters
  }
  return buildTestEngine(t, kind, config, { database, start })
}

function noteOf(
  externalId: string,
  lines: [sku: string, quantity: number, totalMinor: number][],
  more: Partial<ChannelCreditNote> = {}
): ChannelCreditNote {
  return {
    ...{ kind: 'creditNote', externalId, reason: 'return', orderExternalId: null },
    ...{ currency: 'CNY', buyer: { externalId: 'b1' }, issuedAt: '2026-02-01T08:00:00.000Z' },
    lines: lines.map(([sku, quantity, totalMinor]) => ({ sku, title: sku, quantity, totalMinor })),
    ...more
  }
}

const order: ChannelOrder = {
  ...{ kind: 'order', externalId: 'o-1', number: 'o-1', status: 'completed', rawStatus: 'DONE' },
  ...{ currency: 'CNY', shippingMinor: 0, discountMinor: 0, taxMinor: 0, totalMinor: 10_000 },
  lines: [
    {
      ...{ externalId: '1', sku: 'CUP', title: 'Cup', quantity: 10, unitPriceMinor: 1000 },
      ...{ totalMinor: 10_000, discountMinor: 0, taxMinor: 0 }
    }
  ],
  ...{ paidMinor: 10_000, buyer: { externalId: 'b1' }, address: null },
  ...{ placedAt: '2026-02-01T07:00:00.000Z', modifiedAt: '2026-02-01T07:00:00.000Z' }
}

const afterSale: ChannelAfterSale = {
  ...{ kind: 'afterSale', externalId: 'c-1', orderExternalId: 'o-1', type: 'refund' },
  ...{ status: 'awaiting_merchant', rawStatus: 'WAIT', currency: 'CNY', amountMinor: 1000 },
  ...{ reason: 'broken', version: '1', modifiedAt: '2026-02-02T08:00:00.000Z', body: {} }
}

onEachDatabase(async (t, kind) => {
  const database = await freshDatabase(t, kind)
  const off = await build(t, kind, { database, more: [] })
  await off.call({
    ...{ method: 'POST', url: '/v1/channels' },
    body: {
      ...{ id: 'a', platform: 'small', name: 'Small shop', unknownSkus: 'createUntracked' },
      ...{ settings: { baseUrl: 'http://127.0.0.1:9', secret: 's3cret' }, isEnabled: false }
    }
  })
  await tell(off, [order, noteOf('past', [['CUP', -1, -1000]]), afterSale])
  await off.engine.stop()
  const shop = await build(t, kind, { database, more: [{ use: 'aftersales' }], start: true })
  const { call, engine } = shop
  const casesOf = async (query = '') =>
    (await call({ url: `/v1/cases?limit=100&channelId=a${query}` })).body.data
  const counted = async () => {
    const { n } = await engine.db
      .selectFrom('cases')
      .select(({ fn }) => fn.countAll().as('n'))
      .executeTakeFirstOrThrow()
    return Number(n)
  }

  t.test('what channels told while after-sales were off is taken in at the start', async (t) => {
    await until(async () => (await counted()) === 2)
    t.match(
      (await casesOf()).map((one: { kind: string; state: string }) => [one.kind, one.state]).sort(),
      [
        ['refund_only', 'requested'],
        ['return_refund', 'closed']
      ]
    )
  })

  t.test('a credit note for a return becomes a closed case, once', async (t) => {
    const before = await counted()
    const lines: Parameters<typeof noteOf>[1] = [
      ['CUP', -2, -1800],
      ['CUP', -1, -1000],
      ['POT', -1, -500]
    ]
    await tell(shop, [noteOf('n-1', lines, { orderExternalId: 'o-1' })])
    await tell(shop, [noteOf('n-1', lines, { orderExternalId: 'o-1' })])
    t.equal(await counted(), before + 1)
    const found = (await casesOf('&state=closed')).find(
      (one: { requestedMinor: number }) => one.requestedMinor === 3300
    )
    t.match(found, {
      ...{ flow: 'request', kind: 'return_refund', openedBy: 'channel', reason: 'other' },
      ...{ openedAt: '2026-02-01T08:00:00.000Z', closedAt: '2026-02-01T08:00:00.000Z' },
      ...{ orderId: /^ord_/, dueAt: null },
      lines: [
        { sku: 'CUP', quantity: 2 },
        { sku: 'CUP', quantity: 1 },
        { sku: 'POT', quantity: 1 }
      ]
    })
    t.ok(found.customerId)
  })

  t.test('a debt written off is no case', async (t) => {
    const before = await counted()
    await tell(shop, [noteOf('debt', [['B', -1, -700]], { reason: 'badDebt' })])
    t.equal(await counted(), before)
  })

  t.test('a page of credit notes costs as many statements whatever their number', async (t) => {
    const page = (name: string, count: number) =>
      Array.from({ length: count }, (_, at) => noteOf(`${name}-${at}`, [['CUP', -1, -1000]]))
    const before = await counted()
    const few = await tell(shop, page('few', 3))
    t.equal(await tell(shop, page('many', 90)), few)
    t.equal(await counted(), before + 93)
  })

  t.test('money that is given back here makes no second case', async (t) => {
    const before = await counted()
    const { id } = (await call({ url: '/v1/orders?externalId=o-1' })).body.data[0]
    const { lines } = (await call({ url: `/v1/orders/${id}` })).body
    const refund = await call({
      ...{ method: 'POST', url: '/v1/refunds', headers: { 'idempotency-key': 'once' } },
      body: { orderId: id, extraMinor: 0, lines: [{ orderLineId: lines[0].id, quantity: 1 }] }
    })
    t.equal(refund.status, 201, refund.text)
    const [part] = refund.body.parts
    const url = `/v1/refunds/${refund.body.id}/parts/${part.id}/confirm`
    const done = await call({
      ...{ method: 'POST', url, body: { reference: 'cash' } },
      headers: { 'idempotency-key': 'confirmed' }
    })
    t.equal(done.status, 200, done.text)
    t.equal(await counted(), before)
    for (const proof of engine.proofs) t.same(await proof.findings(engine.db), [], proof.name)
  })
})
