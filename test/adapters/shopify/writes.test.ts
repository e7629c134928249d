import t from 'tap'
import { open, type Stand } from './stand.ts'

const stockOf = ({ simulator }: Stand, sku: string, quantity: number, sequence = 1) => ({
  externalListingId: simulator.listingOf(sku)!,
  sku,
  quantity,
  sequence
})

t.test(
  'writeStock: quantities are set once, and what shows them already is left alone',
  async (t) => {
    const stand = await open(t)
    const { client, simulator } = stand
    const items = ['TEA-GREEN', 'CUP/WHITE'].map((sku) => stockOf(stand, sku, 7))
    simulator.faults.add({ kind: 'lostAnswer', operation: 'setStock' })
    await t.rejects(client.writeStock!(items, 'k1'))
    t.same(await client.writeStock!(items, 'k1'), [{ status: 'done' }, { status: 'done' }])
    t.equal(simulator.stockEffects('TEA-GREEN'), 1)
    t.equal(simulator.shownStock('CUP/WHITE'), 7)
    const ids = items.map(({ externalListingId }) => externalListingId)
    t.same([...(await client.readStock!(ids)).values()], [7, 7])
  }
)

t.test('writeStock: a sale between reading and writing is not undone', async (t) => {
  const stand = await open(t)
  const { simulator } = stand
  const sell = () => simulator.placeOrder({ lines: [{ sku: 'TEA-MINT', quantity: 1 }] })
  // A sale happens as soon as what is shown has been read.
  const selling = (settings: object) => {
    const client = stand.connect(settings)
    const { token } = stand.io
    let calls = 0
    stand.io.token = () => {
      if (++calls === 2) sell()
      return token()
    }
    return client
  }
  const [compared] = await selling({}).writeStock!([stockOf(stand, 'TEA-MINT', 5)], 'k1')
  t.match(compared, { status: 'retry', reason: /CHANGE_FROM_QUANTITY_STALE/ })
  t.equal(simulator.shownStock('TEA-MINT'), -1)
  const blind = selling({ comparesStock: false })
  t.match(await blind.writeStock!([stockOf(stand, 'TEA-MINT', 5)], 'k2'), [{ status: 'done' }])
  t.equal(simulator.shownStock('TEA-MINT'), 5)
})

t.test('writeStock: an item that is refused keeps no other back', async (t) => {
  const stand = await open(t)
  const { client, simulator } = stand
  const items = [
    stockOf(stand, 'TEA-GREEN', 2_000_000_000),
    stockOf(stand, 'TEA-BLACK', 3),
    { ...stockOf(stand, 'TEA-BLACK', 3), externalListingId: '99', sku: 'GONE' }
  ]
  t.match(await client.writeStock!(items, 'k1'), [
    { status: 'rejected', code: 'INVALID_QUANTITY_TOO_HIGH', reason: /^TEA-GREEN: / },
    { status: 'done' },
    { status: 'rejected', class: 'gone', reason: /^GONE: / }
  ])
  t.equal(simulator.shownStock('TEA-BLACK'), 3)
})

t.test(
  'writePrices: prices are set by product; a foreign currency and a bad price are named',
  async (t) => {
    const { client, simulator } = await open(t)
    const price = (sku: string, amountMinor: number, currency = 'EUR') => ({
      externalListingId: simulator.listingOf(sku)!,
      sku,
      amountMinor,
      currency
    })
    const items = [
      price('TEA-GREEN', 900),
      price('TEA-BLACK', 900, 'USD'),
      price('TEA-MINT', -1),
      price('POT-IRON', 6100)
    ]
    t.match(await client.writePrices!(items, 'k1'), [
      { status: 'done' },
      { status: 'rejected', code: 'CURRENCY_FOREIGN', reason: /EUR, not in USD/ },
      { status: 'rejected', code: 'GREATER_THAN_OR_EQUAL_TO', reason: /^TEA-MINT: .*price/ },
      { status: 'done' }
    ])
    t.same(simulator.shownPrice('POT-IRON'), { amountMinor: 6100, currency: 'EUR' })
    t.same(simulator.shownPrice('TEA-BLACK'), { amountMinor: 790, currency: 'EUR' })
  }
)

const listing = {
  externalListingId: null,
  sku: 'MATCHA 30',
  title: 'Matcha, 30 g',
  description: 'Ground <fine>.\n\nKeep it dry.',
  amountMinor: 1990,
  currency: 'EUR',
  quantity: 12,
  gtin: null,
  imageUrls: [],
  category: null,
  attributes: {}
}

t.test('writeListings: a SKU is listed once though the answer is lost, then changed', async (t) => {
  const { client, simulator } = await open(t)
  simulator.faults.add({ kind: 'lostAnswer', operation: 'createProduct' })
  await t.rejects(client.writeListings!([listing], 'k1'))
  const [made] = await client.writeListings!([listing], 'k1')
  t.match(made, { status: 'done', externalId: simulator.listingOf('MATCHA 30') })
  t.equal(simulator.shownStock('MATCHA 30'), 12)
  const { externalId } = made as { externalId: string }
  const changed = { ...listing, externalListingId: externalId, title: 'Matcha', amountMinor: 2090 }
  t.match(await client.writeListings!([changed], 'k2'), [{ status: 'done', externalId }])
  t.match(await client.readListings!([externalId, '99']), [
    {
      externalListingId: externalId,
      title: 'Matcha',
      state: 'active',
      amountMinor: 2090,
      quantity: 12
    }
  ])
})

t.test('writeListings: bad input is named, and the others are listed', async (t) => {
  const { client } = await open(t)
  const items = [
    { ...listing, sku: 'A', currency: 'USD' },
    { ...listing, sku: 'B', attributes: { color: 'red' } },
    { ...listing, sku: 'C', title: '' },
    { ...listing, sku: 'D', externalListingId: '99' },
    { ...listing, sku: 'E' }
  ]
  t.match(await client.writeListings!(items, 'k1'), [
    { code: 'CURRENCY_FOREIGN' },
    { code: 'ATTRIBUTE_UNKNOWN', reason: /"color"/ },
    { code: 'INVALID_INPUT', reason: /^C: Title can't be blank/ },
    { code: 'LISTING_GONE', class: 'gone' },
    { status: 'done' }
  ])
})

t.test('setListingStates: a listing is paused and put up for sale again', async (t) => {
  const { client, simulator } = await open(t)
  const externalListingId = simulator.listingOf('TIN-250')!
  const set = (state: 'active' | 'paused') =>
    client.setListingStates!([{ externalListingId, sku: 'TIN-250', state }], 'k')
  const shown = async () => (await client.readListings!([externalListingId]))[0]?.rawState
  t.match(await set('paused'), [{ status: 'done' }])
  t.equal(await shown(), 'DRAFT')
  t.match(await set('active'), [{ status: 'done' }])
  t.equal(await shown(), 'ACTIVE')
})
