import t from 'tap'
import type { ListingWrite } from '#core/channel/writes'
import { open, type Stand } from './stand.ts'

const stock = (sku: string, quantity: number) => ({
  externalListingId: sku,
  sku,
  quantity,
  sequence: 1
})
const price = (sku: string, amountMinor: number, currency = 'EUR') => ({
  externalListingId: sku,
  sku,
  amountMinor,
  currency
})
const listing = (sku: string, changed: Partial<ListingWrite> = {}): ListingWrite => ({
  externalListingId: null,
  sku,
  title: 'Hammock',
  description: 'For two trees',
  amountMinor: 4990,
  currency: 'EUR',
  quantity: 7,
  gtin: '4006381333931',
  imageUrls: ['https://shop.example/1.jpg', 'https://shop.example/2.jpg'],
  category: 'OUTDOOR_GEAR',
  attributes: { brand: 'Ours' },
  ...changed
})

function countOf({ simulator }: Stand, operation: string): number {
  return simulator.calls.filter((call) => call.operation === operation).length
}

t.test(
  'stock: each listing shows what was set; SKUs with a slash or a comma as well',
  async (t) => {
    const stand = await open(t)
    const { client, simulator } = stand
    const items = simulator.products.map(({ sku }, index) => stock(sku, index))
    const outcomes = await client.writeStock!(items, 'k1')
    t.ok(outcomes.every(({ status }) => status === 'done'))
    for (const { sku, quantity } of items) t.equal(simulator.shownStock(sku), quantity, sku)
    const read = await client.readStock!([...items.map(({ sku }) => sku), 'NOBODY'])
    t.same(read, new Map(items.map(({ sku, quantity }) => [sku, quantity])))
    await client.writeStock!([stock('TENT-2P', 3)], 'k2')
    t.equal(countOf(stand, 'getListingsItem'), items.length + 1, 'a product type is read once')
    t.equal(countOf(stand, 'searchListingsItems'), 1, 'and twenty SKUs in one call')
  }
)

t.test('stock: what is refused is one listing’s own matter', async (t) => {
  const { client, simulator } = await open(t)
  simulator.faults.add({ kind: 'partial' })
  const items = [stock('TENT-2P', 1), stock('NOBODY', 1), stock('TENT-4P', 2)]
  t.match(await client.writeStock!(items, 'k'), [
    { status: 'rejected', code: '8541', reason: /TENT-2P.*item_name/ },
    { status: 'rejected', code: 'LISTING_UNKNOWN', class: 'gone', reason: /NOBODY.*publish/ },
    { status: 'done', externalId: 'TENT-4P' }
  ])
  t.same([simulator.shownStock('TENT-2P'), simulator.shownStock('TENT-4P')], [0, 2])
})

t.test('stock: a batch that is stopped in the middle keeps what is done', async (t) => {
  const { client, simulator } = await open(t)
  const operation = 'patchListingsItem'
  simulator.faults.add({ kind: 'throttle', operation, after: 1, restMs: 5000 })
  const items = ['TENT-2P', 'TENT-4P', 'LAMP-CAMP'].map((sku) => stock(sku, 4))
  t.match(await client.writeStock!(items, 'k'), [
    { status: 'done' },
    { status: 'retry', afterMs: 5000 },
    { status: 'retry', afterMs: 5000 }
  ])
  simulator.faults.add({ kind: 'noAnswer', operation })
  await t.rejects(client.writeStock!(items, 'k'), 'the first one fails the batch')
})

t.test('stock: a write whose answer is lost sets the same value again', async (t) => {
  const { client, simulator } = await open(t)
  simulator.faults.add({ kind: 'lostAnswer', operation: 'patchListingsItem' })
  const items = [stock('TENT-2P', 9)]
  await t.rejects(client.writeStock!(items, 'k'))
  t.equal(simulator.shownStock('TENT-2P'), 9)
  t.match(await client.writeStock!(items, 'k'), [{ status: 'done' }])
  t.equal(simulator.shownStock('TENT-2P'), 9)
})

t.test('prices: set in the currency of the marketplace and never below its minimum', async (t) => {
  const { client, simulator } = await open(t)
  const items = [price('TENT-2P', 12_345), price('TENT-4P', 50), price('MAT-AIR', 100, 'USD')]
  t.match(await client.writePrices!(items, 'k'), [
    { status: 'done' },
    { status: 'rejected', code: '18155', reason: /TENT-4P.*minimum price/ },
    { status: 'rejected', code: 'CURRENCY_FOREIGN', reason: /MAT-AIR.*EUR/ }
  ])
  t.same(simulator.shownPrice('TENT-2P'), { amountMinor: 12_345, currency: 'EUR' })
  t.same(simulator.shownPrice('TENT-4P'), { amountMinor: 19_900, currency: 'EUR' })
})

t.test('prices: a currency without small change', async (t) => {
  const { client, simulator } = await open(t, { currency: 'JPY', region: 'fe' })
  await client.writePrices!([price('TENT-2P', 12_345, 'JPY')], 'k')
  t.same(simulator.shownPrice('TENT-2P'), { amountMinor: 12_345, currency: 'JPY' })
})

t.test('listings: a new one is accepted, and taken once Amazon has decided', async (t) => {
  const { client, simulator, clock } = await open(t)
  const [accepted] = await client.writeListings!([listing('HAMMOCK/2')], 'k')
  t.equal(accepted!.status, 'accepted')
  const { submissionId } = accepted as { submissionId: string }
  t.match(await client.pollSubmission!(submissionId), { status: 'accepted', submissionId })
  t.equal(simulator.listingOf('HAMMOCK/2'), null)
  clock.advance(2000)
  simulator.decideSubmissions!()
  t.match(await client.pollSubmission!(submissionId), { status: 'done', externalId: 'HAMMOCK/2' })
  t.match(await client.readListings!(['HAMMOCK/2', 'NOBODY']), [
    {
      externalListingId: 'HAMMOCK/2',
      title: 'Hammock',
      state: 'active',
      rawState: 'BUYABLE DISCOVERABLE',
      amountMinor: 4990,
      currency: 'EUR',
      quantity: 7,
      issues: []
    }
  ])
})

t.test('listings: what Amazon finds wrong is told, at once or later', async (t) => {
  const { client, simulator, clock } = await open(t)
  const wrong = [
    listing('NO-TYPE', { category: null }),
    listing('CHEAP', { amountMinor: 1 }),
    listing('LONG', { title: 'x'.repeat(201) })
  ]
  const outcomes = await client.writeListings!(wrong, 'k')
  t.match(outcomes, [
    { status: 'rejected', code: 'PRODUCT_TYPE_MISSING', reason: /NO-TYPE.*category/ },
    { status: 'rejected', code: '18155' },
    { status: 'accepted' }
  ])
  clock.advance(1000)
  simulator.decideSubmissions!()
  t.match(await client.pollSubmission!((outcomes[2] as { submissionId: string }).submissionId), {
    status: 'rejected',
    code: '99300',
    reason: /LONG.*item_name/
  })
})

t.test('listings: one that is there is changed, whatever its product type', async (t) => {
  const stand = await open(t)
  const { client, clock, simulator } = stand
  clock.advance(1000)
  const change = listing('TENT-2P', { category: null, title: 'Tent, green', quantity: null })
  const [outcome] = await client.writeListings!([change], 'k')
  const { submissionId } = outcome as { submissionId: string }
  clock.advance(1000)
  t.match(await client.pollSubmission!(submissionId), { status: 'accepted' })
  simulator.decideSubmissions!()
  t.match(await client.pollSubmission!(submissionId), { status: 'done' })
  t.match(await client.readListings!(['TENT-2P']), [{ title: 'Tent, green', quantity: 0 }])
  t.equal(countOf(stand, 'putListingsItem'), 0)
})

t.test('listings: a submission that shows nothing for long counts as taken', async (t) => {
  const { client, clock, account } = await open(t, { listingDecisionMinutes: 30 })
  const submissionId = `${clock.ms() + 1}/abc/TENT-2P`
  clock.advance(2000)
  const late = `${clock.ms()}/abc/TENT-2P`
  t.match(await client.pollSubmission!(submissionId), { status: 'done' }, 'it has changed since')
  t.match(await client.pollSubmission!(late), { status: 'accepted' })
  clock.advance(account.listingDecisionMinutes * 60_000)
  t.match(await client.pollSubmission!(late), { status: 'done' })
  await t.rejects(client.pollSubmission!('abc'), /not a submission/)
})

t.test('listings: an offer is taken off sale and put back, with its price', async (t) => {
  const { client, simulator } = await open(t)
  await client.writeStock!([stock('TENT-2P', 5)], 'k')
  const set = (state: 'active' | 'paused') =>
    client.setListingStates!([{ externalListingId: 'TENT-2P', sku: 'TENT-2P', state }], 'k')
  const stateOf = async () => (await client.readListings!(['TENT-2P']))[0]!.state
  t.match(await set('paused'), [{ status: 'done' }])
  t.equal(await stateOf(), 'paused')
  t.equal(simulator.shownPrice('TENT-2P'), null)
  await set('active')
  t.equal(await stateOf(), 'active')
  t.same(simulator.shownPrice('TENT-2P'), { amountMinor: 12_900, currency: 'EUR' })
  t.equal(simulator.shownStock('TENT-2P'), 5)
})
