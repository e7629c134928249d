import { isDeepStrictEqual } from 'node:util'
import type { Reader } from '#core/database/db'
import type { Promotion, PromotionInputShape } from '../definition/promotion.ts'
import { type CompiledPromotions, compilePromotions } from '../evaluation/compile.ts'
import type { PromotionRow } from '../tables.ts'
import { type LiveRule, readRevision, selectLive } from './repository.ts'

/** A promotion as it is reckoned with, of its row. */
export function promotionOf({
  id,
  rule,
  ruleVersion
}: Pick<PromotionRow, 'id' | 'rule' | 'ruleVersion'>): Promotion {
  return { ...(JSON.parse(rule) as PromotionInputShape), id, version: ruleVersion }
}

/**
 * The live promotions, compiled once when one of them changes. Each reckoning reads one row, which says whether this or
 * another process has changed them.
 */
export class CompiledSet {
  readonly #zone: string
  #token: string | undefined
  #compiled: CompiledPromotions | undefined
  /** Rules that are the same as before keep what was read of them. */
  #known = new Map<string, { rule: string; promotion: Promotion }>()

  constructor(zone: string) {
    this.#zone = zone
  }

  /** The rules as they were last read; undefined: not yet. Asks no database. */
  get last(): CompiledPromotions | undefined {
    return this.#compiled
  }

  /** The rules as this reader sees them: one query as long as they are the same, two when they are not. */
  async read(db: Reader): Promise<CompiledPromotions> {
    return (await this.readWith(db)).compiled
  }

  /** As `read`, with what else a cart may have to do with. */
  async readWith(
    db: Reader
  ): Promise<{ compiled: CompiledPromotions; hasPriceLists: boolean; hasProfitModels: boolean }> {
    const { token, hasPriceLists, hasProfitModels } = await readRevision(db)
    return {
      compiled: await this.#compiledOf(db, token),
      hasPriceLists: Number(hasPriceLists) > 0,
      hasProfitModels: Number(hasProfitModels) > 0
    }
  }

  async #compiledOf(db: Reader, token: string): Promise<CompiledPromotions> {
    if (this.#compiled && token === this.#token) return this.#compiled
    const rows = await selectLive(db)
    const known = new Map(rows.map((row) => [row.id, this.#readRule(row)]))
    const promotions = [...known.values()].map(({ promotion }) => promotion)
    const compiled = compilePromotions(promotions, this.#zone)
    this.#known = known
    this.#compiled = compiled
    this.#token = token
    return compiled
  }

  /** By its text: a version that was rolled back may come again with another rule. */
  #readRule(row: LiveRule) {
    const known = this.#known.get(row.id)
    const campaign = campaignOf(row)
    const isSame =
      known?.rule === row.rule &&
      known.promotion.version === row.ruleVersion &&
      isDeepStrictEqual(known.promotion.campaign, campaign)
    if (isSame) return known
    return { rule: row.rule, promotion: { ...promotionOf(row), ...(campaign && { campaign }) } }
  }
}

function campaignOf({ campaignId: id, guardRails, closesAt }: LiveRule): Promotion['campaign'] {
  if (id === null || closesAt === null) return undefined
  return { id, isGuarded: guardRails !== null, closesAt }
}
