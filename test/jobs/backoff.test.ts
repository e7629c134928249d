import fc from 'fast-check'
import t from 'tap'
import { backoffMs } from '#jobs/backoff'

t.test('backoff: grows by the factor up to its limit', async (t) => {
  const backoff = { baseMs: 100, factor: 3, maxMs: 1000, jitter: 0 }
  t.same(
    [1, 2, 3, 4, 50].map((attempt) => backoffMs(backoff, attempt)),
    [100, 300, 900, 1000, 1000]
  )
})

t.test(
  'backoff: a second, doubled each time, up to an hour, unless it is said otherwise',
  async (t) => {
    const middle = () => 0.5
    t.same(
      [1, 2, 3, 13, 50].map((attempt) => backoffMs(undefined, attempt, middle)),
      [1000, 2000, 4000, 3_600_000, 3_600_000]
    )
  }
)

t.test('backoff: jitter keeps each wait within its bounds and reaches both', async (t) => {
  const backoff = fc.record({
    baseMs: fc.integer({ min: 1, max: 100_000 }),
    factor: fc.integer({ min: 1, max: 10 }),
    maxMs: fc.integer({ min: 1, max: 86_400_000 }),
    jitter: fc.double({ min: 0, max: 1, noNaN: true })
  })
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(backoff, fc.integer({ min: 1, max: 50 }), random, (given, attempt, drawn) => {
      const waitMs = Math.min(given.baseMs * given.factor ** (attempt - 1), given.maxMs)
      const actual = backoffMs(given, attempt, () => drawn)
      return (
        actual >= Math.floor(waitMs * (1 - given.jitter)) &&
        actual <= Math.ceil(waitMs * (1 + given.jitter))
      )
    })
  )
  t.equal(
    backoffMs({ baseMs: 1000 }, 1, () => 0),
    800
  )
  t.equal(
    backoffMs({ baseMs: 1000 }, 1, () => 0.999999),
    1200
  )
})
