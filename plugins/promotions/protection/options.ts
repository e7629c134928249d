import { Type } from 'typebox'

/** Options of price protection, for the plugin's own. */
export const protectionOptions = {
  protectionDays: Type.Integer({
    minimum: 0,
    maximum: 365,
    default: 7,
    description: 'Days after an order in which a lower price is paid back; 0: never'
  }),
  protectionLineMaxMinor: Type.Integer({
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    default: 0,
    description: 'Most that is paid back for a line, in minor units of its currency; 0: no cap'
  })
}
