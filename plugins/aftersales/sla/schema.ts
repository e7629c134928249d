import { type Static, Type } from 'typebox'
import { InstantText, Nullable, OneOf, PageQuery } from '#core/http/schemas'
import { caseFlows, caseKinds } from '../cases/tables.ts'
import { clockStates, clockTargets } from './tables.ts'

const closed = { additionalProperties: false }
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const Day = Type.String({ format: 'date', description: 'YYYY-MM-DD, in the zone of the calendar' })
const From = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'HH:MM' })
const To = Type.String({
  pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$',
  description: 'HH:MM, or 24:00. At or before `from` it lies on the next day'
})
const Span = Type.Object({ from: From, to: To }, closed)
const DayTitle = Type.Optional(Nullable(Type.String({ maxLength: 200 })))

const calendarFields = {
  title: Text(200),
  zone: Type.Optional(
    Nullable(Type.String({ maxLength: 64, description: "IANA zone; null: the shop's" }))
  ),
  hours: Type.Array(
    Type.Object(
      { weekday: Type.Integer({ minimum: 1, maximum: 7 }), from: From, to: To },
      { ...closed, description: 'Weekday 1 is Monday; several spans a day are fine' }
    ),
    { minItems: 1, maxItems: 100 }
  ),
  holidays: Type.Array(Type.Object({ on: Day, title: DayTitle }, closed), {
    ...{ maxItems: 1000, default: [] },
    description: 'No work is done on them'
  }),
  workingDays: Type.Array(
    Type.Object(
      { on: Day, title: DayTitle, spans: Type.Array(Span, { minItems: 1, maxItems: 10 }) },
      closed
    ),
    {
      ...{ maxItems: 1000, default: [] },
      description:
        'Days with hours of their own instead of those of the week: worked Saturdays (调休), half days'
    }
  ),
  isDefault: Type.Optional(
    Type.Boolean({ description: 'For what names no calendar; the one before is that no longer' })
  )
}

export const CalendarInput = Type.Object(calendarFields, closed)
export type CalendarInputShape = Static<typeof CalendarInput>

export const CalendarShape = Type.Object({
  id: Type.String(),
  title: Type.String(),
  zone: Nullable(Type.String()),
  hours: calendarFields.hours,
  holidays: calendarFields.holidays,
  workingDays: calendarFields.workingDays,
  isDefault: Type.Boolean(),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})

export const WorkingTimeQuery = Type.Object({ from: InstantText, to: InstantText }, closed)
export const WorkingTimeShape = Type.Object({
  from: InstantText,
  to: InstantText,
  workingMs: Type.Integer({ minimum: 0 })
})

const TargetMs = (description: string) =>
  Nullable(Type.Integer({ minimum: 1000, maximum: 7_776_000_000, description }))

const policyFields = {
  title: Text(200),
  flow: Type.Optional(Nullable(OneOf(caseFlows))),
  kind: Type.Optional(Nullable(OneOf(caseKinds))),
  channelId: Type.Optional(Nullable(Text(128))),
  calendarId: Type.Optional(
    Nullable(Type.String({ maxLength: 128, description: 'Null: the default calendar' }))
  ),
  firstResponseMs: Type.Optional(
    TargetMs('From when a case is opened to our first answer, in working time. Default 300,000')
  ),
  nextResponseMs: Type.Optional(TargetMs('From what a customer writes to our answer; null: none')),
  resolutionMs: Type.Optional(
    TargetMs('From when a case is opened to its end, without what was spent waiting; null: none')
  ),
  states: Type.Optional(
    Type.Record(
      Type.String({ maxLength: 64 }),
      Type.Object(
        {
          ms: Type.Integer({ minimum: 1000, maximum: 7_776_000_000 }),
          clock: OneOf(['business', 'wall'])
        },
        closed
      ),
      {
        maxProperties: 30,
        description: 'State → how long it may last; the others as the flow says'
      }
    )
  ),
  warnAtBps: Type.Integer({
    ...{ minimum: 1, maximum: 10_000, default: 8000 },
    description: 'A target is due soon after this part of its time'
  }),
  pausesAfterReply: Type.Boolean({
    default: true,
    description: 'Whether resolution and states rest after our reply until the customer writes'
  }),
  isEnabled: Type.Boolean({ default: true })
}

export const PolicyInput = Type.Object(policyFields, closed)
export type PolicyInputShape = Static<typeof PolicyInput>

export const PolicyShape = Type.Object({
  id: Type.String(),
  title: Type.String(),
  flow: Nullable(OneOf(caseFlows)),
  kind: Nullable(OneOf(caseKinds)),
  channelId: Nullable(Type.String()),
  calendarId: Nullable(Type.String()),
  firstResponseMs: Nullable(Type.Integer()),
  nextResponseMs: Nullable(Type.Integer()),
  resolutionMs: Nullable(Type.Integer()),
  states: Type.Record(
    Type.String(),
    Type.Object({ ms: Type.Integer(), clock: OneOf(['business', 'wall']) })
  ),
  warnAtBps: Type.Integer(),
  pausesAfterReply: Type.Boolean(),
  isEnabled: Type.Boolean(),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})

export const ClocksQuery = Type.Object(
  {
    ...PageQuery.properties,
    target: Type.Optional(OneOf(clockTargets)),
    caseId: Type.Optional(Text(128)),
    dueBefore: Type.Optional(InstantText),
    isBreached: Type.Optional(Type.Boolean())
  },
  closed
)
export type ClocksQueryShape = Static<typeof ClocksQuery>

export const ClockShape = Type.Object({
  id: Type.String(),
  caseId: Type.String(),
  target: OneOf(clockTargets),
  ordinal: Type.Integer(),
  caseState: Nullable(Type.String({ description: 'The state of the case that it measures' })),
  calendarId: Nullable(Type.String({ description: 'Null: around the clock' })),
  targetMs: Nullable(Type.Integer({ description: 'Null: it is only measured' })),
  state: OneOf(clockStates),
  turns: Type.Array(Type.Object({ at: InstantText, is: OneOf(['run', 'hold', 'stop']) })),
  startedAt: InstantText,
  endedAt: Nullable(InstantText),
  workedMs: Type.Integer({ description: 'Working time that counts, up to now' }),
  heldMs: Type.Integer({ description: 'Working time spent waiting for others, up to now' }),
  firstMetAt: Nullable(InstantText),
  firstWorkedMs: Nullable(Type.Integer()),
  dueAt: Nullable(InstantText),
  warnAt: Nullable(InstantText),
  warnedAt: Nullable(InstantText),
  breachedAt: Nullable(InstantText),
  isBreached: Type.Boolean()
})

const Ms = (description: string) => Nullable(Type.Integer({ description }))
export const CaseSlaShape = Type.Object({
  caseId: Type.String(),
  policyId: Nullable(Type.String()),
  holdMs: Type.Integer({ description: 'Working time spent waiting for others' }),
  responses: Type.Integer(),
  averageResponseMs: Ms('Null: we have not answered yet'),
  resolutionMs: Ms('From the opening to the end, waiting included; null: it is open'),
  userResolutionMs: Ms('The same without waiting'),
  firstResolutionMs: Ms('Without waiting, to when it ended for the first time'),
  clocks: Type.Array(ClockShape)
})
