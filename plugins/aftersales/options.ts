import { Type } from 'typebox'
import { CasesOptions } from './cases/options.ts'

/** Options of aftersales; each area adds its own. */
export const AftersalesOptions = Type.Object(
  { cases: CasesOptions },
  { additionalProperties: false }
)
