import { randomInt } from 'node:crypto'

const length = 16

/**
 * The digit that checks a card number: of any wrong digit and almost any swap of neighbors it finds out. Source: ISO/IEC
 * 7812-1, annex B (Luhn).
 */
export function checkDigit(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const weighted = Number(digit) * (at % 2 === 0 ? 2 : 1)
    return total + (weighted > 9 ? weighted - 9 : weighted)
  }, 0)
  return String((10 - (sum % 10)) % 10)
}

/** Whether a text is a card number that was written down right. */
export function isCardNumber(text: string): boolean {
  return /^\d{16}$/.test(text) && checkDigit(text.slice(0, -1)) === text.at(-1)
}

/** A card number that nobody can guess from others: the prefix, random digits, and the check digit. */
export function newCardNumber(prefix: string): string {
  let digits = prefix
  while (digits.length < length - 1) digits += String(randomInt(10))
  return digits + checkDigit(digits)
}
