import type { TopClient } from './client.ts'
import type { WireCompany } from './wire.ts'

/** Taobao's codes of carriers, by what people call them. */
const codes: Readonly<Record<string, readonly string[]>> = {
  SF: ['SF', 'SF Express', '顺丰', '顺丰速运'],
  STO: ['STO', 'STO Express', '申通', '申通快递'],
  YTO: ['YTO', 'YTO Express', '圆通', '圆通速递'],
  ZTO: ['ZTO', 'ZTO Express', '中通', '中通快递'],
  YUNDA: ['Yunda', 'Yunda Express', '韵达', '韵达快递'],
  EMS: ['EMS', 'China EMS', '邮政EMS'],
  POST: ['POST', 'China Post', '中国邮政'],
  ZJS: ['ZJS', 'ZJS Express', '宅急送']
}

const known = new Map(
  Object.entries(codes).flatMap(([code, names]) => names.map((name) => [keyOf(name), code]))
)

/** Taobao's companies, asked for once while the client lives. */
export class Carriers {
  readonly #client: TopClient
  #companies: readonly WireCompany[] | null = null

  constructor(client: TopClient) {
    this.#client = client
  }

  /**
   * Code of a carrier: by the account's own map, then by ours, then by Taobao's list of companies;
   * null when none of them knows it.
   */
  async codeOf(carrier: string): Promise<string | null> {
    const key = keyOf(carrier)
    const own = Object.entries(this.#client.account.carriers)
    const code = own.find(([name]) => keyOf(name) === key)?.[1] ?? known.get(key)
    if (code !== undefined) return code
    const companies = await this.#list()
    const found = companies.find((one) => keyOf(one.code) === key || keyOf(one.name) === key)
    return found?.code ?? null
  }

  async #list(): Promise<readonly WireCompany[]> {
    if (this.#companies) return this.#companies
    const { logistics_companies: list } = await this.#client.call<{
      logistics_companies?: { logistics_company?: WireCompany[] }
    }>('taobao.logistics.companies.get', { fields: 'code,name' })
    this.#companies = list?.logistics_company ?? []
    return this.#companies
  }
}

function keyOf(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}
