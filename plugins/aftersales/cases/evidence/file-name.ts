/** A file's name without folders, control characters, and what turns the direction of text around. */
export function fileName(given: string): string {
  const base = given.split(/[/\\]/).at(-1) ?? ''
  const plain = base
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
  return plain === '' || /^\.+$/.test(plain) ? 'evidence' : plain
}

/**
 * The header that makes a browser save a file under its name, and never show it.
 *
 * Source: RFC 6266 section 4, RFC 8187 section 3.2 for names beyond ASCII.
 */
export function attachment(name: string): string {
  const ascii = name.replace(/[^\w .()-]/g, '_')
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`
  )
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
