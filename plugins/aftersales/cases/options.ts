import { Type } from 'typebox'

/** Options of cases. */
export const CasesOptions = Type.Object(
  {
    reopenWithinDays: Type.Integer({
      ...{ minimum: 0, maximum: 3650, default: 15 },
      description: 'For so many days (of 24 hours) a case that was closed may be reopened'
    }),
    evidenceMaxBytes: Type.Integer({
      ...{ minimum: 1024, maximum: 104_857_600, default: 10_485_760 },
      description: 'A file of evidence has at most so many bytes. Default 10 MiB'
    }),
    evidenceMaxFiles: Type.Integer({
      ...{ minimum: 1, maximum: 200, default: 30 },
      description: 'A case has at most so many files of evidence'
    })
  },
  { additionalProperties: false, default: {} }
)
