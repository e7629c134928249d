import type { Slice } from '#core/channel/client'
import { instantAt, instantMs } from '#core/time'
import { toTime } from './map/values.ts'

/** A slice in their words: whole seconds, and the end after the beginning. */
export function spanOf({ since, until }: Slice): { start: string; end: string } {
  const start = toTime(since)
  const end = toTime(until)
  return { start, end: end > start ? end : toTime(instantAt(instantMs(since) + 1000)) }
}
