/** Kinds of pictures that can be evidence. */
export const pictureTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'] as const
export type PictureType = (typeof pictureTypes)[number]

/** What a picture is by its first bytes, whatever it is called; null: none of ours. */
export function pictureTypeOf(bytes: Buffer): PictureType | null {
  const begins = bytes.toString('latin1', 0, 12)
  if (begins.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (begins.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (/^GIF8[79]a/.test(begins)) return 'image/gif'
  return /^RIFF.{4}WEBP/s.test(begins) ? 'image/webp' : null
}
