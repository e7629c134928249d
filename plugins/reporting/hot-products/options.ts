import { Type } from 'typebox'

export const HotProductOptions = Type.Object(
  {
    fallsMax: Type.Integer({
      minimum: 1,
      maximum: 30,
      default: 3,
      description: 'Days one after the other on which a product falls before an alert is raised'
    }),
    recoverDays: Type.Integer({
      minimum: 1,
      maximum: 90,
      default: 7,
      description:
        'Days in which it has to be back at what it was, else it is suggested to retire it'
    })
  },
  { additionalProperties: false, default: {} }
)
