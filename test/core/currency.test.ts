import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { currencyCodes, currencyExponent } from '#core/currency'

const published = new URL('../../../shared/data/currency/iso4217-codes-all.csv', import.meta.url)
const isThere = existsSync(published) || process.env.CI === 'true'

t.test(
  'currency table: equals the published ISO 4217 list, code for code and place for place',
  { skip: isThere ? false : '../shared/data/currency is not on this machine' },
  async (t) => {
    const rows = parse(readFileSync(published), { columns: true, bom: true }) as Record<
      string,
      string
    >[]
    const inUse = rows.filter(
      (row) => row.WithdrawalDate === '' && /^\d$/.test(row.MinorUnit ?? '')
    )
    const expected = new Map(inUse.map((row) => [row.AlphabeticCode, Number(row.MinorUnit)]))
    t.ok(expected.size > 150, 'the list was read')
    t.same(currencyCodes(), [...expected.keys()].sort())
    for (const [code, exponent] of expected)
      t.equal(currencyExponent(code as string), exponent, code as string)
  }
)

t.test('currencyExponent: a code that is not in use is refused by name', async (t) => {
  for (const code of ['XXX', 'usd', 'DEM', '', 'US', '__proto__']) {
    t.throws(() => currencyExponent(code), { code: 'CURRENCY_UNKNOWN', fields: { currency: code } })
  }
})
