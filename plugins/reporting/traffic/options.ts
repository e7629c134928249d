import { Type } from 'typebox'

/** Limits and thresholds of traffic. */
export const TrafficOptions = Type.Object(
  {
    importMaxBytes: Type.Integer({
      ...{ minimum: 1024, maximum: 1_073_741_824, default: 67_108_864 },
      description: 'Largest file of figures, in bytes'
    }),
    importMaxRows: Type.Integer({
      ...{ minimum: 1, maximum: 2_000_000, default: 200_000 },
      description: 'Most rows of a file of figures'
    }),
    spendDays: Type.Integer({
      ...{ minimum: 1, maximum: 60, default: 3 },
      description: 'Days that a campaign may cost money without a sale'
    }),
    spendMinimumMinor: Type.Integer({
      ...{ minimum: 1, maximum: 1_000_000_000_000, default: 10_000 },
      description: 'What it must have cost in these days to be told of, in minor units'
    })
  },
  { additionalProperties: false, default: {} }
)
