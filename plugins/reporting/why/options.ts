import { Type } from 'typebox'

/** What figures of a day are held against. */
export const AnomalyOptions = Type.Object(
  {
    weeks: Type.Integer({
      ...{ minimum: 3, maximum: 52, default: 8 },
      description: 'Same weekdays before it that say what is usual'
    }),
    weeksMin: Type.Integer({
      ...{ minimum: 3, maximum: 52, default: 4 },
      description: 'Fewest of them that are needed for a judgment'
    })
  },
  { additionalProperties: false, default: {} }
)
