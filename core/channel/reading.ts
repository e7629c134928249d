import { isInteger, isSafeNumber, parse } from 'lossless-json'
import { DateTime } from 'luxon'
import { ShopkeeperError } from '../errors.ts'
import type { Instant } from '../time.ts'
import type { RejectedEntry } from './documents.ts'

/**
 * Parses JSON without losing a digit: a whole number beyond 2^53, and a decimal that a float cannot hold, becomes
 * the text it was. Errors: SyntaxError.
 */
export function parseLossless(text: string): unknown {
  return parse(text, null, (digits) =>
    isSafeNumber(digits) || (isInteger(digits) && Number.isSafeInteger(Number(digits)))
      ? Number(digits)
      : digits
  )
}

/** Reads a local time such as `2026-03-31 23:59:59`. Errors: TypeError when it is none. */
export function instantInZone(text: string, zone: string): Instant {
  const at = DateTime.fromSQL(text, { zone })
  if (!at.isValid) throw new TypeError(`not a time: ${JSON.stringify(text)}`)
  return at.toJSDate().toISOString()
}

/** Writes an instant as local time such as `2026-03-31 23:59:59`; parts of a second are dropped. */
export function localTimeOf(instant: Instant, zone: string): string {
  return DateTime.fromISO(instant, { zone }).toFormat('yyyy-MM-dd HH:mm:ss')
}

/**
 * Maps what a platform lists, one by one: what makes no sense is set apart with its reason, the others go in.
 *
 * @param source name of the list, for people
 */
export function mapEach<Wire, Document>(
  source: string,
  rows: readonly Wire[],
  map: (wire: Wire) => Document,
  idOf: (wire: Wire) => string
): { documents: Document[]; rejected: RejectedEntry[] } {
  const documents: Document[] = []
  const rejected: RejectedEntry[] = []
  for (const wire of rows) {
    try {
      documents.push(map(wire))
    } catch (error) {
      if (!(error instanceof ShopkeeperError || error instanceof TypeError)) throw error
      const externalId = safeId(wire, idOf)
      const reason = `${externalId ?? 'an entry without an id'}: ${error.message}`
      rejected.push({
        source,
        line: null,
        column: null,
        reason,
        payload: wire,
        ...(externalId !== null && { externalId })
      })
    }
  }
  return { documents, rejected }
}

function safeId<Wire>(wire: Wire, idOf: (wire: Wire) => string): string | null {
  try {
    return String(idOf(wire))
  } catch {
    return null
  }
}
