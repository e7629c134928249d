import t from 'tap'
import { checkOutcomes } from '../../plugins/channels/accounts/outcomes.ts'
import { redact } from '../../plugins/channels/redaction.ts'
import { onEachDatabase, onEachEnd, until } from '../harness.ts'
import { type Bench, buildBench, settled } from './bench.ts'
import { caseAt, overlapping, type Variant } from './platform.ts'

const able: Variant = {
  capabilities: {
    listings: { write: 'asynchronous', batchMax: 10 },
    stock: { write: 'absolute', batchMax: 10 },
    refunds: { write: true },
    messages: { pull: false, send: true },
    afterSales: {
      pull: overlapping,
      agree: false,
      refuse: true
    }
  }
}

const refund = {
  orderExternalId: 'o-1',
  amountMinor: 500,
  currency: 'CNY',
  reason: 'a scratch'
}

async function writesOf(bench: Bench) {
  return (await bench.call({ url: '/v1/channels/a/writes' })).body.data
}

/** A product that is for sale, with an image. */
async function addProduct({ call, engine }: Bench, sku: string): Promise<void> {
  const made = await call({
    method: 'POST',
    url: '/v1/products',
    body: {
      title: `Product ${sku}`,
      description: 'Made of clay',
      attributes: { material: 'clay' },
      variants: [{ sku, prices: [{ amountMinor: 1200, currency: 'CNY' }] }]
    }
  })
  if (made.status !== 201) throw new Error(made.text)
  await engine.transaction((tx) =>
    tx.updateTable('products').set({ lifecycle: 'live' }).where('id', '=', made.body.id).execute()
  )
}

onEachEnd(async (t, kind, backend) => {
  t.test(
    'writes: a listing that the platform accepts is asked after until it has decided',
    async (t) => {
      const bench = await buildBench(t, kind, { backend, adapter: able })
      const { platform } = bench
      await addProduct(bench, 'CUP')
      platform.on('listings', ({ items }) => ({
        data: {
          outcomes: (items as object[]).map(() => ({ status: 'accepted', submissionId: 's-1' }))
        }
      }))
      let looks = 0
      platform.on('submission', () => ({
        data:
          ++looks === 1
            ? { status: 'accepted', submissionId: 's-1' }
            : { status: 'done', externalId: 'L-1' }
      }))
      platform.on('stock', ({ items }) => ({
        data: { outcomes: (items as object[]).map(() => ({ status: 'done' })) }
      }))
      const asked = await bench.post('/listings/publish', { skus: ['CUP'], category: 'cups' })
      t.match(asked, { status: 202, body: { writes: [{ kind: 'listing', state: 'pending' }] } })
      await settled(bench, { CUP: 'done' })
      t.equal(looks, 2)
      t.match(platform.calls.find(({ operation }) => operation === 'listings')?.body, {
        items: [
          {
            externalListingId: null,
            sku: 'CUP',
            title: 'Product CUP',
            description: 'Made of clay',
            amountMinor: 1200,
            currency: 'CNY',
            category: 'cups',
            attributes: { material: 'clay' }
          }
        ]
      })
      t.match((await writesOf(bench))[0], { externalId: 'L-1', code: null })
      const { body } = await bench.call({ url: '/v1/listings?channelId=a' })
      t.match(body.data, [{ externalListingId: 'L-1', sku: 'CUP' }])
      t.match(await bench.post('/listings/publish', { skus: ['NONE'] }), {
        status: 409,
        body: { code: 'SKUS_UNKNOWN' }
      })
    }
  )

  t.test('writes: a refund whose answer is lost goes out again as the same one', async (t) => {
    const bench = await buildBench(t, kind, { backend, adapter: able })
    let asked = 0
    bench.platform.on('refund', () => (++asked === 1 ? 503 : { data: { status: 'done' } }))
    await bench.post('/refunds', refund)
    await settled(bench, { 'o-1': 'done' })
    const [first, second] = bench.platform.calls.filter(({ operation }) => operation === 'refund')
    t.equal(first!.body.key, second!.body.key)
    t.match(second!.body.item, { ...refund, refundId: /^wrt_/, lines: [] })
  })

  t.test('writes: what is rejected raises an alert; sent again it heals', async (t) => {
    const bench = await buildBench(t, kind, { backend, adapter: able })
    bench.platform.on('refund', () => ({
      data: { status: 'rejected', code: 'NO_MONEY', reason: 'fill your purse', class: 'permission' }
    }))
    const { id } = (await bench.post('/refunds', refund)).body
    t.match(await bench.post(`/writes/${id}/retry`), { status: 409 }, 'it waits')
    await settled(bench, { 'o-1': 'rejected' })
    t.match(await writesOf(bench), [
      { state: 'rejected', code: 'NO_MONEY', class: 'permission', reason: 'fill your purse' }
    ])
    t.match(await bench.alerts('channel.push-failed'), [{ subjectId: id }])
    bench.platform.on('refund', () => ({ data: { status: 'done' } }))
    t.equal((await bench.post(`/writes/${id}/retry`)).status, 202)
    await settled(bench, { 'o-1': 'done' })
    t.same(await bench.alerts('channel.push-failed'), [])
  })
})

onEachDatabase(async (t, kind) => {
  t.test('writes: stock that was accepted and is refused later raises an alert', async (t) => {
    const bench = await buildBench(t, kind, { adapter: able })
    const { platform } = bench
    await addProduct(bench, 'CUP')
    platform.on('stock', ({ items }) => ({
      data: { outcomes: (items as object[]).map(() => ({ status: 'accepted', submissionId: 'f' })) }
    }))
    platform.on('submission', () => ({
      data: { status: 'rejected', code: 'FROZEN', reason: 'the listing is frozen' }
    }))
    const body = { channelId: 'a', externalListingId: 'L-1', sku: 'CUP' }
    const listing = await bench.call({ method: 'POST', url: '/v1/listings', body })
    await until(async () => (await bench.alerts('channel.push-failed')).length === 1, {
      timeoutMs: 60_000
    })
    t.match(await bench.alerts('channel.push-failed'), [{ subjectId: listing.body.id }])
    const shown = await bench.call({ url: `/v1/listings/${listing.body.id}` })
    t.match(shown.body, { shownQuantity: null, rejectedReason: /FROZEN/ })
  })

  t.test(
    'writes: a case is decided by its version, with pictures; what a platform lacks is refused',
    async (t) => {
      const bench = await buildBench(t, kind, { adapter: able, start: false })
      const { platform, engine } = bench
      platform.on('cases', () => ({
        data: { documents: [caseAt('c-1', engine.clock.after(-5000))] }
      }))
      platform.on('decide', () => ({ data: { status: 'done' } }))
      await engine.start()
      const cases = () => bench.call({ url: '/v1/channels/a/after-sales' })
      await until(async () => (await cases()).body.data.length === 1, { timeoutMs: 60_000 })
      const decision = {
        externalId: 'c-1',
        action: 'refuse',
        note: 'it was whole',
        evidence: [{ contentType: 'image/png', base64: Buffer.from('picture').toString('base64') }]
      }
      t.equal((await bench.post('/after-sales/decide', decision)).status, 202)
      await settled(bench, { 'c-1': 'done' })
      t.match(platform.calls.find(({ operation }) => operation === 'decide')?.body.item, {
        externalId: 'c-1',
        action: 'refuse',
        version: '7',
        currency: 'CNY',
        amountMinor: null,
        evidence: ['image/png: 7 bytes']
      })
      const [write] = await writesOf(bench)
      t.notMatch(JSON.stringify(write), /whole|cGljdHVyZQ/, 'what was said is not kept')
      t.match(await bench.post('/after-sales/decide', { ...decision, amountMinor: 100 }), {
        status: 400,
        body: { errors: [{ pointer: '#/amountMinor', detail: /gives nothing back/ }] }
      })
      t.match(await bench.post('/after-sales/decide', { ...decision, action: 'agree' }), {
        status: 409,
        body: { code: 'CHANNEL_UNSUPPORTED' }
      })
      t.match(await bench.post('/reviews/reply', { reviewExternalId: 'r', text: 'thanks' }), {
        status: 409,
        body: { code: 'CHANNEL_UNSUPPORTED' }
      })
      t.match(await bench.post('/after-sales/decide', { ...decision, externalId: 'none' }), {
        status: 404
      })
    }
  )

  t.test(
    'writes: an outcome without a status is a refusal that names the adapter; the others are done',
    async (t) => {
      const bench = await buildBench(t, kind, { adapter: able })
      const { platform } = bench
      for (const [externalListingId, sku] of [
        ['L-1', 'CUP'],
        ['L-2', 'MUG']
      ]) {
        const body = { channelId: 'a', externalListingId, sku }
        const made = await bench.call({ method: 'POST', url: '/v1/listings', body })
        t.equal(made.status, 201, made.text)
      }
      platform.on('states', ({ items }) => ({
        data: {
          outcomes: (items as { sku: string }[]).map(({ sku }) =>
            sku === 'CUP' ? {} : { status: 'done' }
          )
        }
      }))
      platform.on('refund', () => ({ data: {} }))
      const states = { externalListingIds: ['L-1', 'L-2'], state: 'paused' }
      t.equal((await bench.post('/listings/state', states)).status, 202)
      t.equal((await bench.post('/refunds', refund)).status, 202)
      await settled(bench, { 'L-1': 'rejected', 'L-2': 'done', 'o-1': 'rejected' })
      t.match(
        (await writesOf(bench)).filter(({ state }: { state: string }) => state === 'rejected'),
        [
          { code: 'OUTCOME_INVALID', reason: /^the adapter of small answered refund with an out/ },
          { code: 'OUTCOME_INVALID', reason: /adapter of small answered setListingStates .*status/ }
        ]
      )
      t.equal(platform.count('states'), 1)
      t.equal(platform.count('refund'), 1)
    }
  )

  t.test('writes: who may not respond or publish is turned away', async (t) => {
    const bench = await buildBench(t, kind, { adapter: able, start: false })
    const ask = (path: string, body: object, as: 'clerk' | 'support' | 'marketer') =>
      bench.call({ method: 'POST', url: `/v1/channels/a${path}`, body, as })
    t.equal((await ask('/refunds', refund, 'clerk')).status, 403)
    t.equal((await ask('/refunds', refund, 'support')).status, 202)
    t.equal((await ask('/listings/publish', { skus: ['CUP'] }, 'support')).status, 403)
  })
})

t.test('outcomes: each that says too little is told what it lacks', async (t) => {
  const asked = { channel: 'a', platform: 'small', operation: 'writeStock' }
  const good = { status: 'retry', reason: 'busy', afterMs: 0 }
  const answer = [
    good,
    null,
    { status: 'maybe' },
    { status: 'accepted' },
    { status: 'rejected', code: 'X' },
    { ...good, afterMs: Number.NaN }
  ]
  const [kept, ...refused] = checkOutcomes({ ...asked, items: answer.length }, answer)
  t.equal(kept, good)
  t.match(refused, [
    { status: 'rejected', code: 'OUTCOME_INVALID', reason: /small .* without a status:/ },
    { reason: /of the unknown status "maybe":/ },
    { reason: /accepted without submissionId:/ },
    { reason: /rejected without reason:/ },
    { reason: /retry with afterMs that is no number of milliseconds:/ }
  ])
  for (const wrong of [[], undefined]) {
    t.throws(() => checkOutcomes({ ...asked, items: 1 }, wrong), {
      code: 'CHANNEL_CALL_REJECTED',
      fields: { platformCode: 'OUTCOMES_MISSING' }
    })
  }
})

t.test(
  'redaction: what identifies a thing stays; what is about people or opens doors goes',
  async (t) => {
    const kept = redact({
      order_id: 'A-1',
      status: 'PAID',
      total: '12.50',
      buyer: { id: 'b', nick: 'Li' },
      receiver_name: 'Li Lei',
      phone: '13800138000',
      figure: 13800138000,
      id_card_no: '110101199003074477',
      lines: [{ sku: 'CUP', title: 'A cup for Li', quantity: 2, memo: 'quick' }],
      access_token: 'abc',
      unknown: 'free text'
    })
    t.same(JSON.parse(kept), {
      order_id: 'A-1',
      status: 'PAID',
      total: '12.50',
      buyer: '[removed]',
      receiver_name: '[removed]',
      phone: '[removed]',
      figure: '[removed]',
      id_card_no: '[removed]',
      lines: [{ sku: 'CUP', title: '[removed]', quantity: 2, memo: '[removed]' }],
      access_token: '[removed]',
      unknown: 'text of 9'
    })
    t.ok(
      redact({ ids: Array.from({ length: 5000 }, (_, i) => `id-${i}`.padEnd(300)) }).length <= 8000
    )
  }
)
