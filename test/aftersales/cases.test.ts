import { onEachDatabase } from '../harness.ts'
import { buildAftersalesShop } from './shop.ts'

onEachDatabase(async (t, kind) => {
  const reasons = [
    { code: 'faded', title: { en: 'Faded in the wash', zh: '洗后掉色' }, class: 'seller' },
    { code: 'other', title: { en: 'Something else', zh: '别的' }, class: 'carrier' }
  ]
  const shop = await buildAftersalesShop(t, kind, { aftersales: { cases: { reasons } } })
  const { get, post, send, step, caseOf, clock } = shop

  t.test('open: what is wrong with it is said by name, and nothing is there', async (t) => {
    const order = await shop.bought('O-open', { MUG: 3, CUP: 1 })
    const other = await shop.bought('O-other')
    const body = {
      ...{ kind: 'return_refund', openedBy: 'customer', orderId: order.id },
      ...{ reason: 'damaged_on_arrival', lines: [{ orderLineId: order.lines.MUG, quantity: 1 }] }
    }
    const lineIds = [order.lines.MUG!, order.lines.CUP!].sort()
    const wrong: [object, number, object][] = [
      [{ orderId: 'ord_none' }, 422, { code: 'CASE_ORDER_UNKNOWN', orderId: 'ord_none' }],
      [{ orderId: null }, 422, { code: 'CASE_ORDER_UNKNOWN', orderId: null }],
      [{ lines: [] }, 422, { code: 'CASE_LINES_MISSING', lineIds }],
      [
        { lines: [{ orderLineId: other.lines.MUG, quantity: 1 }] },
        422,
        { code: 'CASE_LINE_UNKNOWN', orderLineId: other.lines.MUG, lineIds }
      ],
      [{ lines: [{ sku: 'MUG', quantity: 1 }] }, 422, { code: 'CASE_LINE_UNKNOWN' }],
      [
        {
          lines: [2, 2].map((quantity) => ({ orderLineId: order.lines.MUG, quantity }))
        },
        409,
        { code: 'CASE_QUANTITY_EXCEEDED', requested: 4, sold: 3, inCases: 0 }
      ],
      [{ reason: 'bad_hair' }, 422, { code: 'CASE_REASON_UNKNOWN', reason: 'bad_hair' }],
      [{ currency: 'USD' }, 422, { code: 'CASE_CURRENCY_MIXED', orderCurrency: 'CNY' }],
      [{ kind: 'exorcism' }, 400, { code: 'VALIDATION_FAILED' }],
      [{ description: 'x'.repeat(5001) }, 400, { code: 'VALIDATION_FAILED' }],
      [{ description: 'nul\0' }, 400, { code: 'REQUEST_MALFORMED' }]
    ]
    for (const [change, status, problem] of wrong) {
      t.match(await post('/cases', { ...body, ...change }), { status, body: problem })
    }
    t.same((await get(`/cases?orderId=${order.id}`)).body.data, [])

    const more = { as: 'support', headers: { 'idempotency-key': 'open-1' } } as const
    const opened = await post('/cases', { ...body, description: 'Broken handle' }, more)
    t.match(opened, {
      status: 201,
      headers: { etag: '"v1"' },
      body: {
        ...{ flow: 'request', state: 'requested', channelId: 'chn_test', currency: 'CNY' },
        ...{ ownerRole: 'support', description: null, version: 1 },
        lines: [{ sku: 'MUG', quantity: 1, reason: 'damaged_on_arrival' }],
        next: [{ to: 'approved', missing: [] }, { to: 'refused' }, { to: 'withdrawn' }],
        events: [{ kind: 'opened', toState: 'requested' }]
      }
    })
    const again = await post('/cases', { ...body, description: 'Broken handle' }, more)
    t.equal(again.headers['idempotency-replayed'], 'true')
    t.equal(again.body.id, opened.body.id)
    t.match(
      await post('/cases', { ...body, lines: [{ orderLineId: order.lines.MUG, quantity: 3 }] }),
      { status: 409, body: { requested: 3, sold: 3, inCases: 1 } }
    )
    const lines = [{ orderLineId: order.lines.MUG, quantity: 3 }]
    const price = { ...body, kind: 'price_difference', reason: 'price_dropped', lines }
    t.equal((await post('/cases', price)).status, 201, 'a difference in price takes no unit')
    await send(`/cases/${opened.body.id}/step`, { to: 'withdrawn' })
    t.equal((await post('/cases', { ...body, lines })).status, 201, 'they are free again')
    t.same(await shop.findings(), [])
  })

  t.test('open: what a channel says is kept as far as it goes, and once', async (t) => {
    const body = {
      ...{ kind: 'refund_only', openedBy: 'channel', channelId: 'chn_far', externalId: 'R-1' },
      ...{ reason: 'other', flow: 'dispute', platformStatus: 'OPEN', platformVersion: '7' },
      platformDueAt: '2026-03-02T03:00:00.000Z',
      lines: [{ sku: 'NOBODY-KNOWS', quantity: 5 }]
    }
    const opened = await post('/cases', body)
    t.match(opened, {
      status: 201,
      body: {
        ...{ orderId: null, state: 'submitted', externalId: 'R-1', platformVersion: '7' },
        ...{ dueAt: '2026-03-02T03:00:00.000Z', isOverdue: false },
        lines: [{ orderLineId: null, sku: 'NOBODY-KNOWS', quantity: 5 }]
      }
    })
    t.match(await post('/cases', body), {
      status: 409,
      body: { code: 'CASE_DUPLICATE', caseId: opened.body.id }
    })
    t.match(await post('/cases', { ...body, channelId: undefined, externalId: 'R-2' }), {
      status: 422,
      body: { code: 'CASE_ORDER_UNKNOWN' }
    })
    const list = async (query: string) =>
      (await get(`/cases?channelId=chn_far&${query}`)).body.data.length
    t.same([await list('overdue=true'), await list('overdue=false')], [0, 1])
    clock.set('2026-03-02T03:00:00.001Z')
    t.same([await list('overdue=true'), await list('overdue=false')], [1, 0])
    t.same([await list('sku=NOBODY-KNOWS'), await list('externalId=R-1')], [1, 1])
    t.same(
      [await list('open=true'), await list('open=false'), await list('state=closed')],
      [1, 0, 0]
    )
    t.equal((await get('/cases?state=nowhere')).status, 400)
  })

  t.test('steps: an illegal one names the legal, an incomplete one what is missing', async (t) => {
    const order = await shop.bought('O-steps')
    const { id } = await shop.openCase(order, { flow: 'dispute', description: 'They laughed' })
    t.match(await step(id, 'agreed'), {
      status: 409,
      body: {
        ...{ code: 'CASE_STEP_ILLEGAL', state: 'submitted' },
        legal: ['accepted', 'withdrawn', 'escalated_to_platform']
      }
    })
    t.match(await step(id, 'refused'), { status: 409, body: { code: 'CASE_STEP_ILLEGAL' } })
    await shop.walk(id, 'accepted', 'verifying')
    const verification = (outcome: string) =>
      send(`/cases/${id}/verification`, {
        ...{ outcome, note: 'Looked at the pictures' },
        checklist: [{ check: 'Handle is broken', isTrue: true }]
      })
    await verification('unsubstantiated')
    t.match(await step(id, 'negotiating'), {
      status: 409,
      body: {
        code: 'CASE_STEP_INCOMPLETE',
        missing: [
          {
            ...{ artefact: 'verification', outcomes: ['substantiated'] },
            how: `POST /v1/cases/${id}/verification`
          }
        ]
      }
    })
    await verification('substantiated')
    t.match(await step(id, 'rejected_unsubstantiated'), {
      body: { missing: [{ outcomes: ['unsubstantiated'] }] }
    })
    await shop.walk(id, 'negotiating')
    const missing = async () =>
      (await caseOf(id)).next
        .find(({ to }: { to: string }) => to === 'agreed')
        .missing.map((one: { artefact: string }) => one.artefact)
    t.same(await missing(), ['proposal', 'agreement'])
    t.match(await post(`/cases/${id}/agreement`, {}), {
      status: 409,
      body: { code: 'CASE_PROPOSAL_MISSING', latestId: null }
    })
    t.match(await post(`/cases/${id}/proposal`, { remedy: 'refund' }), {
      status: 400,
      body: { errors: [{ pointer: '#/amountMinor' }] }
    })
    const first = await send(`/cases/${id}/proposal`, { remedy: 'refund', amountMinor: 500 })
    await send(`/cases/${id}/agreement`, { outcome: 'declined' })
    t.same(await missing(), ['agreement'])
    await send(`/cases/${id}/agreement`, { proposalId: first.id })
    t.same(await missing(), [])
    await send(`/cases/${id}/proposal`, { remedy: 'coupon' })
    t.same(await missing(), ['agreement'], 'it was to the proposal before')
    t.match(await post(`/cases/${id}/agreement`, { proposalId: first.id }), {
      status: 409,
      body: { code: 'CASE_PROPOSAL_MISSING', proposalId: first.id }
    })
    await send(`/cases/${id}/agreement`, {})
    t.match(await post(`/cases/${id}/satisfaction`, { score: 5 }), {
      status: 409,
      body: { code: 'CASE_ARTEFACT_UNTIMELY', state: 'negotiating' }
    })
    await shop.walk(id, 'agreed', 'executing')
    t.match(await step(id, 'followed_up'), {
      status: 409,
      body: { missing: [{ artefact: 'settlement' }] }
    })
    await send(`/cases/${id}/settlement`, { means: 'coupon', reference: 'SORRY-1' })
    await shop.walk(id, 'followed_up')
    t.equal((await post(`/cases/${id}/satisfaction`, { score: 6 })).status, 400)
    t.match(await step(id, 'closed'), { body: { missing: [{ artefact: 'satisfaction' }] } })
    await send(`/cases/${id}/satisfaction`, { score: 4 })
    await shop.walk(id, 'closed')
    const closed = await caseOf(id)
    t.match(closed, {
      ...{ state: 'closed', isSubstantiated: true, satisfaction: 4, closedAt: clock.now() },
      next: [{ to: 'reopened', until: clock.after(15 * 86_400_000) }]
    })
    const steps = closed.events.filter(({ kind }: { kind: string }) => kind === 'step')
    t.same(
      steps.map((one: { fromState: string; toState: string }) => `${one.fromState}>${one.toState}`),
      [
        ...['submitted>accepted', 'accepted>verifying', 'verifying>negotiating'],
        ...['negotiating>agreed', 'agreed>executing', 'executing>followed_up', 'followed_up>closed']
      ]
    )
    t.match(await post(`/cases/${id}/verification`, { outcome: 'substantiated', note: 'x' }), {
      status: 409,
      body: { code: 'CASE_IS_OVER', legal: ['reopened'] }
    })
  })

  t.test('reopening: only for so long, and what was recorded before counts no more', async (t) => {
    const order = await shop.bought('O-reopen')
    const { id } = await shop.openCase(order, { kind: 'compensation' })
    await shop.walk(id, 'approved', 'executing')
    await send(`/cases/${id}/settlement`, { means: 'coupon' })
    await shop.walk(id, 'closed')
    clock.advance(15 * 86_400_000)
    await shop.walk(id, 'reopened')
    t.match(await caseOf(id), { reopenings: 1, reopenedAt: clock.now(), closedAt: null })
    await shop.walk(id, 'approved', 'executing')
    t.match(await step(id, 'closed'), {
      status: 409,
      body: { missing: [{ artefact: 'settlement' }] }
    })
    await send(`/cases/${id}/settlement`, { means: 'apology' })
    await shop.walk(id, 'closed')
    clock.advance(15 * 86_400_000 + 1)
    t.same((await caseOf(id)).next, [])
    t.match(await step(id, 'reopened'), {
      status: 409,
      body: { code: 'CASE_REOPEN_TOO_LATE', reopenWithinDays: 15 }
    })
    t.match(await post(`/cases/${id}/dispute`, {}), { body: { code: 'CASE_REOPEN_TOO_LATE' } })
  })

  t.test(
    'requests: kinds without goods skip them, and money is not settled by a word',
    async (t) => {
      const order = await shop.bought('O-kinds', { MUG: 9 })
      const lines = [{ orderLineId: order.lines.MUG, quantity: 1 }]
      const nextOf = async (id: string) =>
        (await caseOf(id)).next.map(({ to }: { to: string }) => to)
      for (const kind of ['return_refund', 'exchange', 'repair']) {
        const { id } = await shop.openCase(order, { kind, lines })
        await shop.walk(id, 'approved')
        t.same(await nextOf(id), ['awaiting_goods', 'refused', 'withdrawn'], kind)
      }
      const { id } = await shop.openCase(order, { kind: 'refund_only', lines })
      await shop.walk(id, 'approved')
      t.same(await nextOf(id), ['executing', 'refused', 'withdrawn'])
      await shop.walk(id, 'executing')
      t.match(await post(`/cases/${id}/settlement`, { means: 'apology' }), {
        status: 409,
        body: { code: 'CASE_SETTLED_ELSEWHERE', remedy: 'refund_only' }
      })
      const { id: moved } = await shop.openCase(order, { lines })
      await shop.walk(moved, 'approved', 'awaiting_goods')
      t.match(await step(moved, 'goods_received'), { body: { missing: [{ artefact: 'goods' }] } })
      const patch = (body: object, match: string) =>
        shop.call({
          ...{ method: 'PATCH', url: `/v1/cases/${moved}`, body },
          headers: { 'if-match': match }
        })
      t.equal((await patch({ kind: 'refund_only' }, '"v1"')).status, 412)
      t.match(await patch({ kind: 'refund_only', requestedMinor: 900 }, '"v3"'), {
        status: 200,
        body: { version: 4, requestedMinor: 900 }
      })
      t.match(await patch({ kind: 'refund_only' }, '"v4"'), { body: { version: 4 } }, 'no news')
      t.same(await nextOf(moved), ['goods_received', 'executing', 'refused', 'withdrawn'])
      t.match(await post(`/cases/${moved}/assign`, { owner: 'Han Meimei' }), {
        body: { owner: 'Han Meimei', events: { length: 5 } }
      })
      t.equal((await get('/cases?owner=Han%20Meimei')).body.data.length, 1)
      await send(`/cases/${moved}/dispute`, { note: 'Wants more' })
      t.match(await caseOf(moved), {
        ...{ flow: 'dispute', state: 'submitted', kind: 'refund_only', closedAt: null },
        messages: [{ isNote: true, side: 'staff', text: 'Wants more' }]
      })
      t.match(await post(`/cases/${moved}/dispute`, {}), {
        status: 409,
        body: { code: 'CASE_NOT_DISPUTABLE' }
      })
      await shop.walk(moved, 'escalated_to_platform')
      t.match(await step(moved, 'executing'), { body: { missing: [{ artefact: 'decision' }] } })
      await send(`/cases/${moved}/decision`, { outcome: 'for_seller', reference: 'P-1' })
      await shop.walk(moved, 'followed_up')
      await send(`/cases/${moved}/satisfaction`, { score: null })
      await shop.walk(moved, 'closed')
      t.same(await shop.findings(), [])
    }
  )

  t.test('reasons and flows: in both languages, with whose fault it is', async (t) => {
    const { data } = (await get('/case-reasons', 'analyst')).body
    const sizes = data.find(({ code }: { code: string }) => code === 'size_too_small')
    t.same(sizes, {
      code: 'size_too_small',
      title: { en: 'Size too small', zh: '尺码偏小' },
      class: 'buyer'
    })
    t.equal(new Set(data.map(({ code }: { code: string }) => code)).size, data.length)
    const own = data.filter(({ code }: { code: string }) => code === 'faded' || code === 'other')
    t.same(own, [reasons[1], reasons[0]], "the shop's own are behind ours, or in their place")
    const order = await shop.bought('O-faded')
    t.match(await shop.openCase(order, { reason: 'faded' }), { lines: [{ reason: 'faded' }] })
    const flows = (await get('/case-flows', 'analyst')).body.data
    const dispute = flows.find(({ flow }: { flow: string }) => flow === 'dispute')
    t.equal(dispute.first, 'submitted')
    t.match(
      dispute.states.find(({ state }: { state: string }) => state === 'verifying'),
      {
        ...{ title: { zh: '核实' }, ownerRole: 'support' },
        within: { hours: 16, clock: 'business' }
      }
    )
  })
})
