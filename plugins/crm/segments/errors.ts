import { defineError } from '#core/errors'
import type { Finding } from './rule/check.ts'

export const SegmentRuleInvalid = defineError({
  code: 'SEGMENT_RULE_INVALID',
  status: 422,
  title: 'This rule does not make sense',
  detail: (f: { errors: readonly Finding[] }) =>
    f.errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ')
})

export const SegmentCyclic = defineError({
  code: 'SEGMENT_CYCLIC',
  status: 422,
  title: 'A segment may not depend on itself',
  detail: (f: { field: string; circle: readonly string[] }) =>
    `${f.field}: a cyclic segment (${f.circle.join(' → ')}); name a segment that does not lead back here`
})

export const SegmentHandleTaken = defineError({
  code: 'SEGMENT_HANDLE_TAKEN',
  status: 409,
  title: 'Another segment has this handle',
  detail: (f: { handle: string }) => `handle: ${f.handle} is taken; choose another`
})

export const SegmentInUse = defineError({
  code: 'SEGMENT_IN_USE',
  status: 409,
  title: 'Other segments name this one',
  detail: (f: { handle: string; usedBy: readonly string[] }) =>
    `${f.handle} is named by ${f.usedBy.join(', ')}: change those first`
})

export const SegmentKindWrong = defineError({
  code: 'SEGMENT_KIND_WRONG',
  status: 409,
  title: 'This kind of segment does not have that',
  detail: (f: { segmentId: string; fix: string }) => `${f.segmentId}: ${f.fix}`
})

export const SegmentLimitReached = defineError({
  code: 'SEGMENT_LIMIT_REACHED',
  status: 409,
  title: 'There are as many segments as there may be',
  detail: (f: { limit: number }) => `${f.limit} segments are kept up to date; delete one first`
})

export const SegmentNames = defineError({
  code: 'SEGMENT_NAMES_IT',
  status: 409,
  title: 'Segments name this',
  detail: (f: { tier: string; segments: readonly string[] }) =>
    `tier ${f.tier} is named by ${f.segments.join(', ')}: change or delete those first`
})

export const segmentErrors = [
  SegmentRuleInvalid,
  SegmentCyclic,
  SegmentHandleTaken,
  SegmentInUse,
  SegmentKindWrong,
  SegmentLimitReached,
  SegmentNames
]
