import type { Test } from 'tap'
import { type DatabaseKind, onEachDatabase } from '../harness.ts'
import { runJob } from '../run-job.ts'
import { type AftersalesShop, type Bought, buildAftersalesShop } from './shop.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const zone = 'Asia/Shanghai'

interface SlaShop extends AftersalesShop {
  say(caseId: string, side: 'customer' | 'staff', more?: object): Promise<void>
  /** Runs the sweep as two processes would. */
  sweep(): Promise<void>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  slaOf(caseId: string): Promise<any>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  clockOf(caseId: string, target: string): Promise<any>
  /** `target kind count` of open alerts about a case. */
  told(caseId: string): Promise<string[]>
  recompute(calendarId: string): Promise<void>
}

async function build(t: Test, kind: DatabaseKind): Promise<SlaShop> {
  const shop = await buildAftersalesShop(t, kind, { config: { shop: { zone, currency: 'CNY' } } })
  const { engine, get, send } = shop
  const run = (name: string, payload: object) => runJob(engine, name, payload)
  const slaOf: SlaShop['slaOf'] = async (caseId) => (await get(`/cases/${caseId}/sla`)).body
  return {
    ...shop,
    slaOf,
    say: (caseId, side, more = {}) =>
      send(`/cases/${caseId}/messages`, { side, text: 'Hello', ...more }),
    async sweep() {
      const sweep = () => run('aftersales.tell-deadlines', {})
      await Promise.all([sweep(), sweep()])
      await sweep()
    },
    async clockOf(caseId, target) {
      const { clocks } = await slaOf(caseId)
      return clocks.filter((clock: { target: string }) => clock.target === target).at(-1)
    },
    async told(caseId) {
      const { body } = await get('/alerts?state=open&limit=100')
      return body.data
        .filter(({ fields }: { fields: { caseId?: string } }) => fields.caseId === caseId)
        .map(
          (one: { fields: { target: string }; kind: string; count: number }) =>
            `${one.fields.target} ${one.kind.replace('aftersales.', '')} ${one.count}`
        )
        .sort()
    },
    async recompute(calendarId) {
      await run('aftersales.recompute-clocks', { calendarId })
    }
  }
}

let orders = 0

async function open(shop: AftersalesShop, more: object = {}) {
  orders++
  const order: Bought = await shop.bought(`O-${orders}`, { MUG: 1 })
  return shop.openCase(order, { kind: 'refund_only', ...more })
}

const week = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '10:00', to: '18:00' }))

onEachDatabase(async (t, kind) => {
  t.test(
    'sla: hold, response and resolution times are those of the published example',
    async (t) => {
      const shop = await build(t, kind)
      const at = (time: string) => shop.clock.set(`2026-03-02T${time}:00.000Z`)
      at('04:00')
      const { id } = await open(shop)
      at('04:15')
      await shop.say(id, 'staff')
      at('05:00')
      await shop.say(id, 'customer')
      at('05:05')
      await shop.say(id, 'staff')
      await shop.walk(id, 'refused')
      t.match(await shop.slaOf(id), {
        holdMs: 2700_000,
        responses: 2,
        averageResponseMs: 600_000,
        resolutionMs: 3900_000,
        userResolutionMs: 1200_000
      })
      at('05:25')
      t.match(await shop.slaOf(id), { holdMs: 2700_000, resolutionMs: 3900_000 }, 'and stay so')

      await shop.walk(id, 'reopened')
      at('05:35')
      await shop.walk(id, 'refused')
      t.match(
        await shop.slaOf(id),
        { responses: 2, userResolutionMs: 1800_000, firstResolutionMs: 1200_000, holdMs: 2700_000 },
        'reopened, the resolution goes on where it was, and the first stays'
      )
      const { clocks } = await shop.slaOf(id)
      const firsts = clocks.filter(({ target }: { target: string }) => target === 'first_response')
      t.equal(firsts.length, 1, 'a first response is not asked for again')
      t.same(await shop.findings(), [])
    }
  )

  t.test(
    'sla: of the policies that fit the one that says most holds, in its calendar',
    async (t) => {
      const shop = await build(t, kind)
      const calendar = await shop.send('/sla-calendars', { title: 'Office', hours: week })
      await shop.send('/sla-policies', { title: 'All' })
      await shop.send('/sla-policies', {
        ...{ title: 'Refunds', kind: 'refund_only', calendarId: calendar.id },
        ...{ firstResponseMs: 2 * hourMs, resolutionMs: 16 * hourMs, warnAtBps: 5000 }
      })
      // Friday, 17:00 in Shanghai.
      shop.clock.set('2026-03-06T09:00:00.000Z')
      const refund = await open(shop)
      const due = async (target: string) => (await shop.clockOf(refund.id, target)).dueAt
      t.equal(await due('first_response'), '2026-03-09T03:00:00.000Z', 'Monday, 11:00')
      t.equal(await due('resolution'), '2026-03-10T09:00:00.000Z', 'Tuesday, 17:00')
      t.equal(
        (await shop.clockOf(refund.id, 'first_response')).warnAt,
        '2026-03-06T10:00:00.000Z',
        'half of the time is over on Friday evening'
      )
      // By the flow a request is looked at within 24 hours, weekend or not.
      t.equal(await due('state'), '2026-03-07T09:00:00.000Z')
      t.equal((await shop.caseOf(refund.id)).dueAt, '2026-03-07T09:00:00.000Z')
      const other = await open(shop, { kind: 'exchange' })
      t.match(await shop.clockOf(other.id, 'first_response'), {
        ...{ targetMs: 300_000, dueAt: '2026-03-06T09:05:00.000Z', calendarId: null }
      })
      const list = await shop.get('/sla-clocks?target=first_response')
      t.same(
        list.body.data.map(({ caseId }: { caseId: string }) => caseId),
        [other.id, refund.id],
        'the next due first'
      )
      const query = 'from=2026-03-06T09:00:00.000Z&to=2026-03-09T03:00:00.000Z'
      const { body } = await shop.get(`/sla-calendars/${calendar.id}/working-time?${query}`)
      t.equal(body.workingMs, 2 * hourMs)
    }
  )

  t.test('sla: due soon and breached by time alone, once, and over when it is met', async (t) => {
    const shop = await build(t, kind)
    const first = { firstResponseMs: 10 * minuteMs, nextResponseMs: 10 * minuteMs }
    await shop.send('/sla-policies', { title: 'All', ...first, resolutionMs: 30 * minuteMs })
    const { id } = await open(shop)
    const pass = async (minutes: number) => {
      shop.clock.advance(minutes * minuteMs)
      await shop.sweep()
      return shop.told(id)
    }
    t.same(await pass(7.99), [])
    t.same(await pass(0.01), ['first_response sla-due-soon 1'])
    await shop.send(`/cases/${id}/notes`, { text: 'Looks like glue' })
    await shop.say(id, 'staff', { isAutomatic: true })
    t.same(await pass(1), ['first_response sla-due-soon 1'], 'neither is an answer')
    t.same(await pass(1), ['first_response sla-breached 1'])
    t.match(await shop.clockOf(id, 'first_response'), { isBreached: true, state: 'running' })
    const { body } = await shop.get('/alerts?state=open')
    await shop.send(`/alerts/${body.data[0].id}/resolve`)
    t.same(await pass(5), [], 'a person has dealt with it: it is not told again')
    await shop.say(id, 'staff')
    t.match(await shop.clockOf(id, 'first_response'), { isBreached: true, workedMs: 900_000 })
    t.match(await shop.clockOf(id, 'resolution'), { state: 'paused', dueAt: null })
    t.same(await pass(600), [], 'nothing is due while the customer is waited for')

    await shop.say(id, 'customer')
    const due = new Date(shop.clock.ms() + 15 * minuteMs).toISOString()
    t.equal((await shop.clockOf(id, 'resolution')).dueAt, due, 'what was left of half an hour')
    t.equal((await shop.caseOf(id)).dueAt, due)
    t.same(await pass(9), ['next_response sla-due-soon 1', 'resolution sla-due-soon 1'])
    await shop.say(id, 'staff')
    t.same(await shop.told(id), ['resolution sla-due-soon 1'], 'answered in time')
    await shop.say(id, 'customer')
    t.same(await pass(60), ['next_response sla-breached 1', 'resolution sla-breached 1'], 'late')
    await shop.walk(id, 'refused')
    t.same(await shop.told(id), [], 'the case is over')
    t.same(await pass(600), [])
    t.same(await shop.findings(), [])
  })

  t.test('sla: a changed calendar moves what is open, and leaves what has ended', async (t) => {
    const shop = await build(t, kind)
    const calendar = await shop.send('/sla-calendars', {
      ...{ title: 'Office', hours: week, isDefault: true }
    })
    await shop.send('/sla-policies', {
      title: 'All',
      firstResponseMs: 4 * hourMs,
      resolutionMs: 8 * hourMs
    })
    const ended = await open(shop)
    const opened = await open(shop)
    shop.clock.advance(2 * hourMs)
    await shop.walk(ended.id, 'refused')
    shop.clock.advance(2 * hourMs)
    await shop.sweep()
    t.same(await shop.told(opened.id), ['first_response sla-breached 1'])
    const before = await shop.slaOf(ended.id)

    const change = {
      title: 'Office',
      hours: week,
      holidays: [{ on: '2026-03-02' }],
      isDefault: true
    }
    const put = await shop.call({
      ...{ method: 'PUT', url: `/v1/sla-calendars/${calendar.id}`, body: change },
      headers: { 'if-match': '"v1"' }
    })
    t.match(put, { status: 200, body: { version: 2, holidays: [{ on: '2026-03-02' }] } })
    await shop.recompute(calendar.id)
    await shop.recompute(calendar.id)
    t.same(await shop.told(opened.id), [], 'it is not late any more')
    t.match(await shop.clockOf(opened.id, 'first_response'), {
      ...{ dueAt: '2026-03-03T06:00:00.000Z', workedMs: 0, isBreached: false, breachedAt: null }
    })
    t.equal((await shop.clockOf(opened.id, 'resolution')).dueAt, '2026-03-03T10:00:00.000Z')
    t.same(await shop.slaOf(ended.id), before)
    shop.clock.set('2026-03-03T06:00:00.000Z')
    await shop.sweep()
    t.same(
      await shop.told(opened.id),
      ['first_response sla-breached 1', 'state sla-breached 1'],
      'told of the new time; a state by the wall clock was not moved'
    )
    t.same(await shop.findings(), [])
  })

  t.test("sla: the platform's deadline drives ours, and is told of before it", async (t) => {
    const shop = await build(t, kind)
    const platformDueAt = '2026-03-02T12:00:00.000Z'
    const { id } = await open(shop, { platformDueAt })
    t.equal((await shop.caseOf(id)).dueAt, platformDueAt, 'the earlier of both')
    shop.clock.set('2026-03-02T07:59:00.000Z')
    await shop.sweep()
    t.same(await shop.told(id), [])
    shop.clock.set('2026-03-02T08:00:00.000Z')
    await shop.sweep()
    t.same(await shop.told(id), ['platform platform-due-soon 1'])
    await shop.walk(id, 'approved')
    t.equal((await shop.caseOf(id)).dueAt, '2026-03-02T12:00:00.000Z')
    shop.clock.set('2026-03-02T12:00:00.000Z')
    await shop.sweep()
    t.same(await shop.told(id), ['platform sla-breached 1'])
    await shop.walk(id, 'refused')
    t.same(await shop.told(id), [])
    t.match(await shop.clockOf(id, 'platform'), { state: 'met', isBreached: false })
  })

  t.test('sla: what is wrong with a calendar or a policy is said by name', async (t) => {
    const shop = await build(t, kind)
    const calendar = (more: object) =>
      shop.post('/sla-calendars', { title: 'X', hours: week, ...more })
    const wrong = [
      [{ zone: 'Mars/Base' }, '#/zone'],
      [{ hours: [{ weekday: 1, from: '09:00', to: '09:00' }] }, '#/hours/0/to'],
      [{ hours: [{ weekday: 1, from: '09:00', to: '09:59' }] }, '#/hours'],
      [{ holidays: [{ on: '2026-01-01' }, { on: '2026-01-01' }] }, '#/holidays/1/on'],
      [{ holidays: [{ on: '2026-02-30' }] }, '#/holidays/0/on'],
      [{ hours: [{ weekday: 8, from: '09:00', to: '10:00' }] }, '#/hours/0/weekday']
    ] as const
    for (const [more, pointer] of wrong) {
      t.match(await calendar(more), { status: 400, body: { errors: [{ pointer }] } }, pointer)
    }
    const used = (await calendar({})).body
    const policy = (more: object) => shop.post('/sla-policies', { title: 'X', ...more })
    t.match(await policy({ calendarId: 'slc_none' }), { body: { code: 'SLA_CALENDAR_UNKNOWN' } })
    const states = { dancing: { ms: hourMs, clock: 'wall' } }
    t.match(await policy({ states }), { status: 422, body: { code: 'SLA_STATE_UNKNOWN' } })
    t.match(await policy({ calendarId: used.id }), { status: 201 })
    t.match(await policy({}), { status: 409, body: { code: 'SLA_POLICY_TWIN' } })
    const remove = await shop.call({ method: 'DELETE', url: `/v1/sla-calendars/${used.id}` })
    t.match(remove, { status: 409, body: { code: 'SLA_CALENDAR_USED', policies: 1 } })
    t.match(await shop.post('/sla-policies', { title: 'X', flow: 'dispute' }, { as: 'support' }), {
      status: 403
    })
  })
})
