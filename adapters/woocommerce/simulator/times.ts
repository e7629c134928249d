import { type Instant, instantAt, instantMs } from '#core/time'

/** The simulated shop's own time is two hours ahead of the universal one. */
const aheadMs = 2 * 3_600_000

/** A time as the shop writes it: whole seconds, without a zone. */
export function gmtOf(instant: Instant): string {
  return instant.slice(0, 19)
}

/** The instant of a time that was written so. */
export function instantOf(time: string): Instant {
  return instantAt(instantMs(`${time}Z`))
}

/** Turns universal time into the shop's own. */
export function localOf(gmt: string): string {
  return gmtOf(instantAt(instantMs(`${gmt}Z`) + aheadMs))
}

/**
 * A limit of a list as the shop compares it: with a zone, it is turned into the shop's own time.
 */
export function limitOf(text: string): string {
  return /(Z|[+-]\d\d:\d\d)$/.test(text) ? localOf(gmtOf(instantAt(instantMs(text)))) : text
}
