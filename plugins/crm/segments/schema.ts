import { type Static, Type } from 'typebox'
import { InstantText, Nullable, OneOf, PageQuery } from '#core/http/schemas'
import { Rule } from './rule/schema.ts'
import { segmentKinds } from './tables.ts'

const closed = { additionalProperties: false }
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const Count = Type.Integer({ minimum: 0 })
const Description = Type.Optional(Nullable(Type.String({ maxLength: 2000 })))
const Id = Text(128)

export const SegmentInput = Type.Object(
  {
    handle: Type.String({
      pattern: '^[a-z0-9][a-z0-9-]{0,63}$',
      description: 'What rules and promotions call it; never changes'
    }),
    title: Text(200),
    description: Description,
    kind: OneOf(segmentKinds, { default: 'rule' }),
    rule: Type.Optional(Rule)
  },
  closed
)
export type SegmentInputShape = Static<typeof SegmentInput>

export const SegmentChange = Type.Object(
  { title: Type.Optional(Text(200)), description: Description, rule: Type.Optional(Rule) },
  { ...closed, minProperties: 1, description: 'What it names is replaced' }
)
export type SegmentChangeShape = Static<typeof SegmentChange>

/** What was checked when it came in is not checked again. */
const RuleAsGiven = Type.Unsafe<object | null>({ description: 'As given; null: a static list' })

export const SegmentShape = Type.Object({
  id: Type.String(),
  handle: Type.String(),
  title: Type.String(),
  description: Nullable(Type.String()),
  kind: OneOf(segmentKinds),
  rule: RuleAsGiven,
  size: Count,
  version: Type.Integer(),
  refreshedAt: Nullable(
    Type.String({
      'x-instant': true,
      description: 'When everybody was last gone over; null: the rule is new, and a job is at it'
    })
  ),
  createdAt: InstantText,
  updatedAt: InstantText
})

export const SegmentsQuery = Type.Object(
  { ...PageQuery.properties, kind: Type.Optional(OneOf(segmentKinds)) },
  closed
)

export const PreviewBody = Type.Object(
  { rule: Rule, sample: Type.Integer({ minimum: 1, maximum: 100, default: 10 }) },
  closed
)
export const PreviewShape = Type.Object({
  size: Count,
  customerIds: Type.Array(Type.String(), { description: 'Some of them' })
})

export const OverlapQuery = Type.Object({ with: Id }, closed)
export const OverlapShape = Type.Object({
  size: Count,
  otherSize: Count,
  both: Count,
  onlyThis: Count,
  onlyOther: Count
})

export const MembersQuery = PageQuery
export const MemberShape = Type.Object({ customerId: Type.String(), enteredAt: InstantText })

export const MembersBody = Type.Object(
  { customerIds: Type.Array(Id, { minItems: 1, maxItems: 10_000 }) },
  closed
)
export const MemberParams = Type.Object({ id: Id, customerId: Id })
export const ListReportShape = Type.Object({
  given: Count,
  added: Count,
  known: Type.Integer({ minimum: 0, description: 'Were on the list already' }),
  unknown: Type.Array(Type.String(), { description: 'Lead to no customer; the first hundred' })
})

export const SnapshotBody = Type.Object({ note: Type.Optional(Text(500)) }, closed)
export const SnapshotShape = Type.Object({
  id: Type.String(),
  segmentId: Type.String(),
  handle: Type.String(),
  title: Type.String(),
  rule: RuleAsGiven,
  size: Count,
  note: Nullable(Type.String()),
  takenAt: InstantText
})

export const exportFormats = ['csv', 'ndjson'] as const
export type ExportFormat = (typeof exportFormats)[number]
export const ExportQuery = Type.Object({ format: OneOf(exportFormats, { default: 'csv' }) }, closed)
