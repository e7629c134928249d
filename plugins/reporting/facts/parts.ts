import type { Shop } from '#core/plugin'

/** What reckoning needs from around it. */
export interface FactParts {
  shop: Readonly<Shop>
  /** Hours after its end until which a business day stays open. */
  closesAfterHours: number
}
