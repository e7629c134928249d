import fc from 'fast-check'
import type { ChannelAfterSale, ChannelMessage, ChannelOrder } from '#core/channel/documents'
import { manualClock } from '#core/time'
import { type Platform, platformAdapter, startPlatform } from '../channels/platform.ts'
import { buildTestEngine, type DatabaseKind, onEachDatabase, type TestEngine } from '../harness.ts'
import { type PlatformCase, tell } from './marketplace.ts'

const window = { by: 'window', windowMax: 'P7D', lag: 'PT0S', pageSizeMax: 50 } as const
const adapter = platformAdapter({
  capabilities: {
    afterSales: { pull: window, agree: true, refuse: false },
    messages: { pull: window, send: true }
  }
})

/** An order of two lines, three cups at 10.00 and a tee at 20.00, that was paid. */
function orderAt(externalId: string): ChannelOrder {
  const line = (sku: string, quantity: number, unitPriceMinor: number) => ({
    ...{ externalId: `${externalId}-${sku}`, sku, title: sku, quantity, unitPriceMinor },
    ...{ totalMinor: quantity * unitPriceMinor, discountMinor: 0, taxMinor: 0 }
  })
  return {
    ...{ kind: 'order', externalId, number: externalId, status: 'completed', rawStatus: 'DONE' },
    ...{ currency: 'CNY', lines: [line('CUP', 3, 1000), line('TEE', 1, 2000)] },
    ...{ shippingMinor: 500, discountMinor: 0, taxMinor: 0, totalMinor: 5500, paidMinor: 5500 },
    ...{ buyer: { externalId: 'b1' }, address: null },
    ...{ placedAt: at(0), modifiedAt: at(0) }
  }
}

/** A return of two cups that waits for us. */
function afterSale(
  externalId: string,
  second: number,
  more: Partial<ChannelAfterSale> = {}
): ChannelAfterSale {
  return {
    ...{ kind: 'afterSale', externalId, orderExternalId: 'o-1', type: 'return' },
    ...{ status: 'awaiting_merchant', rawStatus: 'WAIT', currency: 'CNY', amountMinor: 2000 },
    ...{ reason: '质量问题', words: 'The glaze has cracks.', version: String(second) },
    lines: [{ externalId: 'o-1-CUP', sku: null, quantity: 2 }],
    ...{ openedAt: at(0), dueAt: at(3600), modifiedAt: at(second), body: {}, ...more }
  }
}

const startMs = Date.parse('2026-03-02T02:00:00.000Z')
const at = (second: number) => new Date(startMs + second * 1000).toISOString()

interface Shop extends TestEngine {
  platform: Platform
  caseOf(externalId: string): Promise<PlatformCase>
  post(url: string, body?: object): ReturnType<TestEngine['call']>
  alertsOf(subjectId: string): Promise<string[]>
}

/** An engine whose jobs do not run: what is told and asked is the test's business. */
async function build(t: Parameters<typeof buildTestEngine>[0], kind: DatabaseKind): Promise<Shop> {
  const platform = await startPlatform(t)
  const test = await buildTestEngine(
    t,
    kind,
    {
      encryptionKey: Buffer.alloc(32, 7).toString('base64'),
      plugins: ['catalog', 'inventory', 'orders', 'channels', 'crm', 'aftersales'],
      adapters: [adapter]
    },
    { clock: manualClock(at(4000)) }
  )
  const { call, engine } = test
  const post: Shop['post'] = (url, body) =>
    call({ method: 'POST', url: `/v1${url}`, ...(body && { body }) })
  await post('/channels', {
    ...{ id: 'a', platform: 'small', name: 'Small shop', settings: platform.settings },
    ...{ unknownSkus: 'createUntracked', isEnabled: true }
  })
  return {
    ...{ ...test, platform, post },
    async caseOf(externalId) {
      const { id } = await engine.db
        .selectFrom('cases')
        .select('id')
        .where('externalId', '=', externalId)
        .executeTakeFirstOrThrow()
      return (await call({ url: `/v1/cases/${id}` })).body
    },
    async alertsOf(subjectId) {
      const { body } = await call({ url: '/v1/alerts?state=open&limit=100' })
      const own = body.data.filter((one: { subjectId: string }) => one.subjectId === subjectId)
      return own.map((one: { kind: string }) => one.kind).sort()
    }
  }
}

onEachDatabase(async (t, kind) => {
  const shop = await build(t, kind)
  const { engine, call, post, caseOf, alertsOf } = shop
  const refundedOf = async (externalId: string) => {
    const { body } = await call({ url: `/v1/orders?externalId=${externalId}` })
    return body.data[0].refundedMinor
  }

  t.test('a case of the platform is a case here, with what the platform knows', async (t) => {
    await tell(shop, [orderAt('o-1'), afterSale('c-1', 10)])
    const found = await caseOf('c-1')
    t.match(found, {
      ...{ flow: 'request', kind: 'return_refund', state: 'requested', openedBy: 'channel' },
      ...{ reason: 'quality_defect', description: 'The glaze has cracks.', channelId: 'a' },
      ...{ requestedMinor: 2000, currency: 'CNY', openedAt: at(0) },
      ...{ platformStatus: 'WAIT', platformVersion: '10', platformDueAt: at(3600) },
      ...{ dueAt: at(3600), platformReason: '质量问题', platformConflict: null },
      lines: [{ sku: 'CUP', quantity: 2 }],
      platformCan: { agree: true, refuse: false, refund: false, message: true, pausedReason: null }
    })
    t.ok(found.lines[0].orderLineId)
    t.ok(found.customerId, 'crm knows the buyer of the order')
    const masked = (await call({ url: `/v1/cases/${found.id}`, as: 'analyst' })).body
    t.match(masked, { platformReason: null, description: null })
    await tell(shop, [
      afterSale('c-2', 10, { lines: [], reason: 'made by the moon', type: 'other' })
    ])
    t.match(await caseOf('c-2'), {
      ...{ kind: 'compensation', reason: 'other', platformReason: 'made by the moon' },
      lines: [
        { sku: 'CUP', quantity: 3 },
        { sku: 'TEE', quantity: 1 }
      ]
    })
  })

  t.test('documents in any order and repetition end in the same case', async (t) => {
    const told: Partial<ChannelAfterSale>[] = [
      { status: 'awaiting_merchant', amountMinor: 1500, dueAt: at(1800) },
      { status: 'awaiting_return', type: 'refund', reason: '七天无理由退货' },
      { status: 'refused' },
      { status: 'awaiting_merchant', type: 'return' },
      { status: 'awaiting_receipt' },
      { status: 'closed' },
      { status: 'done', amountMinor: 1800 }
    ]
    const states = told.map((one, index) => ({
      ...one,
      ...{ modifiedAt: at(10 + Math.floor(index / 2)), version: String(100 + index) },
      rawStatus: `W${index}`
    }))
    const keptOf = ({ id: _, ...one }: PlatformCase) => {
      const { state, kind, reason, requestedMinor, platformStatus, platformDueAt, lines } = one
      return JSON.stringify({
        ...{ state, kind, reason, requestedMinor, platformStatus, platformDueAt },
        ...{ version: one.platformVersion, dueAt: one.dueAt, isOpen: one.closedAt === null },
        lines: lines.map((line: PlatformCase) => [line.sku, line.quantity])
      })
    }
    let count = 0
    const indexes = fc.array(fc.nat(states.length - 1), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(indexes, async (order) => {
        const [told, alone] = [`p-${++count}`, `p-${++count}`]
        const orderExternalId = `po-${count}`
        const one = (externalId: string, index: number) =>
          afterSale(externalId, 0, { ...states[index]!, orderExternalId, lines: [] })
        await tell(shop, [orderAt(orderExternalId)])
        for (const index of order) await tell(shop, [one(told, index)])
        await tell(shop, [one(alone, Math.max(...order))])
        t.equal(keptOf(await caseOf(told)), keptOf(await caseOf(alone)), order.join())
      }),
      { numRuns: 12 }
    )
  })

  t.test('a page of cases costs as many statements whatever their number', async (t) => {
    const page = (name: string, count: number, second: number) =>
      Array.from({ length: count }, (_, index) => afterSale(`${name}-${index}`, second))
    const few = await tell(shop, page('few', 3, 10))
    t.equal(await tell(shop, page('many', 60, 10)), few, 'new ones')
    const fewAgain = await tell(shop, page('few', 3, 11))
    t.equal(await tell(shop, page('many', 60, 11)), fewAgain, 'and newer states')
  })

  t.test('a status that nobody knows raises an alert and breaks nothing', async (t) => {
    await tell(shop, [afterSale('c-3', 10, { status: 'unmapped', rawStatus: 'IN_ORBIT' })])
    const { id, state } = await caseOf('c-3')
    t.equal(state, 'requested')
    t.same(await alertsOf(id), ['aftersales.unmapped-status'])
    await tell(shop, [afterSale('c-3', 11, { status: 'awaiting_return' })])
    t.equal((await caseOf('c-3')).state, 'awaiting_goods')
    t.same(await alertsOf(id), [])
  })

  t.test(
    'a case that comes before its order is given it, with lines, buyer and money',
    async (t) => {
      const early = { orderExternalId: 'o-late', lines: [], status: 'done' as const }
      await tell(shop, [afterSale('c-4', 10, early)])
      t.match(await caseOf('c-4'), { orderId: null, lines: [], customerId: null, state: 'closed' })
      await tell(shop, [orderAt('o-late')])
      const found = await caseOf('c-4')
      t.match(found, { orderId: /^ord_/, lines: [{ sku: 'CUP' }, { sku: 'TEE' }] })
      t.ok(found.customerId)
      t.equal(await refundedOf('o-late'), 2000)
    }
  )

  t.test('money that the platform gives back is recorded once, as units or as money', async (t) => {
    const notesOf = async (externalId: string) => {
      const rows = await engine.db
        .selectFrom('creditNotes')
        .selectAll()
        .where('externalId', '=', `case:${externalId}`)
        .execute()
      return rows.map(({ reason, totalMinor, shippingMinor, otherMinor }) => ({
        ...{ reason, totalMinor, shippingMinor, otherMinor }
      }))
    }
    const paid = (externalId: string, second: number, more: Partial<ChannelAfterSale>) =>
      tell(shop, [
        orderAt('o-paid'),
        afterSale(externalId, second, {
          ...{ status: 'done', orderExternalId: 'o-paid', ...more },
          lines: [{ externalId: 'o-paid-CUP', sku: null, quantity: 2 }]
        })
      ])
    await paid('c-5', 10, {})
    await paid('c-5', 10, {})
    await paid('c-5', 11, {})
    const shipping = { shippingMinor: 0, otherMinor: 0 }
    t.same(await notesOf('c-5'), [{ reason: 'return', totalMinor: -2000, ...shipping }])
    await paid('c-6', 10, { type: 'refund', amountMinor: 300 })
    t.match(await notesOf('c-6'), [{ reason: 'compensation', otherMinor: -300 }])
    await paid('c-7', 10, { amountMinor: 2600 })
    t.same(await notesOf('c-7'), [
      { reason: 'return', totalMinor: -2600, shippingMinor: -500, otherMinor: -100 }
    ])
    t.equal(await refundedOf('o-paid'), 4900)
    const cases = await engine.db
      .selectFrom('cases')
      .select('externalId')
      .where('orderId', '=', (await caseOf('c-5')).orderId)
      .execute()
    t.same(cases.map((one) => one.externalId).sort(), ['c-5', 'c-6', 'c-7'], 'and no case more')
  })

  t.test('what was done here is not undone; what is asked anew after a refusal is', async (t) => {
    await tell(shop, [afterSale('c-8', 10)])
    const { id } = await caseOf('c-8')
    const step = (to: string) => post(`/cases/${id}/step`, { to })
    await step('approved')
    await tell(shop, [afterSale('c-8', 11, { amountMinor: 1900 })])
    t.match(await caseOf('c-8'), { state: 'approved', requestedMinor: 1900 })
    await tell(shop, [afterSale('c-8', 12, { status: 'awaiting_return' })])
    t.equal((await caseOf('c-8')).state, 'awaiting_goods', 'the platform goes on')
    await step('refused')
    await tell(shop, [afterSale('c-8', 13, { status: 'awaiting_return' })])
    t.equal((await caseOf('c-8')).state, 'refused')
    await tell(shop, [afterSale('c-8', 5000)])
    t.match(await caseOf('c-8'), { state: 'reopened', reopenings: 1 })
    await tell(shop, [afterSale('c-8', 5001, { status: 'closed' })])
    const over = await caseOf('c-8')
    t.match(over, { state: 'withdrawn', dueAt: null })
    t.match(over.events.at(-1), {
      ...{ kind: 'step', toState: 'withdrawn' },
      detail: { by: 'platform', isDecreed: true, rawStatus: 'WAIT' }
    })
  })

  t.test('the platform steps in, which makes a dispute of it, and decides', async (t) => {
    await tell(shop, [afterSale('c-9', 10, { status: 'closed' })])
    t.equal((await caseOf('c-9')).state, 'withdrawn')
    await tell(shop, [afterSale('c-9', 11, { status: 'awaiting_platform' })])
    t.match(await caseOf('c-9'), {
      flow: 'dispute',
      state: 'escalated_to_platform',
      closedAt: null
    })
    await tell(shop, [afterSale('c-9', 12, { status: 'done' })])
    t.match(await caseOf('c-9'), {
      state: 'followed_up',
      artefacts: [{ artefact: 'decision', outcome: 'for_customer', detail: { amountMinor: 2000 } }]
    })
    await tell(shop, [afterSale('c-10', 10, { status: 'awaiting_platform' })])
    t.match(await caseOf('c-10'), { flow: 'dispute', state: 'escalated_to_platform' })
    await tell(shop, [afterSale('c-10', 11, { status: 'refused' })])
    t.match(await caseOf('c-10'), { state: 'followed_up', artefacts: [{ outcome: 'for_seller' }] })
  })

  t.test('messages about an order land in its open case, and ours go out', async (t) => {
    await tell(shop, [orderAt('o-2'), afterSale('c-11', 10, { orderExternalId: 'o-2' })])
    const { id } = await caseOf('c-11')
    const message = (externalId: string, from: ChannelMessage['from'], text: string) => ({
      ...{ kind: 'message' as const, externalId, orderExternalId: 'o-2', from, text },
      ...{ modifiedAt: at(20), body: {} }
    })
    await tell(shop, [message('m-1', 'buyer', 'Where is my money?')])
    await tell(shop, [message('m-1', 'buyer', 'Where is my money?')])
    await tell(shop, [{ ...message('m-2', 'buyer', 'Hello?'), orderExternalId: 'o-none' }])
    const sent = await post(`/cases/${id}/messages`, { side: 'staff', text: 'It is on its way.' })
    t.equal(sent.status, 201, sent.text)
    const [write] = (await call({ url: '/v1/channels/a/writes?kind=message' })).body.data
    t.match(write, { subject: 'o-2', state: 'pending' })
    await tell(shop, [
      message('m-3', 'us', 'It is on its way.'),
      message('m-4', 'us', 'Anything else?')
    ])
    const said = (await caseOf('c-11')).messages
    t.same(
      said.map(({ side, text }: PlatformCase) => [side, text]).sort(),
      [
        ['customer', 'Where is my money?'],
        ['staff', 'Anything else?'],
        ['staff', 'It is on its way.']
      ],
      'our own comes back once'
    )
    const writes = (await call({ url: '/v1/channels/a/writes?kind=message' })).body.data
    t.equal(writes.length, 1, 'what the platform has shown is not sent')
    await call({ method: 'PATCH', url: '/v1/channels/a', body: { isEnabled: false } })
    await post(`/cases/${id}/messages`, { side: 'staff', text: 'Soon.' })
    t.match((await caseOf('c-11')).events.at(-1), {
      ...{ kind: 'message_not_sent', detail: { reason: /switched off/ } }
    })
    await call({ method: 'PATCH', url: '/v1/channels/a', body: { isEnabled: true } })
  })

  t.test('what the platform cannot do is said, and nothing is tried', async (t) => {
    await tell(shop, [afterSale('c-12', 10)])
    const { id } = await caseOf('c-12')
    const decide = (body: object) =>
      post(`/cases/${id}/platform-decision`, { note: 'fine', action: 'agree', ...body })
    const writesOf = async () =>
      (await call({ url: '/v1/channels/a/writes?kind=decision' })).body.data.length
    t.match(await decide({ action: 'refuse' }), {
      status: 409,
      body: { code: 'PLATFORM_CANNOT', asked: 'refuse', can: { agree: true, refuse: false } }
    })
    t.match(await decide({ amountMinor: 2001 }), {
      status: 422,
      body: { code: 'PLATFORM_AMOUNT_EXCEEDS', requestedMinor: 2000 }
    })
    t.match(await decide({ platformVersion: '9' }), {
      status: 409,
      body: { code: 'PLATFORM_CASE_CHANGED', current: '10' }
    })
    t.match(await decide({ evidenceIds: ['cee_none'] }), {
      status: 422,
      body: { code: 'PLATFORM_EVIDENCE_UNFIT', field: '#/evidenceIds/0' }
    })
    const pdf = await call({
      ...{ method: 'POST', url: `/v1/cases/${id}/evidence?name=a.pdf` },
      ...{ body: Buffer.from('%PDF-1.7 and so on'), headers: { 'content-type': 'application/pdf' } }
    })
    t.match(await decide({ evidenceIds: [pdf.body.id] }), {
      status: 422,
      body: { code: 'PLATFORM_EVIDENCE_UNFIT', detail: /application\/pdf/ }
    })
    const preview = await post(`/cases/${id}/platform-decision/preview`, {
      ...{ action: 'agree', note: 'fine', amountMinor: 1500 }
    })
    t.match(preview, {
      status: 200,
      body: { externalId: 'c-12', amountMinor: 1500, platformVersion: '10', evidence: [] }
    })
    t.equal(await writesOf(), 0)
    t.equal((await decide({})).status, 202)
    t.match(await decide({}), { status: 409, body: { code: 'PLATFORM_DECISION_PENDING' } })
    t.equal(await writesOf(), 1)
    const own = await post('/cases', {
      ...{ kind: 'compensation', reason: 'late', orderId: (await caseOf('c-12')).orderId },
      lines: [{ orderLineId: (await caseOf('c-12')).lines[0].orderLineId, quantity: 1 }]
    })
    t.match(
      await post(`/cases/${own.body.id}/platform-decision`, { note: 'fine', action: 'agree' }),
      { status: 409, body: { code: 'PLATFORM_CASE_UNKNOWN' } }
    )
  })

  for (const outcome of ['done', 'rejected'] as const) {
    t.test(
      `money told of while a refund of ours is on its way is recorded once that is ${outcome}`,
      async (t) => {
        const orderExternalId = `o-way-${outcome}`
        const lines = [{ externalId: `${orderExternalId}-CUP`, sku: null, quantity: 2 }]
        const told = (second: number, more: Partial<ChannelAfterSale> = {}) =>
          afterSale(`c-way-${outcome}`, second, { orderExternalId, lines, ...more })
        await tell(shop, [orderAt(orderExternalId), told(10)])
        const { id: caseId, orderId } = await caseOf(`c-way-${outcome}`)
        const headers = { 'idempotency-key': orderExternalId }
        const body = { caseId, extraMinor: 500 }
        const refund = await call({ method: 'POST', url: '/v1/refunds', headers, body })
        t.match(refund.body, { state: 'pending', parts: [{ way: 'channel', state: 'sent' }] })
        await tell(shop, [told(20, { status: 'done' })])
        const left = async () => (await call({ url: `/v1/orders/${orderId}/refundable` })).body
        t.match(await left(), { refundedMinor: 0, openMinor: 500, maximumMinor: 5000 })
        await engine.transaction((tx) =>
          tx.emit('channelWrite.settled', [
            {
              ...{ writeId: 'chw_1', channelId: 'a', kind: 'decision', subject: orderExternalId },
              ...{ reference: refund.body.parts[0].id, outcome, externalId: null },
              ...{ code: 'CHANNEL_REFUSED', class: 'conflict', reason: 'agreed to already' }
            }
          ])
        )
        t.match(await left(), { refundedMinor: 2000, openMinor: 0, maximumMinor: 3500 })
        const state = outcome === 'done' ? 'done' : 'failed'
        t.match((await call({ url: `/v1/refunds/${refund.body.id}` })).body, { state })
        await tell(shop, [told(30, { status: 'done' })])
        t.match(await left(), { refundedMinor: 2000, maximumMinor: 3500 })
      }
    )
  }

  t.test('proofs hold', async (t) => {
    for (const proof of engine.proofs) t.same(await proof.findings(engine.db), [], proof.name)
  })
})
