import t, { type Test } from 'tap'
import type { Reader } from '#core/database/db'
import { systemClock } from '#core/time'
import { Pace, type Slice } from '../../plugins/reporting/query/slices.ts'

const background = { name: 'background' } as unknown as Reader
const db = { background } as unknown as Reader
const year: Slice = { kind: 'months', from: '2025-01-01', to: '2025-12-01' }

/** Months that were read at once, and where; each takes so long in the process. */
function readerOf(test: Test, msEach: number | (() => number)) {
  let ms = 0
  const pace = new Pace({ ...systemClock, monotonicMs: () => ms })
  const read = (reads: [string, number][]) => async (from: Reader, slice: Slice) => {
    const months = Number(slice.to.slice(5, 7)) - Number(slice.from.slice(5, 7)) + 1
    reads.push([from === background ? 'background' : 'process', months])
    if (from !== background) ms += months * (typeof msEach === 'number' ? msEach : msEach())
    return [months]
  }
  return async (segment: Slice) => {
    const reads: [string, number][] = []
    let taken = 0
    await pace.walk(db, { name: 'sums', segment }, read(reads), async ([months]) => {
      taken += months!
    })
    test.equal(
      taken,
      reads.reduce((sum, [, months]) => sum + months, 0),
      'each is taken once'
    )
    return reads
  }
}

t.test('pace: what is quick is read in the process, in slices that grow', async (t) => {
  const reads = await readerOf(t, 1)(year)
  t.same(reads, [
    ['process', 1],
    ['process', 4],
    ['process', 7]
  ])
})

t.test('pace: a few slices that do not grow are not worth the background', async (t) => {
  const ask = readerOf(t, 3)
  await ask(year)
  t.same(await ask(year), [
    ['process', 4],
    ['process', 4],
    ['process', 4]
  ])
})

t.test('pace: the rest of what is long is read in the background', async (t) => {
  const ask = readerOf(t, 10)
  t.same(await ask(year), [
    ['process', 1],
    ['background', 11]
  ])
})

t.test('pace: so is every rest where not even one unit fits, however short', async (t) => {
  const ask = readerOf(t, 100)
  const quarter: Slice = { ...year, to: '2025-03-01' }
  for (let time = 0; time < 2; time++) {
    t.same(await ask(quarter), [
      ['process', 1],
      ['background', 2]
    ])
  }
})

t.test(
  'pace: one read that the machine held up does not send the next to the background',
  async (t) => {
    let msEach = 1
    const ask = readerOf(t, () => msEach)
    await ask(year)
    msEach = 30
    t.same(await ask(year), [['process', 12]])
    msEach = 1
    t.same(await ask(year), [
      ['process', 6],
      ['process', 6]
    ])
  }
)
