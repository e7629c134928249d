import { Type } from 'typebox'

/** Options of aftersales; each area adds its own. */
export const AftersalesOptions = Type.Object({}, { additionalProperties: false })
