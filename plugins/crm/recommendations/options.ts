import { Type } from 'typebox'

/** Options of recommendations, for crm's own. */
export const recommendationOptions = {
  recommendationDays: Type.Integer({
    minimum: 1,
    maximum: 3650,
    default: 365,
    description: 'Days of orders that recommendations are counted from'
  }),
  recommendationOrdersMin: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 5,
    description:
      'Minimum support: orders that two products have to be in together to be recommended'
  })
}
