import type { Shop } from '#core/plugin'
import type { ReportingScope } from '../scope.ts'

/** What reckoning needs from around it. */
export interface FactParts {
  shop: Readonly<Shop>
  /** Hours after its end until which a business day stays open. */
  closesAfterHours: number
}

export function factPartsOf({ ctx }: Pick<ReportingScope, 'ctx'>): FactParts {
  return { shop: ctx.shop, closesAfterHours: ctx.options.closesAfterHours }
}
