import type { PromotionInputShape } from '../definition/promotion.ts'
import type { PromotionRow, PromotionVersionRow } from '../tables.ts'
import type { CountedPromotion } from './repository.ts'

/** A promotion as the API shows it; `used` is counted only where there is a limit. */
export function presentPromotion(
  row: PromotionRow,
  used: { uses: number; spentMinor: number } | null
) {
  const { id, state, kind, ruleVersion, version, createdAt, updatedAt } = row
  const rule = JSON.parse(row.rule) as PromotionInputShape
  return { id, state, kind, ...rule, used, ruleVersion, version, createdAt, updatedAt }
}

/** A promotion in a list. */
export function presentListed(row: CountedPromotion) {
  const { isCounted, uses, spentMinor } = row
  return presentPromotion(row, isCounted === 1 ? { uses, spentMinor } : null)
}

export function presentVersion(row: PromotionVersionRow) {
  return { ...row, rule: JSON.parse(row.rule) as object }
}
