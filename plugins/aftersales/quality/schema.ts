import { type Static, Type } from 'typebox'
import { roles } from '#core/access/roles'
import { InstantText, Nullable, OneOf, PageQuery } from '#core/http/schemas'
import { reasonClasses } from '../cases/reasons.ts'
import { issueStates, qualitySubjects } from './tables.ts'

const closed = { additionalProperties: false }
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const Count = Type.Integer({ minimum: 0 })
const countedClasses = ['all', ...reasonClasses] as const

export const IssuesQuery = Type.Object(
  {
    ...PageQuery.properties,
    state: Type.Optional(OneOf(issueStates)),
    subjectType: Type.Optional(OneOf(qualitySubjects)),
    subject: Type.Optional(Text(200))
  },
  closed
)
export type IssuesQueryShape = Static<typeof IssuesQuery>

export const IssueShape = Type.Object({
  id: Type.String(),
  subjectType: OneOf(qualitySubjects),
  subject: Type.String(),
  reasonClass: OneOf(countedClasses, { description: 'Whose cases passed the threshold' }),
  state: OneOf(issueStates),
  ownerRole: OneOf(roles),
  assignee: Nullable(Type.String()),
  unitsInCases: Count,
  cases: Count,
  unitsSold: Count,
  rateBps: Count,
  thresholdBps: Count,
  windowDays: Count,
  countsAfter: Nullable(
    Type.String({
      ...{ format: 'date-time', 'x-instant': true },
      description: 'Cases up to here are known from the issue before'
    })
  ),
  previousIssueId: Nullable(Type.String()),
  conclusion: Nullable(Type.String()),
  openedAt: InstantText,
  measuredAt: InstantText,
  endedAt: Nullable(InstantText),
  endedBy: Nullable(Type.String()),
  version: Type.Integer(),
  updatedAt: InstantText
})

export const IssueCaseShape = Type.Object({ caseId: Type.String() })

export const AssignBody = Type.Object({ assignee: Nullable(Text(128)) }, closed)
export const NoteBody = Type.Object(
  {
    note: Type.Optional(
      Type.String({ minLength: 1, maxLength: 5000, description: 'Without personal data' })
    )
  },
  closed
)
export const ConclusionBody = Type.Object(
  {
    conclusion: Type.String({
      ...{ minLength: 1, maxLength: 5000 },
      description: 'What was found and done, or why it is none; without personal data'
    })
  },
  closed
)

export const RatesQuery = Type.Object(
  {
    ...PageQuery.properties,
    by: OneOf(qualitySubjects, { default: 'sku' }),
    reasonClass: OneOf(countedClasses, { default: 'all' }),
    subject: Type.Optional(Text(200))
  },
  closed
)

export const RateShape = Type.Object({
  subject: Type.String(),
  reasonClass: OneOf(countedClasses),
  unitsInCases: Count,
  cases: Count,
  unitsSold: Nullable(Type.Integer({ description: 'As last counted; null: none that we know' })),
  rateBps: Nullable(Type.Integer({ description: 'unitsInCases / unitsSold; null: nothing sold' })),
  thresholdBps: Nullable(Type.Integer({ description: 'Null: not watched' })),
  isSampleEnough: Type.Boolean({ description: 'Whether the rate says something' }),
  from: InstantText,
  to: InstantText
})
