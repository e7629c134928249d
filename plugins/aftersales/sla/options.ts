import { Type } from 'typebox'

/** Options of deadlines. */
export const SlaOptions = Type.Object(
  {
    platformDueSoonMinutes: Type.Integer({
      ...{ minimum: 1, maximum: 43_200, default: 240 },
      description: "A platform's deadline is due soon so many minutes before it. Default 4 hours"
    })
  },
  { additionalProperties: false, default: {} }
)
