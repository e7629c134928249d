import { Type } from 'typebox'

/** Options of pricing, for the plugin's own. */
export const pricingOptions = {
  priceChangeMaxBps: Type.Integer({
    minimum: 0,
    maximum: 100_000,
    default: 2_000,
    description: 'How far a list price may be changed without approval, in basis points, up or down'
  }),
  marginDropBps: Type.Integer({
    minimum: 0,
    maximum: 10_000,
    default: 500,
    description:
      'How far the margin of a list price may drop without an alert, in basis points; 0: as far as it will'
  }),
  marginDropDays: Type.Integer({
    minimum: 0,
    maximum: 365,
    default: 30,
    description:
      'Margins are held against those of so many days ago; 0: of when the price last changed'
  }),
  simulatedOrdersMax: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 20_000,
    description: 'Orders that one simulation reads at most'
  })
}
