import { type Static, Type } from 'typebox'
import { CurrencyCode, InstantText, Nullable, OneOf, PageQuery } from '#core/http/schemas'
import { Definition } from './definition/schema.ts'
import { automationStates, runStates } from './tables.ts'

const closed = { additionalProperties: false }
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const Count = Type.Integer({ minimum: 0 })
const description = Type.Optional(Nullable(Type.String({ maxLength: 2000 })))

export const AutomationInput = Type.Object(
  {
    handle: Type.String({
      pattern: '^[a-z0-9][a-z0-9-]{0,63}$',
      description: 'What people and events call it; never changes'
    }),
    title: Text(200),
    description,
    definition: Definition
  },
  closed
)
export type AutomationInputShape = Static<typeof AutomationInput>

export const AutomationChange = Type.Object(
  { title: Type.Optional(Text(200)), description, definition: Type.Optional(Definition) },
  { ...closed, minProperties: 1, description: 'What it names is replaced' }
)
export type AutomationChangeShape = Static<typeof AutomationChange>

/** What was checked when it came in is not checked again. */
const DefinitionAsGiven = Type.Unsafe<object>({ description: 'As given' })

const shape = {
  id: Type.String(),
  handle: Type.String(),
  title: Type.String(),
  description: Nullable(Type.String()),
  state: OneOf(automationStates),
  definitionVersion: Type.Integer(),
  activeSince: Nullable(InstantText),
  failures: Type.Integer({ minimum: 0, description: 'Actions that have failed in a row' }),
  failingStep: Nullable(Type.String()),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
}
export const AutomationListed = Type.Object(shape)
export const AutomationShape = Type.Object({ ...shape, definition: DefinitionAsGiven })

export const AutomationsQuery = Type.Object(
  { ...PageQuery.properties, state: Type.Optional(OneOf(automationStates)) },
  closed
)

export const VersionShape = Type.Object({
  version: Type.Integer(),
  definition: DefinitionAsGiven,
  actor: Type.String(),
  createdAt: InstantText
})

export const RunShape = Type.Object({
  id: Type.String(),
  automationId: Type.String(),
  definitionVersion: Type.Integer(),
  customerId: Type.String(),
  sourceId: Type.String(),
  state: OneOf(runStates),
  reason: Nullable(Type.String()),
  step: Nullable(Type.String()),
  dueAt: Nullable(InstantText),
  attempts: Count,
  enteredAt: InstantText,
  windowEndsAt: InstantText,
  finishedAt: Nullable(InstantText),
  deeds: Type.Array(Type.Object({ step: Type.String(), kind: Type.String(), at: InstantText }), {
    description: 'What was done'
  })
})

export const RunsQuery = Type.Object(
  {
    ...PageQuery.properties,
    state: Type.Optional(OneOf(runStates)),
    customerId: Type.Optional(Text(128))
  },
  closed
)

export const PreviewBody = Type.Object(
  { sample: Type.Integer({ minimum: 1, maximum: 100, default: 10 }) },
  closed
)
export const previewReasons = ['enters', 'condition', 'reentry'] as const
export const PreviewShape = Type.Object({
  candidates: Type.Integer({
    minimum: 0,
    description:
      'By time: who is due on the last day that has come. By an event: whom it could be of'
  }),
  notMeeting: Type.Integer({ minimum: 0, description: 'Do not meet the condition of entry' }),
  barred: Type.Integer({ minimum: 0, description: 'Meet it, and may not enter again' }),
  entering: Count,
  heldOutExpected: Type.Integer({ minimum: 0, description: 'Of those who enter, by the share' }),
  sample: Type.Array(Type.Object({ customerId: Type.String(), why: OneOf(previewReasons) }), {
    description: 'Some candidates'
  })
})

export const ReportQuery = Type.Object(
  {
    from: Type.Optional(InstantText),
    to: Type.Optional(InstantText)
  },
  { ...closed, description: 'Entries from one instant to before another; default: all' }
)

const Rate = Type.Integer({ description: 'In basis points' })
const GroupReport = Type.Object({
  customers: Type.Integer({ minimum: 0, description: 'Whose window is over' }),
  pending: Type.Integer({ minimum: 0, description: 'Whose window is not over yet' }),
  converted: Count,
  rateBps: Nullable(Rate),
  sales: Type.Array(
    Type.Object({
      currency: CurrencyCode,
      netMinor: Type.Integer(),
      perCustomerMinor: Type.Integer({ description: 'Rounded half up' })
    })
  )
})
export const verdicts = ['tooFew', 'noDifference', 'better', 'worse'] as const
export const ReportShape = Type.Object({
  automationId: Type.String(),
  treated: GroupReport,
  holdout: GroupReport,
  uplift: Type.Object({
    differenceBps: Nullable(Type.Integer({ description: 'Rate treated less rate held out' })),
    lowBps: Nullable(Type.Integer({ description: 'Lower end of the 95 % interval' })),
    highBps: Nullable(Type.Integer({ description: 'Upper end of the 95 % interval' })),
    relativeBps: Nullable(Type.Integer({ description: 'Difference by the rate held out' })),
    verdict: OneOf(verdicts, {
      description: 'tooFew: fewer than 100 customers in either group'
    })
  }),
  runs: Type.Record(Type.String(), Count, { description: 'Entries by state' })
})
