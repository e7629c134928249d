const reasonMax = 200

/** What a provider said, without the receiver: e-mail addresses and long numbers are left out. At most 200 characters. */
export function redact(reason: string, to: string | null): string {
  const known = to === null ? reason : reason.replaceAll(to, '***')
  return known
    .replace(/[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g, '***')
    .replace(/\+?\d{7,}/g, '***')
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, reasonMax)
}
