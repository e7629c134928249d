import fc from 'fast-check'
import t from 'tap'
import { checkDigitOf, normalizeGtin } from '../../plugins/catalog/gtin.ts'

const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((list) => list.join(''))
const bare = fc.constantFrom(7, 11, 12, 13).chain(digits)

t.test('published numbers: the check digit is the one that is printed', async (t) => {
  for (const gtin of [
    '96385074',
    '036000291452',
    '4006381333931',
    '9780306406157',
    '00012345600012'
  ]) {
    t.equal(normalizeGtin(gtin), gtin.padStart(14, '0'), gtin)
  }
  t.equal(normalizeGtin(' 4-006381-333931 '), '04006381333931', 'spaces and hyphens are dropped')
})

t.test('any number with its check digit is accepted, and all its spellings are one', async (t) => {
  fc.assert(
    fc.property(bare, (body) => {
      const gtin = `${body}${checkDigitOf(body)}`
      const normal = normalizeGtin(gtin)
      return normal.length === 14 && normal.endsWith(gtin) && normalizeGtin(normal) === normal
    })
  )
  t.pass()
})

t.test('any single wrong digit is refused', async (t) => {
  fc.assert(
    fc.property(bare, fc.nat(), fc.integer({ min: 1, max: 9 }), (body, at, shift) => {
      const gtin = `${body}${checkDigitOf(body)}`
      const index = at % gtin.length
      const wrong = (Number(gtin[index]) + shift) % 10
      const damaged = gtin.slice(0, index) + wrong + gtin.slice(index + 1)
      try {
        normalizeGtin(damaged)
        return false
      } catch (error) {
        return (error as { code: string }).code === 'GTIN_INVALID'
      }
    })
  )
  t.pass()
})

t.test('what is no GTIN at all is refused', async (t) => {
  for (const text of [
    '',
    '123',
    '123456789',
    '123456789012345',
    '4.00638E+12',
    '４００６３８１３３３９３１'
  ]) {
    t.throws(() => normalizeGtin(text), { code: 'GTIN_INVALID' }, JSON.stringify(text))
  }
})
