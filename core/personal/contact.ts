/**
 * An e-mail address as it is compared: trimmed, composed and in small letters. Null for what is none, such as one that
 * its platform masked.
 */
export function normalizeEmail(text: string): string | null {
  const email = text.trim().normalize('NFC').toLowerCase()
  return /^[^\s@*]+@[^\s@*]+\.[^\s@*]+$/.test(email) ? email : null
}

/** Kept: to import a module again goes through the loader, which is a thread of its own where there are loader hooks. */
let plans: typeof import('libphonenumber-js') | undefined

/**
 * A phone number in E.164, `+8613800138000`. Null for what is none or is masked, and for one without a country code
 * when no country is given.
 *
 * The numbering plans are loaded when they are first asked for: a shop without customers does not hold them.
 */
export async function normalizePhone(
  text: string,
  country?: string | null
): Promise<string | null> {
  plans ??= await import('libphonenumber-js')
  const { isSupportedCountry, parsePhoneNumberFromString } = plans
  const code = country?.toUpperCase() ?? ''
  const digits = text.trim().normalize('NFKC')
  if (!/^[+\d][\d\s().-]*$/.test(digits)) return null
  const phone = isSupportedCountry(code)
    ? parsePhoneNumberFromString(digits, code)
    : parsePhoneNumberFromString(digits)
  return phone?.isPossible() ? phone.number : null
}
