import t from 'tap'
import { signatureOf } from '../../../adapters/taobao/signature.ts'
import { operations } from '../../../adapters/taobao/simulator/operations.ts'
import { hourMs, readAll } from '../stand.ts'
import { answerFaults, fieldFileOf, requestFaults, skip } from './field-files.ts'
import { type Account, open, type Stand } from './stand.ts'

/** Nobody has a file of this one. */
const withoutFile = 'taobao.tmc.user.permit'
const slice = { since: '2026-03-01T07:00:00.000Z', until: '2026-03-02T07:00:00.000Z' }
const returnAddress: Account['returnAddress'] = {
  ...{ sellerAddressId: '7001', name: '李四', mobile: '13800000000', phone: '0571-0000000' },
  ...{ postalCode: '310000', address: '浙江省杭州市文三路1号' }
}

/** Everything the adapter can ask, once at least. */
async function doEverything({ client, simulator, clock }: Stand): Promise<void> {
  const lines = [
    { sku: 'CUP-WHITE', quantity: 1 },
    { sku: 'SIEVE', quantity: 1 }
  ]
  const [split, onDelivery] = [simulator.placeOrder({ lines }), simulator.placeOrder({ lines })]
  simulator.amendTrade(onDelivery.externalId, { type: 'cod' })
  await readAll(client.orders.listChanged!, slice)
  await readAll(client.orders.listCreated!, slice)
  await client.orders.get!(split.externalId)
  const parcel = { shippedAt: clock.now(), trackingNumber: 'SF1', shipmentId: 'shp_1' }
  const one = [{ externalId: split.lines[0]!.externalId, quantity: 1 }]
  await client.confirmShipments!(
    [
      { ...parcel, orderExternalId: split.externalId, carrier: 'SIMEX', lines: one },
      { ...parcel, orderExternalId: onDelivery.externalId, carrier: 'SF', lines: onDelivery.lines }
    ],
    'k'
  )
  const listings = ['CUP-WHITE', 'CUP-BLACK', 'JAR'].map((sku) => ({
    externalListingId: simulator.listingOf(sku)!,
    sku
  }))
  await client.writeStock!(
    listings.map((listing) => ({ ...listing, quantity: 3, sequence: 1 })),
    'k'
  )
  await client.writePrices!(
    listings.map((listing) => ({ ...listing, amountMinor: 9905, currency: 'CNY' })),
    'k'
  )
  for (const state of ['paused', 'active'] as const) {
    await client.setListingStates!(
      listings.map((listing) => ({ ...listing, state })),
      'k'
    )
  }
  await decideAll({ client, simulator }, split.externalId)
  const { externalId } = simulator.addReview('JAR')
  await readAll(client.listReviews!, slice)
  await client.replyToReview!({ reviewExternalId: externalId, text: '谢谢' }, 'k')
  await client.subscribe!('queue')
  simulator.queueHint(split.externalId)
  await client.confirmHints!((await client.takeHints!()).receipt!)
}

async function decideAll(
  { client, simulator }: Pick<Stand, 'client' | 'simulator'>,
  tid: string
): Promise<void> {
  const cases = [
    simulator.openAfterSale(tid),
    simulator.openReturn(tid),
    simulator.openAfterSale(tid),
    simulator.openAfterSale(tid)
  ]
  await readAll(client.listAfterSales!, slice)
  const evidence = [{ contentType: 'image/png', bytes: Buffer.from([1, 2, 3]) }]
  for (const [index, { externalId }] of cases.entries()) {
    await client.decideAfterSale!(
      {
        ...{ externalId, version: null, amountMinor: null, currency: 'CNY', note: '同意' },
        action: index < 2 ? 'agree' : 'refuse',
        reasonCode: index === 2 ? null : '110',
        evidence
      },
      'k'
    )
  }
}

async function formOf({ headers, body }: Stand['sent'][number]) {
  const type = headers['content-type'] as string
  if (typeof body === 'string') return new URLSearchParams(body)
  return new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
}

for (const shopType of ['taobao', 'tmall'] as const) {
  t.test(
    `requests: each of a ${shopType} shop keeps to the fields of its operation`,
    { skip },
    async (t) => {
      const stand = await open(t, { shopType, returnAddress })
      await doEverything(stand)
      const seen = new Set<string>()
      for (const sent of stand.sent) {
        const form = await formOf(sent)
        const method = form.get('method')
        if (method === null || method === withoutFile) continue
        seen.add(String(method))
        t.same(requestFaults(fieldFileOf(String(method))!, form), [], String(method))
      }
      const missed = Object.keys(operations).filter(
        (name) => !seen.has(name) && name !== withoutFile
      )
      const ofTmall = ['tmall.item.price.update', 'taobao.refund.refusereason.get']
      t.same(missed.sort(), shopType === 'tmall' ? [] : ofTmall.sort(), 'nothing is left out')
    }
  )
}

t.test('answers: the simulated ones have no field that the platform lacks', { skip }, async (t) => {
  const stand = await open(t, { returnAddress })
  await doEverything(stand)
  stand.clock.advance(hourMs / 10)
  let answers = 0
  for (const { headers, body } of stand.sent) {
    const method = typeof body === 'string' ? new URLSearchParams(body).get('method') : null
    if (!method?.endsWith('.get')) continue
    // A form that was signed minutes ago is still good.
    const answer = await fetch(stand.account.gatewayUrl, { method: 'POST', headers, body })
    const [data] = Object.values((await answer.json()) as Record<string, object>)
    t.same(answerFaults(fieldFileOf(method)!.responseParams, data!), [], method)
    answers++
  }
  t.ok(answers > 8)
})

t.test('requests: what is signed is what is sent, but for the signature and files', async (t) => {
  const stand = await open(t, { returnAddress })
  await doEverything(stand)
  let files = 0
  for (const sent of stand.sent) {
    const form = await formOf(sent)
    if (form.get('sign') === null) continue
    const texts: Record<string, string> = {}
    for (const [name, value] of form) {
      if (typeof value === 'string') texts[name] = value
      else files++
    }
    const { sign, ...signed } = texts
    t.equal(sign, signatureOf(signed, stand.account.appSecret, stand.account.signMethod))
  }
  t.equal(files, 2)
})

t.test('requests: the gateway refuses what was changed on the way, and what is old', async (t) => {
  const stand = await open(t)
  await stand.client.orders.get!('2700000000000000001')
  const { body, headers } = stand.sent.at(-1)!
  const post = async (changed: Record<string, string>) => {
    const form = new URLSearchParams(body as string)
    for (const [name, value] of Object.entries(changed)) form.set(name, value)
    const answer = await fetch(stand.account.gatewayUrl, {
      method: 'POST',
      headers,
      body: form.toString()
    })
    t.equal(answer.status, 200)
    return ((await answer.json()) as { error_response: { code: number } }).error_response.code
  }
  t.equal(await post({ tid: '2700000000000000002' }), 25)
  t.equal(await post({ page_no: '1' }), 25)
  t.equal(await post({ app_key: '1' }), 29)
  t.equal(await post({ method: 'taobao.nothing.get' }), 22)
  t.equal(await post({}), 15, 'nothing but the trade is missing')
  stand.clock.advance(hourMs / 6 + 1000)
  t.equal(await post({}), 31)
})
