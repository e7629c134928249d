import fc from 'fast-check'
import t from 'tap'
import { currencyExponent } from '#core/currency'
import {
  allocate,
  basisPointsOf,
  formatAmount,
  parseAmountMinor,
  ratioOf,
  safeMinor
} from '#core/money'

const max = Number.MAX_SAFE_INTEGER
const amounts = fc.integer({ min: -max, max })
const weights = fc.array(fc.integer({ min: 0, max }), { minLength: 1, maxLength: 50 })
const sumOf = (parts: readonly number[]) => parts.reduce((sum, part) => sum + BigInt(part), 0n)

t.test('allocate: published cases', async (t) => {
  const cases: [string, number, number[], number[]][] = [
    ['largest remainder, not first come', 300, [4300, 1400, 2300], [161, 53, 86]],
    ['half, a quarter, a quarter', 300, [4000, 2000, 2000], [150, 75, 75]],
    ['three lines of 299', 299, [4300, 1400, 2300], [161, 52, 86]],
    ['eight lines of 93', 93, [10, 20, 10, 30, 50, 20, 10, 40], [5, 10, 5, 15, 24, 10, 5, 19]],
    ['a tenth of each line', 1500, [2000, 3000, 10000], [200, 300, 1000]],
    ['three equal lines, ties to the first', 1000, [1, 1, 1], [334, 333, 333]],
    ['a quarter and three quarters', 3000, [5000, 15000], [750, 2250]],
    ['four lines of 780', 156, [190, 190, 250, 150], [38, 38, 50, 30]],
    ['a discount is the mirror of a charge', -1000, [1, 1, 1], [-334, -333, -333]],
    ['less than one unit each', 2, [5, 5, 5], [1, 1, 0]],
    ['a line without weight gets nothing', 100, [0, 7, 0], [0, 100, 0]],
    ['no weight at all: evenly', 10, [0, 0, 0, 0], [3, 3, 2, 2]],
    ['nothing to share', 0, [3, 4], [0, 0]],
    ['one line gets all', 12345, [17], [12345]]
  ]
  for (const [name, whole, given, expected] of cases) t.same(allocate(whole, given), expected, name)
})

t.test(
  'allocate: any amount over any weights sums to the whole, each part within one of its share',
  async () => {
    fc.assert(
      fc.property(amounts, weights, (whole, given) => {
        const parts = allocate(whole, given)
        const total = sumOf(given)
        if (parts.length !== given.length || sumOf(parts) !== BigInt(whole)) return false
        if (total === 0n) return true
        return parts.every((part, i) => {
          const error = BigInt(part) * total - BigInt(whole) * BigInt(given[i]!)
          return (error < 0n ? -error : error) < total
        })
      })
    )
  }
)

t.test('allocate: a charge and its reversal are split alike', async () => {
  fc.assert(
    fc.property(amounts, weights, (whole, given) => {
      const parts = allocate(whole, given)
      return allocate(-whole, given).every((part, i) => part + parts[i]! === 0)
    })
  )
})

t.test('allocate: of two equal lines the first never gets less', async () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max }), fc.integer({ min: 1, max: 20 }), (whole, lines) => {
      const parts = allocate(whole, Array(lines).fill(7))
      return parts.every((part, i) => i === 0 || parts[i - 1]! >= part)
    })
  )
})

t.test('allocate: refuses what is not an amount or a weight', async (t) => {
  t.throws(() => allocate(100, []), RangeError)
  t.throws(() => allocate(100, [1, -1]), RangeError)
  t.throws(() => allocate(100, [0.5]), RangeError)
  t.throws(() => allocate(0.5, [1]), { code: 'AMOUNT_INVALID' })
  t.throws(() => allocate(2 ** 53, [1]), { code: 'AMOUNT_INVALID' })
})

t.test('parseAmountMinor: each currency by its own number of places', async (t) => {
  t.equal(parseAmountMinor('12.50', 'CNY'), 1250)
  t.equal(parseAmountMinor('1200', 'JPY'), 1200)
  t.equal(parseAmountMinor('1.234', 'KWD'), 1234)
  t.equal(parseAmountMinor('0.0001', 'CLF'), 1)
  t.equal(parseAmountMinor('-2.5', 'USD'), -250)
  t.equal(parseAmountMinor('+2.', 'USD'), 200)
  t.ok(Object.is(parseAmountMinor('-0.00', 'USD'), 0), 'zero has no sign')
})

t.test(
  'parseAmountMinor: rounds half away from zero, once, after the multiplication',
  async (t) => {
    t.equal(parseAmountMinor('1.005', 'CNY'), 101, 'a float would say 100')
    t.equal(parseAmountMinor('-1.005', 'CNY'), -101)
    t.equal(parseAmountMinor('1.0049999999', 'CNY'), 100)
    t.equal(parseAmountMinor('0.5', 'JPY'), 1)
    t.equal(parseAmountMinor('0.0005', 'KWD'), 1)
    t.equal(parseAmountMinor('0.005', 'CNY', 3), 2, 'not three times one')
    t.equal(parseAmountMinor('2.55', 'GBP', 6), 1530)
  }
)

t.test(
  'parseAmountMinor: refuses what is no plain decimal number, and what is too large',
  async (t) => {
    for (const text of [
      '',
      ' ',
      'NaN',
      '1e3',
      'Infinity',
      '1,5',
      '0x10',
      '.5',
      '--1',
      '1 0',
      '١',
      '1_000'
    ]) {
      t.throws(
        () => parseAmountMinor(text, 'CNY'),
        { code: 'AMOUNT_INVALID' },
        JSON.stringify(text)
      )
    }
    t.equal(parseAmountMinor('90071992547409.91', 'CNY'), max)
    t.throws(() => parseAmountMinor('90071992547409.92', 'CNY'), { code: 'AMOUNT_INVALID' })
    t.throws(() => parseAmountMinor('-90071992547409.92', 'CNY'), { code: 'AMOUNT_INVALID' })
    t.throws(() => parseAmountMinor('90071992547409', 'CNY', 2), { code: 'AMOUNT_INVALID' })
    t.throws(() => parseAmountMinor('1'.repeat(21), 'CNY'), { code: 'AMOUNT_INVALID' })
    t.throws(() => parseAmountMinor('1', 'cny'), { code: 'CURRENCY_UNKNOWN' })
  }
)

t.test('formatAmount: what it writes, parseAmountMinor reads back', async (t) => {
  t.equal(formatAmount(1250, 'CNY'), '12.50')
  t.equal(formatAmount(-5, 'CNY'), '-0.05')
  t.equal(formatAmount(7, 'JPY'), '7')
  t.equal(formatAmount(7, 'KWD'), '0.007')
  fc.assert(
    fc.property(amounts, fc.constantFrom('CNY', 'JPY', 'KWD', 'CLF'), (amount, currency) => {
      const text = formatAmount(amount, currency)
      const places = text.split('.')[1]?.length ?? 0
      return parseAmountMinor(text, currency) === amount && places === currencyExponent(currency)
    })
  )
})

t.test('basisPointsOf: exact at any size, half away from zero', async (t) => {
  t.equal(basisPointsOf(999, 1500), 150, '149.85')
  t.equal(basisPointsOf(5, 1000), 1, '0.5 goes up')
  t.equal(basisPointsOf(-5, 1000), -1)
  t.equal(basisPointsOf(max, 10_000), max)
  t.throws(() => basisPointsOf(max, 20_000), { code: 'AMOUNT_INVALID' })
})

t.test(
  'ratioOf: exact at any size, half away from zero, a charge and its reversal alike',
  async (t) => {
    t.equal(ratioOf(345, 10_000, 12_000), 288, '287.5')
    t.equal(ratioOf(-345, 10_000, 12_000), -288)
    const sizes = fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max }))
    fc.assert(
      fc.property(sizes, sizes, sizes, (amount, part, more) => {
        const whole = Math.max(1, part, more)
        const [a, b, c] = [amount, part, whole].map(BigInt) as [bigint, bigint, bigint]
        const expected = Number((2n * a * b + c) / (2n * c))
        return (
          ratioOf(amount, part, whole) === expected && ratioOf(-amount, part, whole) === -expected
        )
      })
    )
  }
)

t.test('allocate: small numbers are split as big ones are', async () => {
  const small = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 20 })
  const factor = 2 ** 30
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 50_000 }), small, (whole, given) => {
      const big = given.map((weight) => weight * factor)
      return allocate(whole, given).join() === allocate(whole, big).join()
    })
  )
})

t.test('safeMinor: lets through whole numbers within 2^53, and nothing else', async (t) => {
  t.equal(safeMinor(-max), -max)
  for (const amount of [2 ** 53, 0.1, Number.NaN, Number.POSITIVE_INFINITY]) {
    t.throws(() => safeMinor(amount), { code: 'AMOUNT_INVALID' }, String(amount))
  }
})
