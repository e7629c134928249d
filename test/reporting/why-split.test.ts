import fc from 'fast-check'
import t from 'tap'
import { controlLimits } from '../../plugins/reporting/why/anomalies/limits.ts'
import { contributionsOf } from '../../plugins/reporting/why/explain/explain.ts'
import { roundToSum } from '../../plugins/reporting/why/explain/round.ts'
import { splitSales } from '../../plugins/reporting/why/explain/split.ts'
import { forecastDays } from '../../plugins/reporting/why/forecast/forecast.ts'

const sum = (parts: readonly { changeMinor: number }[]) =>
  parts.reduce((all, { changeMinor }) => all + changeMinor, 0)

t.test('split: by hand, one factor at a time, and all of them at once', async (t) => {
  const before = { visitors: 1000, orders: 50, salesMinor: 500_000 }
  const more = splitSales(before, { visitors: 1200, orders: 60, salesMinor: 600_000 })
  t.same(more, {
    method: 'lmdi',
    parts: [
      { name: 'visitors', changeMinor: 100_000 },
      { name: 'conversion', changeMinor: 0 },
      { name: 'orderValue', changeMinor: 0 }
    ]
  })
  const dearer = splitSales(before, { visitors: 2000, orders: 50, salesMinor: 500_000 })
  t.same(
    dearer.parts.map(({ changeMinor }) => changeMinor),
    [346_574, -346_574, 0]
  )
  const closed = splitSales(before, { visitors: 900, orders: 0, salesMinor: 0 })
  t.same(closed, {
    method: 'sequential',
    parts: [
      { name: 'visitors', changeMinor: -50_000 },
      { name: 'conversion', changeMinor: -450_000 },
      { name: 'orderValue', changeMinor: 0 }
    ]
  })
  const opened = splitSales({ visitors: 0, orders: 0, salesMinor: 0 }, before)
  t.same(
    opened.parts.map(({ changeMinor }) => changeMinor),
    [500_000, 0, 0]
  )
  const uncounted = splitSales(
    { ...before, visitors: null },
    { ...before, visitors: null, orders: 100 }
  )
  t.same(
    uncounted.parts.map(({ name }) => name),
    ['orders', 'orderValue']
  )
})

const count = fc.integer({ min: 0, max: 100_000 })
const side = fc.record({
  visitors: fc.option(count),
  orders: fc.integer({ min: 0, max: 5000 }),
  salesMinor: fc.integer({ min: -1_000_000, max: 1_000_000_000 })
})

t.test(
  'split: whatever the figures, the parts sum to the change, and there and back again is nothing',
  async (t) => {
    const property = fc.property(side, side, (before, after) => {
      const there = splitSales(before, after)
      const back = splitSales(after, before)
      const isWhole =
        sum(there.parts) === after.salesMinor - before.salesMinor &&
        there.parts.every(({ changeMinor }) => Number.isSafeInteger(changeMinor))
      const isMirrored =
        there.method === 'sequential' ||
        there.parts.every(
          ({ changeMinor }, at) => Math.abs(changeMinor + back.parts[at]!.changeMinor) <= 1
        )
      return isWhole && isMirrored
    })
    fc.assert(property, { numRuns: 1000 })
    const numbers = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1 })
    fc.assert(
      fc.property(numbers, (parts) => {
        const whole = Math.round(parts.reduce((all, part) => all + part, 0))
        return roundToSum(parts, whole).reduce((all, part) => all + part, 0) === whole
      })
    )
    t.same(roundToSum([0.5, 0.5, -0.5], 1), [1, 1, -1])
  }
)

t.test('contributions: what is named and the rest sum to the whole', async (t) => {
  const row = fc.record({
    key: fc.uuid(),
    value: fc.integer({ min: -1000, max: 1000 }),
    previous: fc.integer({ min: -1000, max: 1000 })
  })
  const property = fc.property(fc.array(row), fc.nat(5), fc.integer(), (rows, top, more) => {
    const total = (of: 'value' | 'previous') => rows.reduce((all, one) => all + one[of], 0)
    const whole = { value: total('value') + more, previous: total('previous') }
    const named = contributionsOf(
      rows.map((one) => ({ ...one, label: one.key })),
      { ...whole, top }
    )
    const changes = named.reduce((all, { change }) => all + change, 0)
    return changes === whole.value - whole.previous && named.length <= top + 1
  })
  fc.assert(property)
  t.pass('100 lists')
})

t.test('limits: one odd day moves nothing, little history says nothing', async (t) => {
  const options = { historyMin: 4, isCount: false }
  const usual = controlLimits([100, 102, 98, 101, 99, 5000], options)!
  t.ok(usual.upper < 130 && usual.lower > 70, JSON.stringify(usual))
  t.equal(controlLimits([1, 2, 3], options), null)
  t.same(controlLimits([100, 100, 100, 100], options), {
    expected: 100,
    lower: 85,
    upper: 115,
    sigma: 5
  })
  t.equal(controlLimits([4, 4, 4, 4], { ...options, isCount: true })!.lower, 0)
})

t.test('forecast: a trend and the weekdays go on, an odd day does not', async (t) => {
  const fromOn = '2026-01-05'
  const value = (at: number) => Math.round((1000 + 10 * at) * (at % 7 >= 5 ? 1.5 : 0.8))
  const values: (number | null)[] = Array.from({ length: 70 }, (_, at) => value(at))
  values[40] = 90_000
  values[41] = null
  const forecast = forecastDays({ fromOn, values }, 7)!
  t.equal(forecast.outlook, 'rising')
  for (const [at, day] of forecast.days.entries()) {
    const expected = value(70 + at)
    t.ok(
      Math.abs(day.value - expected) < expected * 0.05,
      `${day.dayOn}: ${day.value} of ${expected}`
    )
    t.ok(day.lower <= day.value && day.value <= day.upper)
  }
  t.equal(forecast.days[0]!.dayOn, '2026-03-16')
  t.equal(forecastDays({ fromOn, values: values.slice(0, 20) }, 7), null)
})
