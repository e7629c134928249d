import { DateTime } from 'luxon'
import { type Instant, instantAt } from '#core/time'
import type { StepOf } from '../definition/schema.ts'

/** When a wait that begins at an instant is over; days and hours are those of the zone. */
export function waitEnd(
  { minutes = 0, days = 0, untilHour }: StepOf<'wait'>['wanted'],
  from: Instant,
  zone: string
): Instant {
  const earliest = DateTime.fromISO(from, { zone }).plus({ days }).plus({ minutes })
  if (untilHour === undefined) return instantAt(earliest.toMillis())
  const today = earliest.startOf('day').set({ hour: untilHour })
  const hour =
    today >= earliest ? today : earliest.plus({ days: 1 }).startOf('day').set({ hour: untilHour })
  return instantAt(hour.toMillis())
}
