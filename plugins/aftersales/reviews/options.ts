import { Type } from 'typebox'

/** Options of reviews. */
export const ReviewsOptions = Type.Object(
  {
    windowDays: Type.Integer({
      ...{ minimum: 1, maximum: 365, default: 30 },
      description: 'Good-review rate and mean are those of so many days'
    }),
    minReviews: Type.Integer({
      ...{ minimum: 1, maximum: 100_000, default: 10 },
      description: 'With fewer ratings in either window nobody is told that a score falls'
    }),
    fallHundredths: Type.Integer({
      ...{ minimum: 1, maximum: 400, default: 10 },
      description: 'A mean that falls by more, in hundredths of a point, raises an alert'
    }),
    fallBps: Type.Integer({
      ...{ minimum: 1, maximum: 10_000, default: 200 },
      description: 'A good-review rate that falls by more, in basis points, raises an alert'
    })
  },
  { additionalProperties: false, default: {} }
)
