import { Type } from 'typebox'

/** Options of reporting; each area adds its own. */
export const ReportingOptions = Type.Object({}, { additionalProperties: false })
