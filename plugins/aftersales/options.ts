import { Type } from 'typebox'
import { CasesOptions } from './cases/options.ts'
import { PlatformOptions } from './platform/options.ts'
import { QualityOptions } from './quality/options.ts'
import { RefundsOptions } from './refunds/options.ts'
import { ReviewsOptions } from './reviews/options.ts'
import { SlaOptions } from './sla/options.ts'

/** Options of aftersales; each area adds its own. */
export const AftersalesOptions = Type.Object(
  {
    cases: CasesOptions,
    platform: PlatformOptions,
    quality: QualityOptions,
    refunds: RefundsOptions,
    reviews: ReviewsOptions,
    sla: SlaOptions
  },
  { additionalProperties: false }
)
