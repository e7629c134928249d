import { Type } from 'typebox'

/** Options of pricing, for the plugin's own. */
export const pricingOptions = {
  priceChangeMaxBps: Type.Integer({
    minimum: 0,
    maximum: 100_000,
    default: 2_000,
    description: 'How far a list price may be changed without approval, in basis points, up or down'
  }),
  simulatedOrdersMax: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 20_000,
    description: 'Orders that one simulation reads at most'
  })
}
