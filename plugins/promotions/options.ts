import { type Static, Type } from 'typebox'

/** Options of the plugin. */
export const PromotionsOptions = Type.Object(
  {
    canceledOrders: Type.Unsafe<'giveBack' | 'keep'>(
      Type.String({
        enum: ['giveBack', 'keep'],
        default: 'giveBack',
        description: 'Whether an order that is canceled or closed gives its uses and budget back'
      })
    ),
    minimumMarginBps: Type.Integer({
      minimum: 0,
      maximum: 9_999,
      default: 0,
      description:
        'Margin floor in basis points of the net price; promotions do not go below it. 0: no floor'
    }),
    importMaxBytes: Type.Integer({
      minimum: 1024,
      maximum: 1_073_741_824,
      default: 104_857_600,
      description: 'Largest file of codes, in bytes'
    })
  },
  { additionalProperties: false }
)
export type PromotionsOptionsShape = Static<typeof PromotionsOptions>
