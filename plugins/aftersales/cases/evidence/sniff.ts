/** What evidence may be. */
export const evidenceTypes = [
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'image/heic',
  'image/avif',
  'application/pdf',
  'video/mp4',
  'video/quicktime',
  'video/3gpp',
  'video/webm'
] as const
export type EvidenceType = (typeof evidenceTypes)[number]

/** Bytes that `sniff` looks at. */
export const sniffBytes = 64

/** Brands of files that are made of boxes (ISO/IEC 14496-12), as registered at mp4ra.org. */
const brands: readonly [pattern: RegExp, type: EvidenceType][] = [
  [/^(heic|heix|heim|heis|hevc|mif1|msf1)/, 'image/heic'],
  [/^avi[fs]/, 'image/avif'],
  [/^qt /, 'video/quicktime'],
  [/^3g/, 'video/3gpp'],
  [/^(isom|iso\d|mp4\d|avc1|M4V |MSNV|mmp4|dash|f4v )/, 'video/mp4']
]

/**
 * What a file is by its first bytes; null: nothing that evidence may be. Its name, and what its sender calls it, do not count:
 * a page with scripts stays one under any name. Source: the signatures of each format's own specification.
 */
export function sniff(bytes: Buffer): EvidenceType | null {
  const text = bytes.toString('latin1', 0, sniffBytes)
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (/^GIF8[79]a/.test(text)) return 'image/gif'
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'image/webp'
  if (text.startsWith('%PDF-')) return 'application/pdf'
  // Matroska of any kind begins so; only WebM names itself so.
  if (text.startsWith('\x1a\x45\xdf\xa3')) return text.includes('webm') ? 'video/webm' : null
  if (text.slice(4, 8) !== 'ftyp') return null
  return brands.find(([pattern]) => pattern.test(text.slice(8)))?.[1] ?? null
}
