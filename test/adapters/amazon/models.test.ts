import t from 'tap'
import { amazon } from '#adapters/amazon'
import { hourMs } from '../stand.ts'
import { Models, skip } from './models.ts'
import { recordingProxy } from './recording-proxy.ts'
import { open, type Stand } from './stand.ts'

const wanted = new Set(amazon.budgets!.map(({ operation }) => operation))

/** Everything the adapter can ask and be told, once at least. */
async function doEverything(stand: Stand, client: Stand['client']): Promise<void> {
  const { simulator, clock } = stand
  const lines = [
    { sku: 'MUG/STEEL', quantity: 1 },
    { sku: 'LAMP-HEAD', quantity: 4 }
  ]
  const order = simulator.placeOrder({ lines })
  for (const status of ['awaiting_payment', 'canceled', 'on_hold', 'delivered'] as const) {
    simulator.placeOrder({ status })
  }
  for (let i = 0; i < 100; i++) simulator.placeOrder()
  clock.advance(hourMs / 2)
  const slice = { since: clock.after(-hourMs), until: clock.after(-120_000) }
  const closed = { since: clock.after(-hourMs), until: clock.after(-hourMs / 3) }
  for (const list of ['listChanged', 'listCreated'] as const) {
    const first = await client.orders[list]!({ slice, pageToken: null })
    await client.orders[list]!({ slice, pageToken: first.next })
    await client.orders[list]!({ slice: closed, pageToken: null })
  }
  await client.orders.get!('302-0000000-0000000')
  await client.confirmShipments!(
    ['UPS', 'Nobody', 'City Bike'].map((carrier, index) => ({
      shipmentId: `shp_${index}`,
      orderExternalId: order.externalId,
      carrier,
      trackingNumber: `T${index}`,
      shippedAt: clock.now(),
      lines: [{ externalId: order.lines[1]!.externalId, quantity: 1 }]
    })),
    'k'
  )
  await client.orders.get!(order.externalId)
  await offer(client)
  const returned = simulator.openAfterSale!(order.externalId)
  let pageToken: string | null = null
  do {
    const around = { since: clock.after(-hourMs), until: clock.after(hourMs) }
    pageToken = (await client.listAfterSales!({ slice: around, pageToken })).next
  } while (pageToken !== null)
  for (const template of [null, 'confirmDeliveryDetails', 'confirmServiceDetails']) {
    await say(client, order.externalId, template)
  }
  for (const template of ['confirmCustomizationDetails', 'unexpectedProblem', 'digitalAccessKey']) {
    await say(client, order.externalId, template)
  }
  if (!returned.externalId) throw new Error('no return')
}

async function offer(client: Stand['client']): Promise<void> {
  const listing = (sku: string, amountMinor: number | null) => ({
    externalListingId: null,
    sku,
    title: 'Hammock',
    description: 'For two trees',
    amountMinor,
    currency: 'EUR',
    quantity: 7,
    gtin: '4006381333931',
    imageUrls: ['https://shop.example/1.jpg', 'https://shop.example/2.jpg'],
    category: 'OUTDOOR_GEAR',
    attributes: { brand: 'Ours', color: [{ value: 'green' }] }
  })
  const written = await client.writeListings!(
    [listing('NEW', 4990), listing('TENT-2P', null), listing('CHEAP', 1)],
    'k'
  )
  for (const outcome of written) {
    if (outcome.status === 'accepted') await client.pollSubmission!(outcome.submissionId)
  }
  const id = { externalListingId: 'PACK, 30L', sku: 'PACK, 30L' }
  await client.writeStock!([{ ...id, quantity: 3, sequence: 1 }], 'k')
  await client.writePrices!([{ ...id, amountMinor: 1999, currency: 'EUR' }], 'k')
  for (const state of ['paused', 'active'] as const) {
    await client.setListingStates!([{ ...id, state }], 'k')
  }
  await client.readStock!(['TENT-2P', id.sku, 'NOBODY'])
  await client.readListings!(['TENT-2P', id.sku])
}

async function say(client: Stand['client'], orderExternalId: string, template: string | null) {
  await client.sendMessage!({ messageId: 'm', orderExternalId, template, text: 'Hello' }, 'k')
}

t.test(
  'models: every request of ours and every answer of the simulator is as Amazon’s models have it',
  { skip },
  async (t) => {
    const stand = await open(t)
    const { url, exchanges } = await recordingProxy(t, stand.account.baseUrl!)
    const client = stand.connect({ baseUrl: url, carriers: { 'City Bike': 'Other' } })
    await doEverything(stand, client)
    const [one] = exchanges
    for (const kind of ['throttle', 'down', 'tokenExpired'] as const) {
      stand.simulator.faults.add({ kind, operation: 'getOrder' })
      await client.orders.get!('1').catch(() => undefined)
    }
    const models = new Models()
    const seen = new Set<string>()
    for (const exchange of exchanges) {
      const { operation, faults } = models.faultsOf(exchange)
      seen.add(operation)
      t.same(faults, [], `${exchange.method} ${exchange.path} ${exchange.status}`)
      if (faults.length > 0) break
    }
    t.same(
      [...wanted].filter((name) => !seen.has(name)),
      [],
      'no operation was left out'
    )
    t.match(one!.headers, {
      'x-amz-access-token': /^Atza/,
      'x-amz-date': /^\d{8}T\d{6}Z$/,
      'user-agent': /Shopkeeper/
    })
  }
)

t.test('models: what they do not have is seen', { skip }, async (t) => {
  const models = new Models()
  const exchange = {
    method: 'GET',
    path: '/orders/2026-01-01/orders?color=red&includedData=SOUL',
    body: '',
    headers: {},
    status: 200,
    answer: JSON.stringify({ orders: [{ orderId: 1, mood: 'good' }] })
  }
  const { faults } = models.faultsOf(exchange)
  for (const part of ['color', 'SOUL|allowed', 'createdTime', 'mood', 'orderId']) {
    t.ok(
      faults.some((fault) => new RegExp(part).test(fault)),
      part
    )
  }
  t.same(models.faultsOf({ ...exchange, path: '/orders/v9' }).faults, ['no such operation'])
})
