import fc from 'fast-check'
import t from 'tap'
import { instantAt, instantMs } from '#core/time'
import { nextSlice, windowRulesOf } from '../../plugins/channels/pull/windows.ts'

const rules = windowRulesOf({
  by: 'window',
  windowMax: 'PT30M',
  lag: 'PT3M',
  overlap: 'PT2M',
  pageSizeMax: 100
})

t.test(
  'windows: an ISO duration becomes milliseconds; an overlap as long as a window is refused',
  async (t) => {
    t.same(rules, { windowMaxMs: 1_800_000, lagMs: 180_000, overlapMs: 120_000 })
    const impossible = { by: 'window', windowMax: 'PT1M', lag: 'PT1M', pageSizeMax: 1 } as const
    t.throws(() => windowRulesOf(impossible), /leaves no room/)
  }
)

t.test('windows: one hour behind is cut into windows that begin an overlap early', async (t) => {
  const now = '2026-03-01T10:03:00.000Z'
  const cut: unknown[] = []
  let watermark = '2026-03-01T09:00:00.000Z'
  for (
    let slice = nextSlice(watermark, now, rules);
    slice;
    slice = nextSlice(watermark, now, rules)
  ) {
    cut.push(slice)
    watermark = slice.until
  }
  t.same(cut, [
    { since: '2026-03-01T08:58:00.000Z', until: '2026-03-01T09:28:00.000Z' },
    { since: '2026-03-01T09:26:00.000Z', until: '2026-03-01T09:56:00.000Z' },
    { since: '2026-03-01T09:54:00.000Z', until: '2026-03-01T10:00:00.000Z' }
  ])
})

t.test(
  'windows: whatever the limits, they leave no gap, are never too long, and stop at the lag',
  async () => {
    const limits = fc.record({
      windowMaxMs: fc.integer({ min: 2, max: 100_000 }),
      lagMs: fc.integer({ min: 0, max: 50_000 }),
      overlapShare: fc.double({ min: 0, max: 0.9, noNaN: true }),
      behindMs: fc.integer({ min: 0, max: 400_000 })
    })
    fc.assert(
      fc.property(limits, ({ windowMaxMs, lagMs, overlapShare, behindMs }) => {
        const cutting = {
          windowMaxMs,
          lagMs,
          overlapMs: Math.floor((windowMaxMs - 1) * overlapShare)
        }
        const nowMs = 2_000_000_000_000
        let watermark = instantAt(nowMs - behindMs)
        for (let cuts = 0; cuts < 500_000; cuts++) {
          const slice = nextSlice(watermark, instantAt(nowMs), cutting)
          if (slice === null) return instantMs(watermark) >= nowMs - lagMs
          const [sinceMs, untilMs] = [instantMs(slice.since), instantMs(slice.until)]
          if (untilMs - sinceMs > windowMaxMs) return false
          if (untilMs > nowMs - lagMs) return false
          if (sinceMs > instantMs(watermark) || slice.until <= watermark) return false
          watermark = slice.until
        }
        return false
      })
    )
  }
)
