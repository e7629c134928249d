import { DateTime } from 'luxon'
import { type Instant, instantAt, instantMs } from '#core/time'

/** [from, to) on the wall clock, HH:MM; past midnight when `to` is before `from`. */
export interface QuietHours {
  from: string
  to: string
}

const minuteMs = 60_000

/** Whether the wall clock of a zone is in quiet hours. */
function isQuiet(ms: number, zone: string, { from, to }: QuietHours): boolean {
  const { hour, minute } = DateTime.fromMillis(ms, { zone })
  const time = hour * 60 + minute
  const [start, end] = [minutesOf(from), minutesOf(to)]
  return start < end ? time >= start && time < end : time >= start || time < end
}

/**
 * The instant at which quiet hours end, if it is quiet now; null: it is not.
 *
 * It is the wall clock that counts: where daylight saving skips the end, it is the first minute after the gap; where it
 * repeats the end, the first time it is shown after now.
 */
export function quietUntil(now: Instant, zone: string, hours: QuietHours): Instant | null {
  const nowMs = instantMs(now)
  if (!isQuiet(nowMs, zone, hours)) return null
  const local = DateTime.fromMillis(nowMs, { zone })
  const end = minutesOf(hours.to)
  const isToday = local.hour * 60 + local.minute < end
  const { year, month, day } = isToday ? local : local.plus({ days: 1 })
  const shown = DateTime.fromObject(
    { year, month, day, hour: Math.floor(end / 60), minute: end % 60 },
    { zone }
  )
  const candidates = shown.getPossibleOffsets().map((one) => one.toMillis())
  let endMs = Math.min(...candidates.filter((ms) => ms > nowMs))
  // A skipped time is read as one after the gap: it is quiet no longer from the gap on.
  while (endMs - minuteMs > nowMs && !isQuiet(endMs - minuteMs, zone, hours)) endMs -= minuteMs
  // All of the time that is not quiet was skipped: that of the next day is it.
  return quietUntil(instantAt(endMs), zone, hours) ?? instantAt(endMs)
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}
