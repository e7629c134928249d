import fc from 'fast-check'
import t from 'tap'
import {
  lastDue,
  nextDue,
  type ReportSchedule
} from '../../plugins/reporting/definitions/schedule.ts'
import { onEachDatabase, onEachEnd, until } from '../harness.ts'
import { buildStory, type Story } from './story.ts'

const weekly = {
  ...{ name: 'Weekly', language: 'en', period: 'lastWeek' },
  subject: { query: { metrics: ['netSales', 'orders'], dimensions: ['channel'] } },
  schedule: { every: 'week', hour: 8, weekday: 1 }
}

const runsOf = async ({ get }: Story, id: string) =>
  (await get(`/reports/runs?definitionId=${id}`)).data

t.test('schedules: due times are on the wall clock of the shop', async (t) => {
  const due = (schedule: ReportSchedule, after: string, zone: string) =>
    nextDue(schedule, after, zone)
  const day: ReportSchedule = { every: 'day', hour: 2 }
  t.equal(
    due(day, '2026-03-28T01:00:00.000Z', 'Europe/Berlin'),
    '2026-03-29T01:00:00.000Z',
    'a skipped hour is an hour later'
  )
  t.equal(due(day, '2026-03-29T01:00:00.000Z', 'Europe/Berlin'), '2026-03-30T00:00:00.000Z')
  const month: ReportSchedule = { every: 'month', hour: 8, monthDay: 28 }
  t.equal(
    due(month, '2026-02-28T00:00:00.000Z', 'Asia/Shanghai'),
    '2026-03-28T00:00:00.000Z',
    'not the very instant again'
  )
  const schedule = fc.oneof(
    fc.record({ every: fc.constant('day' as const), hour: fc.nat(23) }),
    fc.record({
      every: fc.constant('week' as const),
      hour: fc.nat(23),
      weekday: fc.integer({ min: 1, max: 7 })
    }),
    fc.record({
      every: fc.constant('month' as const),
      hour: fc.nat(23),
      monthDay: fc.integer({ min: 1, max: 28 })
    })
  )
  const zone = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'UTC')
  const instant = fc.date({
    min: new Date('2025-01-01'),
    max: new Date('2027-01-01'),
    noInvalidDate: true
  })
  fc.assert(
    fc.property(schedule, zone, instant, (given, in_, at) => {
      const now = at.toISOString()
      const next = nextDue(given, now, in_)
      // Between the last due time and the next lies no other.
      return (
        next > now &&
        lastDue(given, now, in_) <= now &&
        lastDue(given, next, in_) === next &&
        nextDue(given, lastDue(given, now, in_), in_) === next
      )
    })
  )
})

onEachDatabase(async (t, kind) => {
  const shop = await buildStory(t, kind, { stock: { GIFT: 9 } })
  const { call, post, get } = shop
  const refused = async (change: object, status: number, match: object) => {
    const body = { ...weekly, ...change }
    t.match(await call({ method: 'POST', url: '/v1/reports/definitions', body }), {
      status,
      body: match
    })
  }

  await t.test('definitions: what cannot be made is refused when it is saved', async (t) => {
    const query = (more: object) => ({ subject: { query: { metrics: ['orders'], ...more } } })
    await refused(query({ metrics: ['netsales'] }), 422, {
      code: 'REPORT_METRIC_UNKNOWN',
      didYouMean: ['netSales']
    })
    await refused(query({ dimensions: ['reason'] }), 422, { code: 'REPORT_DIMENSION_IMPOSSIBLE' })
    await refused(query({ sort: [{ by: 'units' }] }), 422, { code: 'REPORT_QUERY_INVALID' })
    await refused({ subject: {} }, 422, { code: 'REPORT_SUBJECT_INVALID' })
    const builtIn = (more: object) => ({ subject: { builtIn: { name: 'daily-brief', ...more } } })
    await refused(builtIn({ name: 'tarot' }), 422, {
      code: 'REPORT_BUILT_IN_UNKNOWN',
      name: 'tarot'
    })
    await refused(builtIn({ parameters: { top: 0 } }), 422, {
      field: 'subject.builtIn.parameters.top'
    })
    await refused(builtIn({ parameters: { tip: 3 } }), 422, {
      field: 'subject.builtIn.parameters.tip'
    })
    const fixed = { from: '2026-03-01', to: '2026-03-07' }
    await refused({ period: fixed }, 422, { code: 'REPORT_SCHEDULED_PERIOD_FIXED', ...fixed })
    await refused({ period: { from: '2026-03-07', to: '2026-03-01' }, schedule: null }, 422, {
      code: 'REPORT_PERIOD_INVALID'
    })
    await refused({ schedule: { every: 'day', hour: 8, weekday: 2 } }, 422, {
      code: 'REPORT_SCHEDULE_UNFIT'
    })
    await refused({ recipients: ['boss@shop.example'] }, 422, {
      code: 'REPORT_MAIL_NOT_CONFIGURED'
    })
    await refused({ recipients: ['no address'] }, 400, { code: 'VALIDATION_FAILED' })
    t.equal((await get('/reports/definitions')).data.length, 0, 'nothing was kept')
  })

  await t.test('definitions: kept, replaced by version, forgotten; runs stay', async (t) => {
    const made = await post('/reports/definitions', weekly)
    t.match(made, {
      version: 1,
      isEnabled: true,
      canSeeCost: true,
      formats: ['html'],
      recipients: []
    })
    // Monday 9:00 in Shanghai is past 8:00.
    t.equal(made.nextRunAt, '2026-03-16T00:00:00.000Z')
    const url = `/v1/reports/definitions/${made.id}`
    const put = (version: number, body: object) =>
      call({ method: 'PUT', url, body, headers: { 'if-match': `"v${version}"` } })
    t.match(await put(1, { ...weekly, name: 'Renamed', schedule: { every: 'day', hour: 10 } }), {
      ...{ status: 200, headers: { etag: '"v2"' } },
      body: { name: 'Renamed', version: 2, nextRunAt: '2026-03-09T02:00:00.000Z' }
    })
    t.match(await put(1, weekly), { status: 412, body: { code: 'VERSION_OUTDATED' } })
    t.match(await put(2, { ...weekly, isEnabled: false }), { body: { nextRunAt: null } })
    const run = await post(`/reports/definitions/${made.id}/run`, undefined)
    t.match(run, {
      cause: 'manual',
      revision: 1,
      dueAt: null,
      period: { from: '2026-03-02', to: '2026-03-08' }
    })
    t.equal((await call({ method: 'DELETE', url })).status, 204)
    t.equal((await call({ url })).status, 404)
    t.equal((await runsOf(shop, made.id)).length, 1)
  })

  await t.test('definitions: made with the eyes of whoever saved them', async (t) => {
    await shop.sell('taobao', '2026-03-04', 'GIFT', 1)
    const subject = { query: { metrics: ['cm1'] } }
    const secret = { ...weekly, subject }
    const asMarketer = await call({
      method: 'POST',
      url: '/v1/reports/definitions',
      body: weekly,
      as: 'marketer'
    })
    t.equal(asMarketer.status, 403, 'who may not write does not')
    const builtIn = { builtIn: { name: 'weekly-review' } }
    const { id } = await post('/reports/definitions', { ...weekly, subject: builtIn })
    const { id: runId } = await post(`/reports/definitions/${id}/run`, undefined)
    const seen = JSON.stringify((await get(`/reports/runs/${runId}`)).document)
    const hidden = JSON.stringify((await get(`/reports/runs/${runId}`, 'marketer')).document)
    t.match(seen, /"cm1"/)
    t.notMatch(
      hidden,
      /"(cm1|cm1Rate|stockValue)"/,
      'nor does a reader without reports:cost see costs'
    )
    t.match(await post('/reports/definitions', secret), { canSeeCost: true })
  })
})

onEachEnd(async (t, kind, backend) => {
  await t.test(
    'schedules: each due time makes one run, also after days without anybody',
    async (t) => {
      const shop = await buildStory(t, kind, { stock: {}, backend, start: true })
      const { post, clock, engine } = shop
      const { id } = await post('/reports/definitions', {
        ...weekly,
        period: 'yesterday',
        schedule: { every: 'day', hour: 10 }
      })
      const find = () => shop.run('reports.find-due')
      const made = (count: number) =>
        until(async () => (await runsOf(shop, id)).length >= count, { what: `run ${count}` })
      await find()
      t.equal((await runsOf(shop, id)).length, 0, 'not before its hour')
      clock.set('2026-03-09T02:00:00.000Z')
      await Promise.all([find(), find()])
      await made(1)
      // Four days later: the last one is made up for, as seen from its own day.
      clock.set('2026-03-13T07:00:00.000Z')
      await find()
      await made(2)
      await find()
      await shop.run('reports.run', { definitionId: id, dueAt: '2026-03-13T02:00:00.000Z' })
      const runs = (await runsOf(shop, id)).map(
        ({ dueAt, period, cause }: Record<string, unknown>) => ({ dueAt, period, cause })
      )
      t.same(runs, [
        {
          dueAt: '2026-03-13T02:00:00.000Z',
          period: { from: '2026-03-12', to: '2026-03-12' },
          cause: 'schedule'
        },
        {
          dueAt: '2026-03-09T02:00:00.000Z',
          period: { from: '2026-03-08', to: '2026-03-08' },
          cause: 'schedule'
        }
      ])
      const { nextRunAt } = await shop.get(`/reports/definitions/${id}`)
      t.equal(nextRunAt, '2026-03-14T02:00:00.000Z')
      const waiting = await engine.db.selectFrom('reportRuns').select('seriesId').execute()
      t.equal(new Set(waiting.map(({ seriesId }) => seriesId)).size, 2, 'each begins a series')
    }
  )
})
