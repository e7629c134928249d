/**
 * Text that every database keeps, of whatever others have sent: Postgres takes no zero bytes, and no halves of characters, as
 * a cut in the middle leaves them.
 */
export function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

/** How JSON writes what no database can keep as text: zero bytes, and halves of characters. */
const suspicious = /\\u(?:0000|d[89a-f])/i

/**
 * Whether all text in a JSON value is whole: nothing of it would have to be left out to be kept. Only JSON that escapes such a
 * character is searched, so others cost nothing.
 */
export function isWhole(json: string, value: unknown): boolean {
  return !suspicious.test(json) || isText(value)
}

function isText(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\0') && value.isWellFormed()
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([name, inner]) => isText(name) && isText(inner))
}
