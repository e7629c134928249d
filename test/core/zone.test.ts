import fc from 'fast-check'
import t from 'tap'
import { instantAt, instantMs } from '#core/time'
import { dayOn, dayStart, isZone, localInstant } from '#core/zone'

t.test('dayOn: the date on the wall, not the date in UTC', async (t) => {
  t.equal(dayOn('2011-03-31T16:30:00.000Z', 'Asia/Shanghai'), '2011-04-01')
  t.equal(dayOn('2011-04-01T03:30:00.000Z', 'America/New_York'), '2011-03-31')
  t.equal(dayOn('2024-02-29T12:00:00.000Z', 'UTC'), '2024-02-29')
})

t.test('dayOn: a business day that starts at four still counts 03:59 as yesterday', async (t) => {
  t.equal(dayOn('2011-03-31T19:59:59.999Z', 'Asia/Shanghai', 4), '2011-03-31')
  t.equal(dayOn('2011-03-31T20:00:00.000Z', 'Asia/Shanghai', 4), '2011-04-01')
})

t.test('dayOn: it is the wall clock that counts on days daylight saving changes', async (t) => {
  // 2024-03-10 has 23 hours in New York: 04:00 EDT is 08:00 UTC.
  t.equal(dayOn('2024-03-10T07:59:59.999Z', 'America/New_York', 4), '2024-03-09')
  t.equal(dayOn('2024-03-10T08:00:00.000Z', 'America/New_York', 4), '2024-03-10')
  // 2024-11-03 has 25: 04:00 EST is 09:00 UTC.
  t.equal(dayOn('2024-11-03T08:59:59.999Z', 'America/New_York', 4), '2024-11-02')
  t.equal(dayOn('2024-11-03T09:00:00.000Z', 'America/New_York', 4), '2024-11-03')
})

t.test('dayStart: the instant a day begins, where midnight does not exist too', async (t) => {
  t.equal(dayStart('2011-04-01', 'Asia/Shanghai'), '2011-03-31T16:00:00.000Z')
  t.equal(dayStart('2024-03-11', 'America/New_York'), '2024-03-11T04:00:00.000Z')
  t.equal(
    dayStart('2018-11-04', 'America/Sao_Paulo'),
    '2018-11-04T03:00:00.000Z',
    'begins at 01:00'
  )
})

t.test(
  'dayOn and dayStart: a day is what lies between its start and the next, in any zone',
  async () => {
    const zones = [
      'Asia/Shanghai',
      'America/New_York',
      'Europe/London',
      'Australia/Lord_Howe',
      'Africa/Cairo'
    ]
    const instants = fc.integer({ min: Date.UTC(2008, 0, 1), max: Date.UTC(2027, 0, 1) })
    fc.assert(
      fc.property(
        instants,
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 23 }),
        (ms, zone, hour) => {
          const day = dayOn(instantAt(ms), zone, hour)
          const startMs = instantMs(dayStart(day, zone, hour))
          const before = dayOn(instantAt(startMs - 1), zone, hour)
          return startMs <= ms && dayOn(instantAt(startMs), zone, hour) === day && before < day
        }
      ),
      { numRuns: 1000 }
    )
  }
)

t.test('dayOn: an instant that is none is an error, not a day called null', async (t) => {
  t.throws(() => dayOn('yesterday', 'UTC'), TypeError)
})

t.test('localInstant: reads wall-clock texts and refuses dates that do not exist', async (t) => {
  t.equal(localInstant('2010-12-01 08:26:00', 'Europe/London'), '2010-12-01T08:26:00.000Z')
  t.equal(localInstant('2010-07-01 08:26:00', 'Europe/London'), '2010-07-01T07:26:00.000Z')
  t.equal(
    localInstant('12/1/2010 8:26', 'Europe/London', 'M/d/yyyy H:mm'),
    '2010-12-01T08:26:00.000Z'
  )
  for (const text of ['2011-02-30 10:00', '2011-13-01', 'soon', '', '2011-01-01 25:00']) {
    t.equal(localInstant(text, 'Europe/London'), null, JSON.stringify(text))
  }
  t.equal(localInstant('31/31/2010', 'Europe/London', 'M/d/yyyy'), null)
  t.equal(
    localInstant('2024-03-10 02:30', 'America/New_York'),
    '2024-03-10T07:30:00.000Z',
    'moves forward'
  )
})

t.test('isZone: knows zones by their IANA names', async (t) => {
  t.ok(isZone('Asia/Shanghai'))
  t.notOk(isZone('Mars/Olympus'))
  t.notOk(isZone(''))
})

t.test('localInstant: of a time that the clock shows twice the first is meant', async (t) => {
  t.equal(localInstant('2024-11-03 01:30', 'America/New_York'), '2024-11-03T05:30:00.000Z')
  t.equal(localInstant('2024-10-27 01:30', 'Europe/London'), '2024-10-27T00:30:00.000Z')
  t.equal(localInstant('2024-04-07 01:45', 'Australia/Lord_Howe'), '2024-04-06T14:45:00.000Z')
  t.equal(
    localInstant('03/11/2024 01:30', 'America/New_York', 'dd/MM/yyyy HH:mm'),
    '2024-11-03T05:30:00.000Z'
  )
})

t.test('dayStart: where its hour occurs twice a day begins with the first', async (t) => {
  t.equal(dayStart('2024-11-03', 'America/New_York', 1), '2024-11-03T05:00:00.000Z')
  t.equal(dayStart('2024-10-27', 'Europe/London', 1), '2024-10-27T00:00:00.000Z')
  t.equal(dayStart('2024-11-03', 'America/Havana'), '2024-11-03T04:00:00.000Z')
})
