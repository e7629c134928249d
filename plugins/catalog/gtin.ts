import { GtinInvalid } from './errors.ts'

/**
 * Reads a GS1 trade item number: 8, 12 (UPC-A), 13 (EAN-13) or 14 digits whose last one is the
 * mod-10 check digit.
 *
 * Shape: 14 digits, padded with zeros on the left, so that one number has one spelling. Spaces and
 * hyphens are dropped.
 * Errors: GTIN_INVALID.
 */
export function normalizeGtin(text: string): string {
  const digits = text.replace(/[\s-]/g, '')
  if (!/^(\d{8}|\d{12,14})$/.test(digits)) {
    throw new GtinInvalid({ gtin: text, reason: 'must have 8, 12, 13 or 14 digits' })
  }
  const expected = checkDigitOf(digits.slice(0, -1))
  if (Number(digits.at(-1)) !== expected) {
    throw new GtinInvalid({ gtin: text, reason: `the check digit must be ${expected}` })
  }
  return digits.padStart(14, '0')
}

/**
 * The GS1 check digit: from the right, digits weigh 3, 1, 3, 1 …; it fills their sum up to a
 * multiple of ten.
 */
export function checkDigitOf(digits: string): number {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    sum += Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 3 : 1)
  }
  return (10 - (sum % 10)) % 10
}
