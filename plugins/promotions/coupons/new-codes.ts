import { randomFillSync } from 'node:crypto'

/** No I, L, O and U: what is read aloud or typed is not mistaken. 32 of them, so that each byte gives one evenly. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Random codes, each 5 bits a character. */
export function randomCodes(count: number, { prefix, length }: { prefix: string; length: number }) {
  const bytes = randomFillSync(Buffer.allocUnsafe(count * length))
  return Array.from({ length: count }, (_, index) => {
    let code = prefix
    for (let at = index * length; at < (index + 1) * length; at++) code += alphabet[bytes[at]! & 31]
    return code
  })
}
