import fc from 'fast-check'
import t from 'tap'
import { instantAt, instantMs } from '#core/time'
import { quietUntil } from '../../../plugins/crm/messages/quiet.ts'

const night = { from: '22:00', to: '08:00' }
const berlin = 'Europe/Berlin'

t.test('quietUntil: in the customer’s zone, over midnight, and not a minute longer', async (t) => {
  t.equal(quietUntil('2026-03-01T13:59:59.999Z', 'Asia/Shanghai', night), null)
  const morning = '2026-03-02T00:00:00.000Z'
  t.equal(quietUntil('2026-03-01T14:00:00.000Z', 'Asia/Shanghai', night), morning)
  t.equal(quietUntil('2026-03-01T23:59:59.999Z', 'Asia/Shanghai', night), morning)
  t.equal(quietUntil(morning, 'Asia/Shanghai', night), null)
  t.equal(quietUntil('2026-03-01T14:00:00.000Z', 'America/New_York', night), null, '09:00 there')
})

t.test('quietUntil: a night of daylight saving is an hour shorter or longer', async (t) => {
  const from = (now: string) => quietUntil(now, berlin, night)
  t.equal(from('2026-03-28T22:00:00.000Z'), '2026-03-29T06:00:00.000Z', '23:00 to 08:00: 8 h')
  t.equal(from('2026-10-24T21:00:00.000Z'), '2026-10-25T07:00:00.000Z', '23:00 to 08:00: 10 h')
})

t.test('quietUntil: an end that the clock skips, and one that it shows twice', async (t) => {
  const skipped = { from: '22:00', to: '02:30' }
  t.equal(quietUntil('2026-03-29T00:30:00.000Z', berlin, skipped), '2026-03-29T01:00:00.000Z')
  const twice = { from: '22:00', to: '02:30' }
  t.equal(quietUntil('2026-10-25T00:10:00.000Z', berlin, twice), '2026-10-25T00:30:00.000Z')
  t.equal(quietUntil('2026-10-25T01:10:00.000Z', berlin, twice), '2026-10-25T01:30:00.000Z')
})

/** Minutes from one time on the clock to another, past midnight if need be. */
function minutesBetween(from: string, to: string): number {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
  return (minutes(to) - minutes(from) + 1440) % 1440
}

t.test(
  'quietUntil: an hour that is not quiet and is skipped is waited for a day more',
  async (t) => {
    const hours = { from: '03:00', to: '02:00' }
    const end = quietUntil('2026-03-07T08:00:00.000Z', 'America/New_York', hours)
    t.equal(end, '2026-03-09T06:00:00.000Z')
  }
)

t.test(
  'quietUntil: whenever it is, the end is later, not quiet, and preceded by quiet',
  async () => {
    const time = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))
    const zones = [
      berlin,
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Shanghai',
      'Asia/Beirut'
    ]
    // Around the changes of 2026 and of other years, and anywhere.
    const instants = fc.integer({
      min: instantMs('2025-10-20T00:00:00.000Z'),
      max: instantMs('2027-04-05T00:00:00.000Z')
    })
    fc.assert(
      fc.property(time, time, fc.constantFrom(...zones), instants, (from, to, zone, ms) => {
        fc.pre(from !== to)
        const end = quietUntil(instantAt(ms), zone, { from, to })
        if (end === null) return true
        const endMs = instantMs(end)
        const isQuiet = (at: number) => quietUntil(instantAt(at), zone, { from, to }) !== null
        // An hour or less in which it is not quiet may be skipped as a whole: then it is the next day's.
        const longestMs = (minutesBetween(to, from) > 60 ? 26 : 50) * 3_600_000
        return endMs > ms && endMs - ms <= longestMs && !isQuiet(endMs) && isQuiet(endMs - 1)
      }),
      { numRuns: 3000 }
    )
  }
)
