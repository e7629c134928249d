import { onEachDatabase } from '../../harness.ts'
import {
  buildEnrolmentShop,
  type EnrolmentShop,
  endsAt,
  enrolUntil,
  mug,
  startsAt
} from './shop.ts'

const stepsOf = async (shop: EnrolmentShop, id: string) =>
  (await shop.call({ url: `/v1/enrolments/${id}/steps` })).body.data

onEachDatabase(async (t, kind) => {
  t.test('enrolment: from draft to closed, by hand and by time, with its history', async (t) => {
    const shop = await buildEnrolmentShop(t, kind)
    const event = await shop.event([{ kind: 'stock', minUnits: 5 }])
    const id = await shop.enrolled(event, ['submit', 'approve'])
    await shop.work('enrolments.move')
    t.match(await shop.enrolment(id), { state: 'approved', isForced: false })
    shop.clock.set(startsAt)
    await Promise.all([shop.work('enrolments.move'), shop.work('enrolments.move')])
    t.match(await shop.enrolment(id), { state: 'running', version: 4 })
    shop.clock.set(endsAt)
    await shop.work('enrolments.move')
    await shop.work('enrolments.move')
    t.match(await shop.enrolment(id), { state: 'closed', version: 5 })
    const steps = await stepsOf(shop, id)
    t.same(
      steps.map((one: { step: string; toState: string; at: string }) => [one.step, one.toState]),
      [
        ['create', 'draft'],
        ['submit', 'submitted'],
        ['approve', 'approved'],
        ['start', 'running'],
        ['close', 'closed']
      ]
    )
    t.match(steps[3], { fromState: 'approved', at: startsAt, reason: 'its time has come' })
    t.match(await shop.take(id, 'withdraw'), {
      status: 409,
      body: { code: 'ENROLMENT_STEP_ILLEGAL', state: 'closed', legal: [] }
    })
    t.same(await shop.findings(), [])
  })

  t.test(
    'enrolment: what time has missed takes both steps; a wrong step names the legal ones',
    async (t) => {
      const shop = await buildEnrolmentShop(t, kind)
      const event = await shop.event()
      const late = await shop.enrolled(event, ['submit', 'approve'])
      const draft = await shop.enrolled(event)
      t.match(await shop.take(draft, 'approve'), {
        status: 409,
        body: { detail: 'it is draft: it can submit, withdraw' }
      })
      const submitted = await shop.enrolled(event, ['submit'])
      t.match(await shop.take(submitted, 'submit'), {
        body: { legal: ['approve', 'reject', 'withdraw'] }
      })
      t.match(await shop.take(submitted, 'reject', {}), { status: 400 })
      await shop.take(submitted, 'reject', { reason: 'too dear' })
      t.match(await shop.take(submitted, 'submit'), { body: { legal: [] } })
      t.match((await stepsOf(shop, submitted)).at(-1), { step: 'reject', reason: 'too dear' })
      const other = await shop.enrolled(event, ['submit'])
      shop.clock.set(endsAt)
      await shop.work('enrolments.move')
      t.match(await shop.enrolment(late), { state: 'closed' })
      t.match((await stepsOf(shop, late)).length, 5)
      t.match(await shop.take(other, 'approve'), { body: { code: 'ENROLMENT_EVENT_OVER' } })
      t.match(await shop.take(other, 'withdraw'), { body: { state: 'withdrawn' } })
      t.match(await shop.enrol(event, [mug]), {
        status: 409,
        body: { code: 'ENROLMENT_EVENT_OVER' }
      })
      t.same(await shop.findings(), [])
    }
  )

  t.test('submit: needs the check to pass, or force with a reason, which is kept', async (t) => {
    const shop = await buildEnrolmentShop(t, kind)
    const event = await shop.event([
      { kind: 'unitsSold', days: 30, units: 100 },
      { kind: 'goodReviews', rateBps: 9000 },
      { kind: 'material', name: 'main', type: 'image' }
    ])
    const id = await shop.enrolled(event)
    const refused = await shop.take(id, 'submit')
    t.match(refused, { status: 422, body: { code: 'ENROLMENT_NOT_ELIGIBLE' } })
    t.match(refused.body.errors, [
      { pointer: '#/items/0', detail: /^MUG unitsSold failed: 0 units were sold/ },
      { pointer: '#/items/0', detail: /^MUG goodReviews unknown: / },
      { pointer: '#/materials', detail: /^material failed: main/ }
    ])
    const bare = await shop.take(id, 'submit', { force: true })
    t.match(bare, { status: 400, body: { errors: [{ pointer: '#/reason' }] } })
    const forced = await shop.take(id, 'submit', { force: true, reason: 'agreed by phone' })
    t.match(forced, { status: 200, body: { state: 'submitted', isForced: true } })
    const step = (await stepsOf(shop, id)).at(-1)
    t.match(step, { reason: 'agreed by phone', isForced: true, broken: refused.body.errors })
    const audited = await shop.engine.db
      .selectFrom('auditLog')
      .selectAll()
      .where('action', '=', 'enrolment.submit')
      .executeTakeFirstOrThrow()
    t.match(JSON.parse(audited.after!), { isForced: true, reason: 'agreed by phone' })
    const good = await shop.event([{ kind: 'stock', minUnits: 1 }])
    const kept = await shop.enrolled(good)
    t.match(await shop.take(kept, 'submit', { force: true, reason: 'to be sure' }), {
      body: { isForced: false }
    })
  })

  t.test('submit: only while the event takes enrolments', async (t) => {
    const shop = await buildEnrolmentShop(t, kind)
    const event = await shop.event([], { enrolFrom: '2026-03-03T00:00:00.000Z' })
    const id = await shop.enrolled(event)
    const early = { status: 409, body: { code: 'ENROLMENT_WINDOW_CLOSED', enrolUntil } }
    t.match(await shop.take(id, 'submit', { force: true, reason: 'x' }), early)
    shop.clock.set(enrolUntil)
    t.match(await shop.take(id, 'submit'), early)
    shop.clock.set('2026-03-03T00:00:00.000Z')
    t.match(await shop.take(id, 'submit'), { status: 200 })
  })

  t.test(
    'approve: a SKU is promised once at a time on a channel, also when two are approved at once',
    async (t) => {
      const shop = await buildEnrolmentShop(t, kind)
      const ready = async (more: object = {}) =>
        shop.enrolled(await shop.event([], more), ['submit'])
      const same = await Promise.all(Array.from({ length: 4 }, () => ready()))
      const answers = await Promise.all(same.map((id) => shop.take(id, 'approve')))
      t.same(answers.map(({ status }) => status).sort(), [200, 409, 409, 409])
      const [approved] = answers.filter(({ status }) => status === 200)
      for (const { status, body } of answers) {
        if (status !== 409) continue
        t.match(body, { code: 'ENROLMENT_CONFLICT', sku: 'MUG', enrolmentId: approved!.body.id })
      }
      const elsewhere = await ready({ channelId: 'chn_other' })
      t.match(await shop.take(elsewhere, 'approve'), { status: 200 }, 'another channel')
      const next = await ready({ startsAt: endsAt, endsAt: '2026-03-08T00:00:00.000Z' })
      t.match(await shop.take(next, 'approve'), { status: 200 }, 'right after it')
      const whole = await ready({ channelId: null, platform: 'jd' })
      t.match(
        await shop.take(whole, 'approve'),
        { status: 200 },
        'a platform of which no channel is told'
      )
      const ofIt = await ready({ channelId: 'chn_jd', platform: 'jd' })
      t.match(await shop.take(ofIt, 'approve'), { status: 409 }, 'a channel of that platform')
      await shop.take(approved!.body.id, 'withdraw')
      const again = same.find((id) => id !== approved!.body.id)!
      t.match(await shop.take(again, 'approve'), { status: 200 }, 'once the other is withdrawn')
      t.same(await shop.findings(), [])
    }
  )

  t.test(
    'change: a draft in all, an approved one by its promotion alone; the version counts',
    async (t) => {
      const shop = await buildEnrolmentShop(t, kind, { MUG: 50, CUP: 50 })
      const event = await shop.event()
      const id = await shop.enrolled(event)
      const patch = (body: object, headers = {}) =>
        shop.call({ method: 'PATCH', url: `/v1/enrolments/${id}`, body, headers })
      const items = [{ sku: 'CUP', priceMinor: 500, units: 3 }]
      t.match(await patch({ items }, { 'if-match': '"v9"' }), { status: 412 })
      t.match(await patch({ items }, { 'if-match': '"v1"' }), { body: { items, version: 2 } })
      t.match(
        await patch({ items }),
        { body: { version: 2 } },
        'what says the same changes nothing'
      )
      const text = [{ name: 'slogan', text: 'buy' }]
      t.match(await patch({ materials: text }), { body: { materials: text, items } })
      t.match(await shop.take(id, 'submit'), { status: 200 })
      t.match(await patch({ items: [mug] }), {
        status: 409,
        body: { code: 'ENROLMENT_FIXED', field: 'items' }
      })
      t.match(await shop.take(id, 'approve'), { status: 200 })
      const promotion = await shop.write({
        class: 'item',
        reward: { kind: 'fixedPrice', unitPriceMinor: 500 }
      })
      t.match(await patch({ promotionId: promotion.body.id }), {
        body: { promotionId: promotion.body.id }
      })
      const list = await shop.call({ url: '/v1/enrolments?sku=CUP&state=approved' })
      t.match(list.body.data, [{ id, items }])
      t.same((await shop.call({ url: '/v1/enrolments?sku=MUG' })).body.data, [])
    }
  )

  t.test('event: rules and windows change; what promises hang on does not', async (t) => {
    const shop = await buildEnrolmentShop(t, kind)
    const event = await shop.event([{ kind: 'stock', minUnits: 100 }])
    const patch = (body: object) =>
      shop.call({ method: 'PATCH', url: `/v1/platform-events/${event}`, body })
    t.match(await patch({ channelId: 'chn_a' }), { status: 200 })
    const id = await shop.enrolled(event)
    t.match(await patch({ channelId: 'chn_b' }), {
      status: 409,
      body: { code: 'PLATFORM_EVENT_FIXED', field: 'channelId' }
    })
    t.match(await shop.take(id, 'submit'), { status: 422 })
    t.match(await patch({ rules: [{ kind: 'stock', minUnits: 1 }] }), { status: 200 })
    t.match(await shop.take(id, 'submit'), { status: 200 })
    t.match(await patch({ startsAt: '2026-03-05T06:00:00.000Z' }), { status: 200 })
    await shop.take(id, 'approve')
    t.match(await patch({ endsAt: '2026-03-09T00:00:00.000Z' }), {
      status: 409,
      body: { field: 'endsAt' }
    })
    t.match(await patch({ title: 'Summer day' }), { body: { title: 'Summer day' } })
    shop.clock.set(endsAt)
    t.match(await patch({ title: 'Over' }), { status: 409, body: { code: 'PLATFORM_EVENT_FIXED' } })
  })
})
