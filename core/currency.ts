import { defineError } from './errors.ts'

export const CurrencyUnknown = defineError({
  code: 'CURRENCY_UNKNOWN',
  status: 400,
  title: 'Unknown currency',
  detail: (f: { currency: string }) =>
    `${JSON.stringify(f.currency)} is not an ISO 4217 code in use; write three capitals, such as CNY`
})

/** ISO 4217 codes in use by their number of minor-unit digits. Held against the published table by a test. */
const codesByExponent: Record<number, string> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE
    CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD
    HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK
    MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
    RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH
    USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW'
}

const exponents = new Map(
  Object.entries(codesByExponent).flatMap(([exponent, codes]) =>
    codes.split(/\s+/).map((code) => [code, Number(exponent)] as const)
  )
)

/** How many decimal places a currency's minor unit has: CNY 2, JPY 0, KWD 3. Errors: CURRENCY_UNKNOWN. */
export function currencyExponent(currency: string): number {
  const exponent = exponents.get(currency)
  if (exponent === undefined) throw new CurrencyUnknown({ currency })
  return exponent
}

/** Every ISO 4217 code in use. */
export function currencyCodes(): string[] {
  return [...exponents.keys()].sort()
}
