import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { localInstant } from '#core/zone'
import type { CalendarDefinition } from '../../plugins/aftersales/sla/calendar/calendar.ts'
import { compileCalendar } from '../../plugins/aftersales/sla/calendar/compile.ts'
import { addBusinessMs, businessMs } from '../../plugins/aftersales/sla/calendar/reckon.ts'

const file = new URL('../../../shared/cases/vectors.json', import.meta.url)
const isThere = existsSync(file)
const skip = isThere || process.env.CI === 'true' ? false : 'no ../shared/cases here'

const hourMs = 3_600_000
const week = [1, 2, 3, 4, 5]

function office(zone: string, more: Partial<CalendarDefinition> = {}): CalendarDefinition {
  const hours = week.map((weekday) => ({ weekday, from: '10:00', to: '18:00' }))
  return { zone, hours, holidays: [], workingDays: [], ...more }
}

function at(text: string, zone: string): number {
  return Date.parse(localInstant(text, zone)!)
}

/** Hours of work between two local times. */
function hoursOf(definition: CalendarDefinition, from: string, to: string): number {
  const { zone } = definition
  return businessMs(compileCalendar(definition), at(from, zone), at(to, zone)) / hourMs
}

t.test('vectors: first response in business seconds', { skip }, async (t) => {
  const vectors = JSON.parse(readFileSync(file, 'utf8'))
  const cases: [string, string, number][] = vectors.sla_first_response_business_seconds.cases
  t.ok(cases.length >= 20)
  const zones = ['Asia/Shanghai', 'America/New_York']
  for (const [index, [from, to, seconds]] of cases.entries()) {
    t.test(`sla vector ${index + 1}: ${from} to ${to} is ${seconds} s`, async (t) => {
      for (const zone of zones) {
        const calendar = compileCalendar(office(zone))
        t.equal(businessMs(calendar, at(from, zone), at(to, zone)), seconds * 1000, zone)
      }
    })
  }
})

t.test('calendar: lunch breaks, holidays, worked days off and half days', async (t) => {
  const zone = 'Asia/Shanghai'
  const lunch = week.flatMap((weekday) => [
    { weekday, from: '09:00', to: '12:00' },
    { weekday, from: '13:30', to: '18:00' }
  ])
  const calendar = office(zone, {
    hours: lunch,
    holidays: [{ on: '2026-05-01' }],
    workingDays: [
      { on: '2026-05-09', spans: [{ from: '09:00', to: '12:00' }] },
      { on: '2026-05-06', spans: [{ from: '10:00', to: '11:00' }] }
    ]
  })
  t.equal(hoursOf(calendar, '2026-04-30 11:00', '2026-04-30 14:30'), 2, 'over lunch')
  t.equal(hoursOf(calendar, '2026-04-30 17:00', '2026-05-04 10:00'), 2, 'Labor Day is off')
  t.equal(hoursOf(calendar, '2026-05-08 17:00', '2026-05-10 23:00'), 4, 'a Saturday is worked')
  t.equal(hoursOf(calendar, '2026-05-06 00:00', '2026-05-07 00:00'), 1, 'a short Wednesday')
})

t.test(
  'calendar: a night shift counts to the day it begins on, and once where days overlap',
  async (t) => {
    const zone = 'Asia/Shanghai'
    const hours = [
      { weekday: 1, from: '20:00', to: '04:00' },
      { weekday: 2, from: '02:00', to: '06:00' }
    ]
    const calendar = office(zone, { hours })
    t.equal(hoursOf(calendar, '2026-03-02 00:00', '2026-03-04 00:00'), 10)
    t.equal(hoursOf(calendar, '2026-03-03 01:00', '2026-03-03 03:00'), 2, 'after midnight')
    const off = office(zone, { hours, holidays: [{ on: '2026-03-02' }] })
    t.equal(hoursOf(off, '2026-03-02 00:00', '2026-03-04 00:00'), 4, 'the holiday takes the night')
    const day = office(zone, { hours: [{ weekday: 1, from: '00:00', to: '24:00' }] })
    t.equal(hoursOf(day, '2026-03-01 12:00', '2026-03-03 12:00'), 24)
  }
)

t.test('calendar: days on which clocks change are as long as they are', async (t) => {
  const zone = 'Europe/Berlin'
  const sunday = (from: string, to: string) => office(zone, { hours: [{ weekday: 7, from, to }] })
  const spring = ['2026-03-28 12:00', '2026-03-29 12:00'] as const
  const autumn = ['2026-10-24 12:00', '2026-10-25 12:00'] as const
  t.equal(hoursOf(sunday('00:00', '06:00'), ...spring), 5, '02:00 becomes 03:00')
  t.equal(hoursOf(sunday('00:00', '06:00'), ...autumn), 7, '03:00 becomes 02:00')
  t.equal(hoursOf(sunday('01:00', '02:30'), ...spring), 1, 'a time that is skipped is its change')
  t.equal(hoursOf(sunday('02:30', '04:00'), ...spring), 1)
  t.equal(
    hoursOf(sunday('02:30', '04:00'), ...autumn),
    2.5,
    'a time that is there twice is its first'
  )
  const monday = office(zone)
  t.equal(hoursOf(monday, '2026-03-27 17:00', '2026-03-30 11:00'), 2, 'over the change')
})

t.test(
  'calendar: a deadline is the end of a day rather than the beginning of the next',
  async (t) => {
    const zone = 'Asia/Shanghai'
    const calendar = compileCalendar(office(zone))
    const due = (from: string, hours: number) =>
      addBusinessMs(calendar, at(from, zone), hours * hourMs)
    t.equal(due('2026-03-06 16:00', 2), at('2026-03-06 18:00', zone))
    t.equal(due('2026-03-06 16:00', 3), at('2026-03-09 11:00', zone), 'over the weekend')
    t.equal(due('2026-03-07 12:00', 0), at('2026-03-07 12:00', zone))
    const never = compileCalendar({ ...office(zone), hours: [] })
    t.equal(addBusinessMs(never, 0, 1), null)
  }
)

t.test(
  'calendar: time adds up, and a deadline is the first instant at which its time has passed',
  async (t) => {
    const hour = fc
      .integer({ min: 0, max: 23 })
      .map((value) => `${String(value).padStart(2, '0')}:00`)
    const span = fc
      .record({ weekday: fc.integer({ min: 1, max: 7 }), from: hour, to: hour })
      .filter(({ from, to }) => from !== to)
    const zone = fc.constantFrom(
      'Asia/Shanghai',
      'Europe/Berlin',
      'America/St_Johns',
      'Africa/Cairo'
    )
    const definition = fc.record({
      zone,
      hours: fc.array(span, { minLength: 1, maxLength: 8 }),
      holidays: fc.constant([{ on: '2026-03-29' }, { on: '2026-10-26' }]),
      workingDays: fc.constant([{ on: '2026-04-24', spans: [{ from: '00:00', to: '24:00' }] }])
    })
    const start = Date.parse('2026-03-20T00:00:00.000Z')
    const step = fc.integer({ min: 0, max: 40 * 24 * 60 }).map((minutes) => minutes * 60_000)
    const holds = fc.check(
      fc.property(definition, step, step, step, (given, before, first, second) => {
        const calendar = compileCalendar(given)
        const [a, b, c] = [start + before, start + before + first, start + before + first + second]
        const whole = businessMs(calendar, a, c)
        if (whole !== businessMs(calendar, a, b) + businessMs(calendar, b, c)) return false
        if (whole > c - a) return false
        if (whole === 0) return true
        const due = addBusinessMs(calendar, a, whole)!
        return (
          due <= c &&
          businessMs(calendar, a, due) === whole &&
          businessMs(calendar, a, due - 1) < whole
        )
      }),
      { numRuns: 300 }
    )
    t.notOk(holds.failed, fc.defaultReportMessage(holds) ?? '')
  }
)
