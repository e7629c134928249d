import t from 'tap'
import type { ListingWrite } from '#core/channel/writes'
import { failureOf } from '../stand.ts'
import { open, type Stand } from './stand.ts'

const simple = 'TEA-GREEN'
const variation = 'TIN-BLUE'

function stockOf({ simulator }: Stand, sku: string, quantity: number) {
  return { externalListingId: simulator.listingOf(sku)!, sku, quantity, sequence: 1 }
}

function listing(sku: string, changes: Partial<ListingWrite> = {}): ListingWrite {
  return {
    externalListingId: null,
    sku,
    title: 'A new tea',
    description: null,
    amountMinor: 500,
    currency: 'EUR',
    quantity: 3,
    gtin: null,
    imageUrls: [],
    category: null,
    attributes: {},
    ...changes
  }
}

t.test('stock: products and variations are set absolutely, each refusal is its own', async (t) => {
  const stand = await open(t)
  const { client, simulator } = stand
  const outcomes = await client.writeStock!(
    [
      stockOf(stand, variation, 4),
      { externalListingId: '4242', sku: 'GONE', quantity: 1, sequence: 1 },
      { externalListingId: 'SKU-1', sku: 'SKU-1', quantity: 1, sequence: 1 },
      stockOf(stand, simple, 7),
      { externalListingId: '4242:1', sku: 'GONE-2', quantity: 1, sequence: 1 }
    ],
    'k'
  )
  t.match(outcomes, [
    { status: 'done' },
    { status: 'rejected', class: 'gone' },
    { status: 'rejected', code: 'LISTING_ID_INVALID' },
    { status: 'done' },
    { status: 'rejected', class: 'gone' }
  ])
  t.same([simulator.shownStock(simple), simulator.shownStock(variation)], [7, 4])
  const ids = [simple, variation, 'SCALE'].map((sku) => simulator.listingOf(sku)!)
  t.same(
    [...(await client.readStock!([...ids, '4242', '4242:1'])).entries()],
    [
      [ids[0], 7],
      [ids[1], 4]
    ]
  )
})

t.test('stock: a batch that fails after another is done leaves its items for later', async (t) => {
  const stand = await open(t)
  const { client, simulator } = stand
  const items = [stockOf(stand, simple, 1), stockOf(stand, variation, 2)]
  const throttle = { kind: 'throttle', restMs: 30_000 } as const
  simulator.faults.add({ ...throttle, operation: 'batchVariations' })
  t.match(await client.writeStock!(items, 'k'), [
    { status: 'done' },
    { status: 'retry', afterMs: 30_000 }
  ])
  t.match(stand.learned, [['batchVariations', { restMs: 30_000 }]])
  simulator.faults.add({ ...throttle, operation: 'batchProducts' })
  const failure = await failureOf(client.writeStock!(items, 'k'))
  t.match(client.classify(failure), { action: 'rateLimited', retryAfterMs: 30_000 })
  simulator.faults.clear()
  simulator.faults.add({ kind: 'partial' })
  const partial = await client.writeStock!([items[0]!, stockOf(stand, 'SIEVE', 5)], 'k')
  t.match(partial, [{ status: 'rejected', reason: /being edited/ }, { status: 'done' }])
})

t.test('prices: those in the currency of the shop go out, others say so', async (t) => {
  const stand = await open(t)
  const { client, simulator } = stand
  const price = (sku: string, currency: string) => {
    return { externalListingId: simulator.listingOf(sku)!, sku, amountMinor: 1234, currency }
  }
  const written = await client.writePrices!(
    [price(simple, 'USD'), price(simple, 'EUR'), price(variation, 'EUR')],
    'k'
  )
  t.match(written, [
    { status: 'rejected', code: 'CURRENCY_FOREIGN', reason: /TEA-GREEN.*EUR.*USD/ },
    { status: 'done' },
    { status: 'done' }
  ])
  t.same(simulator.shownPrice(simple), { amountMinor: 1234, currency: 'EUR' })
  t.same(simulator.shownPrice(variation), { amountMinor: 1234, currency: 'EUR' })
})

t.test(
  'listings: a creation whose answer is lost creates once; a known SKU is changed',
  async (t) => {
    const { client, simulator } = await open(t)
    simulator.faults.add({ kind: 'lostAnswer' })
    const items = [listing('NEW, 1'), listing('BAD', { category: 'teas' })]
    t.match(client.classify(await failureOf(client.writeListings!(items, 'k'))), {
      action: 'retry'
    })
    const first = simulator.listingOf('NEW, 1')
    t.ok(first)
    const [again, bad] = await client.writeListings!(items, 'k')
    t.same(again, { status: 'done', externalId: first })
    t.match(bad, { status: 'rejected', code: 'CATEGORY_INVALID' })
    await client.writeListings!([listing(simple, { amountMinor: 321 })], 'k')
    t.equal(simulator.shownPrice(simple)?.amountMinor, 321)
  }
)

t.test('listings: a SKU that is taken by a variation changes the variation', async (t) => {
  const { client, simulator } = await open(t)
  const items = [listing(variation, { amountMinor: 432 }), listing('NEW-2')]
  t.match(await client.writeListings!(items, 'k'), [
    { status: 'done', externalId: simulator.listingOf(variation) },
    { status: 'done', externalId: simulator.listingOf('NEW-2') }
  ])
  t.match(simulator.listingOf(variation), /^\d+:\d+$/, 'it is a variation')
  t.equal(simulator.shownPrice(variation)?.amountMinor, 432)
})

t.test('listings: a paused one is private, and reads back as it is', async (t) => {
  const { client, connect, simulator } = await open(t)
  const ids = [simple, variation].map((sku) => simulator.listingOf(sku)!)
  const states = ids.map((externalListingId) => {
    return { externalListingId, sku: 'x', state: 'paused' as const }
  })
  await connect({ pausedStatus: 'draft' }).setListingStates!(states, 'k')
  t.match(await client.readListings!([...ids, '4242']), [
    {
      externalListingId: ids[0],
      sku: simple,
      state: 'paused',
      rawState: 'draft',
      amountMinor: 890
    },
    { externalListingId: ids[1], sku: variation, state: 'paused', rawState: 'private' }
  ])
  await client.setListingStates!([{ ...states[0]!, state: 'active' }], 'k')
  t.match(await client.readListings!([ids[0]!]), [{ state: 'active' }])
})

t.test(
  'refunds: one whose answer is lost is given once; more than is left is refused',
  async (t) => {
    const { client, simulator } = await open(t)
    const { externalId, currency } = simulator.placeOrder({ lines: [{ sku: simple, quantity: 2 }] })
    const refund = (refundId: string, amountMinor: number) =>
      client.refund!(
        { refundId, orderExternalId: externalId, amountMinor, currency, reason: 'late', lines: [] },
        refundId
      )
    simulator.faults.add({ kind: 'lostAnswer', operation: 'createRefund' })
    await failureOf(refund('rf_1', 100))
    t.match(await refund('rf_1', 100), { status: 'done' })
    t.same(simulator.order(externalId)!.refunds, [{ amountMinor: 100 }])
    t.match(await refund('rf_2', 99_999), { status: 'rejected', reason: /amount/ })
    t.match(await refund('rf_3', 1680), { status: 'done' })
    t.match(simulator.order(externalId), { rawStatus: 'refunded', status: 'canceled' })
  }
)

t.test('messages: a note reaches the buyer once, though its answer is lost', async (t) => {
  const { client, simulator } = await open(t)
  const { externalId } = simulator.placeOrder()
  const message = { messageId: 'm_1', orderExternalId: externalId, template: null, text: 'Soon.' }
  simulator.faults.add({ kind: 'lostAnswer', operation: 'createNote' })
  await failureOf(client.sendMessage!(message, 'k'))
  t.match(await client.sendMessage!(message, 'k'), { status: 'done' })
  t.match(simulator.sentMessages!(externalId), [/^Soon\./])
  t.equal(simulator.sentMessages!(externalId).length, 1)
  const gone = await client.sendMessage!({ ...message, orderExternalId: '4242' }, 'k')
  t.match(gone, { status: 'rejected', class: 'gone' })
})

t.test('reviews: those of a slice come in, also while they wait for approval', async (t) => {
  const { client, simulator, clock } = await open(t)
  const { externalId } = simulator.addReview!(simple)
  const slice = { since: clock.after(-1000), until: clock.after(1000) }
  const { documents } = await client.listReviews!({ slice, pageToken: null })
  t.match(documents, [{ kind: 'review', externalId, rating: 5, text: 'As it should be.' }])
  const before = { since: clock.after(-3_600_000), until: clock.after(-60_000) }
  t.same((await client.listReviews!({ slice: before, pageToken: null })).documents, [])
})
