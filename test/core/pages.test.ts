import t from 'tap'
import { inPages } from '#core/pages'
import { systemClock } from '#core/time'

const signal = new AbortController().signal

t.test('pages: each begins where the one before says, until one says nothing', async (t) => {
  const places: number[] = []
  await inPages(3, { signal }, async (from) => {
    places.push(from)
    return from > 0 ? from - 1 : undefined
  })
  t.same(places, [3, 2, 1, 0])
})

t.test('pages: after each it rests for as long as that took, at most half a second', async (t) => {
  const rests: number[] = []
  let ms = 0
  const clock = {
    ...systemClock,
    monotonicMs: () => ms,
    sleep: async (restMs: number) => void rests.push(restMs)
  }
  const durations = [10, 40, 2000, 30]
  await inPages(0, { signal, clock }, async (at) => {
    ms += durations[at]!
    return at + 1 < durations.length ? at + 1 : undefined
  })
  t.same(rests, [10, 40, 500], 'not after the last')
})

t.test('pages: who is told to stop begins no other page', async (t) => {
  const stop = new AbortController()
  const places: number[] = []
  const walk = inPages(0, { signal: stop.signal }, async (at) => {
    places.push(at)
    if (at === 1) stop.abort(new Error('enough'))
    return at + 1
  })
  await t.rejects(walk, { message: 'enough' })
  t.same(places, [0, 1])
})
