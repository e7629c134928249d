import { type Adapter, defineAdapter, type SourcePage } from 'shopkeeper'
import { Type } from 'typebox'
import { onEachDatabase } from '../harness.ts'
import { buildShop, type Shop, type ShopOptions } from './shop.ts'

const rowsPerPage = 10

/** A folder of feeds as some platform would have it: sources by name, each a number of orders. */
interface Feeds {
  sources: { name: string; content: string; orders: number; badRows?: number[] }[]
  reads: string[]
  /** Fails on the read with this number, counted from 1. */
  failOnRead?: number
}

function feedAdapter(feeds: Feeds): Adapter {
  return defineAdapter({
    platform: 'feed',
    title: 'Feeds',
    account: Type.Object({}, { additionalProperties: false }),
    capabilities: {
      orders: { pull: { by: 'source' }, push: false },
      listings: false,
      stock: false,
      prices: false,
      shipments: false,
      afterSales: false,
      refunds: false,
      reviews: false,
      messages: false
    },
    connect: () => ({
      orders: {
        listSources: async () =>
          feeds.sources.map(({ name, content }) => ({ id: content, name, sizeBytes: 1 })),
        async readSource(source, position): Promise<SourcePage> {
          feeds.reads.push(`${source.name}@${position ?? '0'}`)
          if (feeds.reads.length === feeds.failOnRead) throw new Error('the disk is gone')
          const feed = feeds.sources.find(({ content }) => content === source.id)!
          const start = Number(position ?? '0')
          const end = Math.min(start + rowsPerPage, feed.orders)
          const rows = Array.from({ length: end - start }, (_, index) => start + index)
          const bad = rows.filter((row) => feed.badRows?.includes(row))
          return {
            documents: rows
              .filter((row) => !bad.includes(row))
              .map((row) => orderOf(feed.name, row)),
            rejected: bad.map((row) => ({
              source: feed.name,
              line: row + 2,
              column: 'Price',
              reason: 'not an amount'
            })),
            rows: rows.length,
            position: end < feed.orders ? String(end) : null
          }
        }
      },
      classify: (error) => ({ action: 'retry', reason: (error as Error).message })
    })
  }) as Adapter
}

function orderOf(feed: string, row: number) {
  return {
    kind: 'order' as const,
    externalId: `${feed}-${row}`,
    number: `${feed}-${row}`,
    status: 'paid' as const,
    rawStatus: 'paid',
    currency: 'CNY',
    lines: [
      {
        externalId: '1',
        sku: 'MUG-CELADON',
        title: 'Mug',
        quantity: 1,
        unitPriceMinor: 5900,
        totalMinor: 5900,
        discountMinor: 0,
        taxMinor: 0
      }
    ],
    shippingMinor: 0,
    discountMinor: 0,
    taxMinor: 0,
    totalMinor: 5900,
    paidMinor: 5900,
    buyer: { externalId: null },
    address: null,
    placedAt: '2026-02-01T00:00:00.000Z',
    modifiedAt: '2026-02-01T00:00:00.000Z'
  }
}

async function feedShop(
  t: Parameters<typeof buildShop>[0],
  kind: Parameters<typeof buildShop>[1],
  feeds: Feeds,
  options: ShopOptions = {}
): Promise<Shop> {
  const adapters = [feedAdapter(feeds)]
  const shop = await buildShop(t, kind, { channels: [], adapters, ...options })
  await shop.engine.transaction((tx) =>
    shop.engine.use('channels').save(tx, { id: 'a', platform: 'feed', name: 'Feeds', settings: {} })
  )
  return shop
}

onEachDatabase(async (t, kind) => {
  t.test(
    'source: each is taken once, page by page; a new one is taken with the next pull',
    async (t) => {
      const feeds: Feeds = { sources: [{ name: 'jan.csv', content: 'c1', orders: 25 }], reads: [] }
      const shop = await feedShop(t, kind, feeds)
      t.match(await shop.pull('a'), { documents: 25, created: 25 })
      t.same(feeds.reads, ['jan.csv@0', 'jan.csv@10', 'jan.csv@20'])
      t.match(await shop.pull('a'), { documents: 0 })
      feeds.sources.push({ name: 'feb.csv', content: 'c2', orders: 5 })
      t.match(await shop.pull('a'), { documents: 5, created: 5 })
      t.same(feeds.reads.slice(3), ['feb.csv@0'])
      t.equal(await shop.available('MUG-CELADON'), 70)
    }
  )

  for (const failOnRead of [2, 3, 4]) {
    t.test(
      `source: one that ends at read ${failOnRead} is taken up there, with the same numbers`,
      async (t) => {
        const feeds: Feeds = {
          sources: [
            { name: 'jan.csv', content: 'c1', orders: 25 },
            { name: 'feb.csv', content: 'c2', orders: 15 }
          ],
          reads: [],
          failOnRead
        }
        const shop = await feedShop(t, kind, feeds)
        await t.rejects(shop.pull('a'), { code: 'CHANNEL_CALL_FAILED' })
        const taken = 100 - (await shop.available('MUG-CELADON'))!
        t.equal(taken, Math.min(25, (failOnRead - 1) * rowsPerPage), 'what was read before is kept')
        t.match(await shop.pull('a'), { created: 40 - taken, unchanged: 0 })
        t.equal(await shop.available('MUG-CELADON'), 60)
        const sources = await shop.engine.db.selectFrom('channelSources').selectAll().execute()
        t.match(
          sources.sort((a, b) => (a.name < b.name ? 1 : -1)),
          [
            { name: 'jan.csv', state: 'complete', rows: 25, pages: 3 },
            { name: 'feb.csv', state: 'complete', rows: 15, pages: 2 }
          ]
        )
      }
    )
  }

  t.test(
    'source: a bad row is reported with its place; the corrected file settles it',
    async (t) => {
      const feeds: Feeds = {
        sources: [{ name: 'jan.csv', content: 'c1', orders: 12, badRows: [3, 11] }],
        reads: []
      }
      const shop = await feedShop(t, kind, feeds)
      t.match(await shop.pull('a'), { created: 10, rejected: 2 })
      const open = async () =>
        (await shop.call({ url: '/v1/channels/a/rejected?settled=false' })).body.data
      t.match(await open(), [
        { source: 'jan.csv', line: 13, column: 'Price', reason: 'not an amount' },
        { source: 'jan.csv', line: 5, column: 'Price', reason: 'not an amount' }
      ])
      const alerts = async () =>
        (await shop.call({ url: '/v1/alerts?kind=channel.rejected-rows&state=open' })).body.data
      t.equal((await alerts()).length, 1)

      shop.clock.advance(60_000)
      feeds.sources = [{ name: 'jan.csv', content: 'c1-mended', orders: 12 }]
      t.match(await shop.pull('a'), { created: 2, unchanged: 10, rejected: 0 })
      t.same(await open(), [])
      t.same(await alerts(), [])
    }
  )

  t.test('source: rejected rows that a person has dealt with are put aside', async (t) => {
    const feeds: Feeds = {
      sources: [{ name: 'jan.csv', content: 'c1', orders: 3, badRows: [1] }],
      reads: []
    }
    const shop = await feedShop(t, kind, feeds)
    await shop.pull('a')
    const [{ id }] = (await shop.call({ url: '/v1/channels/a/rejected' })).body.data
    const dismissed = await shop.call({
      method: 'POST',
      url: '/v1/channels/a/rejected/dismiss',
      body: { ids: [id] }
    })
    t.match(dismissed, { status: 200, body: { settled: 1, open: 0 } })
    const alerts = await shop.call({ url: '/v1/alerts?kind=channel.rejected-rows&state=open' })
    t.same(alerts.body.data, [])
  })

  t.test('channel: what its platform cannot do is refused by name', async (t) => {
    const shop = await feedShop(t, kind, { sources: [], reads: [] })
    for (const action of ['push-stock', 'reconcile']) {
      const refused = await shop.call({ method: 'POST', url: `/v1/channels/a/${action}` })
      t.match(refused, { status: 409, body: { code: 'CHANNEL_UNSUPPORTED', capability: 'stock' } })
    }
  })
})
