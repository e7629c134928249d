/**
 * Text that every database keeps, of whatever others have sent: Postgres takes no zero bytes, and no halves of characters, as
 * a cut in the middle leaves them.
 */
export function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}
