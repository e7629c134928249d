import { Type } from 'typebox'
import { InstantText, Nullable, OneOf, PageQuery, Sku } from '#core/http/schemas'
import { ruleStatuses } from './check/outcome.ts'
import { EnrolmentItem, EnrolmentMaterial } from './definition.ts'
import { ruleKinds } from './rules.ts'
import { enrolmentStates, enrolmentSteps } from './steps.ts'

const closed = { additionalProperties: false }
const Id = Type.String({ minLength: 1, maxLength: 128 })
const Reason = Type.String({ minLength: 1, maxLength: 500 })

/** As it was given: its schema closed it when it came in. */
const AsGiven = Type.Unsafe<object>({ description: 'As given' })

export const PlatformEventShape = Type.Object({
  id: Type.String(),
  title: Type.String(),
  channelId: Nullable(Type.String()),
  platform: Nullable(Type.String()),
  currency: Type.String(),
  enrolFrom: InstantText,
  enrolUntil: InstantText,
  startsAt: InstantText,
  endsAt: InstantText,
  rules: Type.Array(AsGiven),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})

export const PlatformEventsQuery = Type.Object(
  {
    ...PageQuery.properties,
    channelId: Type.Optional(Id),
    platform: Type.Optional(Id),
    at: Type.Optional(Type.String({ ...InstantText, description: 'Going on at this instant' }))
  },
  closed
)

export const EnrolmentShape = Type.Object({
  id: Type.String(),
  eventId: Type.String(),
  state: OneOf(enrolmentStates),
  items: Type.Array(
    Type.Object({
      ...EnrolmentItem.properties,
      reviews: Type.Unsafe<object | null>({ description: 'As given' })
    })
  ),
  materials: Type.Array(Type.Object(EnrolmentMaterial.properties)),
  promotionId: Nullable(Type.String()),
  isForced: Type.Boolean({ description: 'Submitted although the check did not pass' }),
  version: Type.Integer(),
  createdBy: Type.String({ description: 'Id of the key' }),
  createdAt: InstantText,
  updatedAt: InstantText
})

export const EnrolmentsQuery = Type.Object(
  {
    ...PageQuery.properties,
    eventId: Type.Optional(Id),
    state: Type.Optional(OneOf(enrolmentStates)),
    sku: Type.Optional(Sku)
  },
  closed
)

const Bound = Nullable(Type.Integer())

export const CheckShape = Type.Object({
  eventId: Type.String(),
  isEligible: Type.Boolean({ description: 'Every rule is kept by every SKU' }),
  skus: Type.Array(
    Type.Object({
      sku: Type.String(),
      status: OneOf(ruleStatuses),
      rules: Type.Array(
        Type.Object({
          rule: Type.Integer({ description: 'Its place among the rules of the event, from 0' }),
          kind: OneOf(ruleKinds),
          status: OneOf(ruleStatuses),
          found: Nullable(
            Type.Integer({
              description: 'In the unit of the rule; of `minMargin` with `catalog:cost` only'
            })
          ),
          needed: Type.Object({ atLeast: Bound, atMost: Bound }),
          detail: Type.String()
        })
      )
    })
  )
})

export const EnrolmentStepShape = Type.Object({
  enrolmentId: Type.String(),
  version: Type.Integer({ description: "The enrolment's with it" }),
  step: OneOf(['create', ...(Object.keys(enrolmentSteps) as (keyof typeof enrolmentSteps)[])]),
  fromState: Nullable(OneOf(enrolmentStates)),
  toState: OneOf(enrolmentStates),
  reason: Nullable(Type.String()),
  isForced: Type.Boolean(),
  broken: Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() }), {
    description: 'The rules that were not kept when it was submitted'
  }),
  actor: Type.String(),
  at: InstantText
})

/** What may be said with a step. */
export const StepBodies = {
  submit: Type.Object(
    {
      force: Type.Optional(
        Type.Boolean({ description: 'Submit although the check does not pass; needs a reason' })
      ),
      reason: Type.Optional(Reason)
    },
    closed
  ),
  approve: Type.Object({ reason: Type.Optional(Reason) }, closed),
  reject: Type.Object({ reason: Reason }, closed),
  withdraw: Type.Object({ reason: Type.Optional(Reason) }, closed)
}
