import { Type } from 'typebox'
import { OneOf } from '#core/http/schemas'
import { reasonClasses } from './reasons.ts'

const closed = { additionalProperties: false }
const Title = Type.String({ minLength: 1, maxLength: 100 })

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
    }),
    reasons: Type.Array(
      Type.Object(
        {
          code: Type.String({ pattern: '^[a-z][a-z0-9_]{0,59}$' }),
          title: Type.Object({ en: Title, zh: Title }, closed),
          class: OneOf(reasonClasses, { description: 'Who answers for it' })
        },
        closed
      ),
      {
        ...{ maxItems: 200, default: [] },
        description:
          "Reasons beside those of GET /v1/case-reasons; one of the same code takes that one's place"
      }
    )
  },
  { additionalProperties: false, default: {} }
)
