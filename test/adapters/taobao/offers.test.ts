import t from 'tap'
import type { PriceWrite, StockWrite } from '#core/channel/writes'
import { failureOf } from '../stand.ts'
import { open, type Stand } from './stand.ts'

function stock({ simulator }: Stand, sku: string, quantity: number): StockWrite {
  const externalListingId = simulator.listingOf(sku) ?? '599000000001'
  return { externalListingId, sku, quantity, sequence: 1 }
}

function price({ simulator }: Stand, sku: string, amountMinor: number): PriceWrite {
  const externalListingId = simulator.listingOf(sku) ?? '599000000001'
  return { externalListingId, sku, amountMinor, currency: 'CNY' }
}

function writes({ simulator }: Stand): string[] {
  const { calls } = simulator
  return calls.map(({ operation }) => operation).filter((name) => /update|operate/.test(name))
}

t.test('stock: SKUs of one item are one call; zero is a number; it is read back', async (t) => {
  const stand = await open(t)
  const { client, simulator } = stand
  const wanted = { 'CUP-WHITE': 5, 'POT-S': 7, 'CUP-BLACK': 0, JAR: 3 }
  const items = Object.entries(wanted).map(([sku, quantity]) => stock(stand, sku, quantity))
  const outcomes = await client.writeStock!(items, 'k')
  t.same(
    outcomes,
    items.map(({ externalListingId: externalId }) => ({ status: 'done', externalId }))
  )
  t.same(writes(stand), [
    'taobao.skus.quantity.update',
    'taobao.skus.quantity.update',
    'taobao.item.quantity.update'
  ])
  for (const [sku, quantity] of Object.entries(wanted)) {
    t.equal(simulator.shownStock(sku), quantity, sku)
  }
  const ids = [...items.map(({ externalListingId }) => externalListingId), '599000000001']
  const shown = await client.readStock!(ids)
  t.same([...shown.values()], [5, 7, 0, 3], 'what the shop lacks is left out')
})

t.test('stock: one SKU that is refused keeps no other of its item back', async (t) => {
  const stand = await open(t)
  const { client, simulator } = stand
  simulator.faults.add({ kind: 'partial' })
  const skus = ['CUP-WHITE', 'CUP-BLACK', 'NOWHERE', 'CUP-GREEN', 'SIEVE']
  const outcomes = await client.writeStock!(
    skus.map((sku) => stock(stand, sku, 4)),
    'k'
  )
  t.match(outcomes, [
    { status: 'rejected', code: /SKU_LOCKED/ },
    { status: 'done' },
    { status: 'rejected', class: 'gone' },
    { status: 'done' },
    { status: 'done' }
  ])
  t.equal(simulator.shownStock('CUP-GREEN'), 4)
  t.equal(simulator.stockEffects('CUP-WHITE'), 0)
})

t.test(
  'stock: a failure that passes ends the batch; what is left is to be sent again',
  async (t) => {
    const stand = await open(t)
    const { client, simulator } = stand
    const items = ['CUP-WHITE', 'JAR', 'SIEVE'].map((sku) => stock(stand, sku, 9))
    simulator.faults.add({ kind: 'throttle', after: 1, restMs: 5000 })
    const outcomes = await client.writeStock!(items, 'k')
    t.match(outcomes, [{ status: 'done' }, { status: 'retry', afterMs: 5000 }, { status: 'retry' }])
    simulator.faults.add({ kind: 'lostAnswer' })
    await failureOf(client.writeStock!(items, 'k'))
    await client.writeStock!(items, 'k')
    t.equal(simulator.shownStock('SIEVE'), 9)
  }
)

t.test(
  'prices: a SKU’s price goes out in yuan, and its item’s stays among those of its SKUs',
  async (t) => {
    const stand = await open(t)
    const { client, simulator } = stand
    const items = ['CUP-WHITE', 'CUP-BLACK', 'CUP-GREEN'].map((sku, at) =>
      price(stand, sku, 5005 + at)
    )
    t.match(await client.writePrices!(items, 'k'), [
      { status: 'done' },
      { status: 'done' },
      { status: 'done' }
    ])
    t.same(simulator.shownPrice('CUP-GREEN'), { amountMinor: 5007, currency: 'CNY' })
    const reads = simulator.calls.filter(({ operation }) => operation === 'taobao.item.seller.get')
    t.equal(reads.length, 1, 'an item is read once')
  }
)

t.test('prices: what cannot be written says why, the others are done', async (t) => {
  const stand = await open(t)
  const { client, simulator } = stand
  const items = [
    { ...price(stand, 'POT-S', 100), currency: 'EUR' },
    price(stand, 'NOWHERE', 100),
    price(stand, 'JAR', 100),
    {
      ...price(stand, 'CUP', 100),
      externalListingId: simulator.listingOf('CUP-WHITE')!.split(':')[0]!
    },
    price(stand, 'POT-L', 0),
    price(stand, 'POT-S', 100)
  ]
  t.match(await client.writePrices!(items, 'k'), [
    { status: 'rejected', code: 'CURRENCY_FOREIGN', reason: /CNY/ },
    { status: 'rejected', code: 'LISTING_UNKNOWN', class: 'gone' },
    { status: 'rejected', code: 'PRICE_NOT_WRITABLE', reason: /Tmall/ },
    { status: 'rejected', code: 'SKU_MISSING', reason: /sku_id/ },
    { status: 'rejected', code: 'isv.invalid-parameter', reason: /price/ },
    { status: 'done' }
  ])
  const onTmall = await open(t, { shopType: 'tmall' })
  t.match(await onTmall.client.writePrices!([price(onTmall, 'JAR', 7000)], 'k'), [
    { status: 'done' }
  ])
  t.equal(onTmall.simulator.shownPrice('JAR')?.amountMinor, 7000)
})

t.test(
  'listings: an item leaves the shelf and comes back; one that is there is left alone',
  async (t) => {
    const stand = await open(t)
    const { client, simulator } = stand
    const externalListingId = simulator.listingOf('CUP-WHITE')!
    const set = (state: 'active' | 'paused') =>
      client.setListingStates!([{ externalListingId, sku: 'CUP-WHITE', state }], 'k')
    const stateOf = async () => (await client.readListings!([externalListingId]))[0]!.state
    t.match(await set('active'), [{ status: 'done' }])
    t.same(writes(stand), [])
    await set('paused')
    t.equal(await stateOf(), 'paused')
    await set('paused')
    await set('active')
    t.equal(await stateOf(), 'active')
    t.same(writes(stand), ['alibaba.item.operate.downshelf', 'alibaba.item.operate.upshelf'])
    t.match(await client.readListings!([externalListingId, '599000000001', '599000000001:1']), [
      { sku: 'CUP-WHITE', rawState: 'onsale', amountMinor: 2990, currency: 'CNY', quantity: 0 }
    ])
    const gone = [{ externalListingId: '599000000001', sku: 'X', state: 'paused' as const }]
    t.match(await client.setListingStates!(gone, 'k'), [{ status: 'rejected', class: 'gone' }])
  }
)
