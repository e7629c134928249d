import { Type } from 'typebox'

/** Options of wrong codes, for the plugin's own. */
export const guessOptions = {
  wrongCodesPerMinute: Type.Integer({
    minimum: 0,
    maximum: 1_000_000,
    default: 300,
    description:
      'Different wrong codes that are answered for one API key in a minute; 0: any number'
  }),
  wrongCodesPerCustomerMinute: Type.Integer({
    minimum: 0,
    maximum: 1_000_000,
    default: 10,
    description: 'The same for one customer, by contact or the channel’s id; 0: any number'
  })
}
