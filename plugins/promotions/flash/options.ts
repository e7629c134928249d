import { Type } from 'typebox'

/** Options of flash prices, for the plugin's own. */
export const flashOptions = {
  flashWaitingMax: Type.Integer({
    minimum: 1,
    maximum: 100_000,
    default: 200,
    description: 'Orders that wait in line for one flash price, in each process; others are refused'
  })
}
