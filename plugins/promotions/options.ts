import { type Static, Type } from 'typebox'
import { OneOf } from '#core/http/schemas'
import { enrolmentOptions } from './enrolments/options.ts'
import { flashOptions } from './flash/options.ts'
import { guessOptions } from './guesses/options.ts'
import { presaleOptions } from './presale/options.ts'
import { pricingOptions } from './pricing/options.ts'
import { protectionOptions } from './protection/options.ts'

/** Options of the plugin. */
export const PromotionsOptions = Type.Object(
  {
    canceledOrders: OneOf(['giveBack', 'keep'], {
      default: 'giveBack',
      description: 'Whether an order that is canceled or closed gives its uses and budget back'
    }),
    automaticLimits: OneOf(['allow', 'refuse'], {
      default: 'allow',
      description: 'Whether promotions without a code may have limits'
    }),
    importMaxBytes: Type.Integer({
      minimum: 1024,
      maximum: 1_073_741_824,
      default: 104_857_600,
      description: 'Largest file of codes, in bytes'
    }),
    ...enrolmentOptions,
    ...flashOptions,
    ...guessOptions,
    ...presaleOptions,
    ...protectionOptions,
    ...pricingOptions
  },
  { additionalProperties: false }
)
export type PromotionsOptionsShape = Static<typeof PromotionsOptions>
