import { Type } from 'typebox'

/** Limits of settlement statements. */
export const SettlementOptions = Type.Object(
  {
    statementMaxBytes: Type.Integer({
      ...{ minimum: 1024, maximum: 1_073_741_824, default: 134_217_728 },
      description: 'Largest statement, in bytes'
    }),
    statementMaxRows: Type.Integer({
      ...{ minimum: 1, maximum: 2_000_000, default: 200_000 },
      description: 'Most rows of a statement: it is taken in one transaction'
    })
  },
  { additionalProperties: false, default: {} }
)
