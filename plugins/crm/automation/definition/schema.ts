import { type Static, Type } from 'typebox'
import { OneOf } from '#core/http/schemas'
import { Rule } from '../../segments/rule/schema.ts'
import { taskPriorities } from '../../tasks/tables.ts'
import { eventNames } from './events.ts'

const closed = { additionalProperties: false }
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const Name = Type.String({ pattern: '^[a-z][a-zA-Z0-9]{0,39}$' })
const Condition = Type.String({
  pattern: '^[a-z][a-zA-Z0-9]{0,39}$',
  description: 'Name of one of the conditions'
})
const AtHour = Type.Integer({
  ...{ minimum: 0, maximum: 23, default: 9 },
  description: "Hour of the shop's day from which customers enter"
})
const days = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum })

export const dateKinds = ['birthday', 'anniversary', 'attribute'] as const
export const reentryModes = ['once', 'spaced', 'always'] as const

const Trigger = Type.Object(
  {
    event: Type.Optional(
      Type.Object(
        {
          name: OneOf(eventNames),
          segment: Type.Optional(Text(64)),
          tier: Type.Optional(
            Type.String({
              ...{ minLength: 1, maxLength: 64 },
              description: 'Handle of the tier that the customer has now; default: any, or none'
            })
          )
        },
        closed
      )
    ),
    date: Type.Optional(
      Type.Object(
        {
          of: OneOf(dateKinds, {
            description: 'The anniversary is that of the membership'
          }),
          attribute: Type.Optional(
            Type.String({
              pattern: '^[a-z][a-zA-Z0-9_]{0,39}$',
              description: 'Attribute of the customer that holds YYYY-MM-DD'
            })
          ),
          isYearly: Type.Optional(
            Type.Boolean({
              description: 'Of an attribute: again each year. Default: that day alone'
            })
          ),
          offsetDays: Type.Integer({
            ...{ minimum: -180, maximum: 180, default: 0 },
            description: 'Days after it; before it when negative'
          }),
          leapDay: OneOf(['feb28', 'mar1'], {
            ...{ default: 'feb28', description: 'When 29 February is kept in other years' }
          }),
          atHour: AtHour
        },
        closed
      )
    ),
    inactivity: Type.Optional(
      Type.Object(
        {
          days: Type.Integer({
            ...{ minimum: 1, maximum: 3650 },
            description: 'Business days since the last order that counts'
          }),
          atHour: AtHour
        },
        closed
      )
    )
  },
  {
    ...closed,
    minProperties: 1,
    maxProperties: 1,
    description: 'What lets customers enter: one of these'
  }
)

/** A text, or what an earlier step or the trigger has brought. */
const Value = Type.Unsafe<string | ValueRef>(
  Type.Union([
    Type.String({ maxLength: 500 }),
    Type.Object(
      {
        step: Type.String({
          pattern: '^[a-z][a-zA-Z0-9]{0,39}$',
          description: 'Id of an earlier step, or `trigger`'
        }),
        field: Text(40)
      },
      closed
    )
  ])
)
/** What an earlier step, or the trigger, has brought. */
export interface ValueRef {
  step: string
  field: string
}
const Values = Type.Record(Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9_.]{0,59}$' }), Value, {
  maxProperties: 30,
  additionalProperties: false
})

const actionFields = {
  wait: Type.Object(
    {
      minutes: Type.Optional(days(1, 60 * 24)),
      days: Type.Optional(days(1, 366)),
      untilHour: Type.Optional(
        Type.Integer({
          ...{ minimum: 0, maximum: 23 },
          description: "The next time it is this hour in the customer's zone, else the shop's"
        })
      )
    },
    {
      ...closed,
      minProperties: 1,
      description: 'One after the other: days, minutes, until the hour'
    }
  ),
  branch: Type.Object(
    {
      if: Condition,
      yes: Type.String({ description: 'Id of a later step' }),
      no: Type.Optional(
        Type.String({ description: 'Id of a later step; default: the one that follows' })
      )
    },
    closed
  ),
  stop: Type.Object({}, closed),
  coupon: Type.Object(
    { promotionId: Text(128) },
    { ...closed, description: 'Gives a code of a promotion; brings `code` and `expiresAt`' }
  ),
  points: Type.Object(
    {
      points: Type.Integer({
        ...{ minimum: -10_000_000, maximum: 10_000_000 },
        description: 'Taken when negative; not 0'
      }),
      reason: Type.Optional(Text(200))
    },
    closed
  ),
  tag: Type.Object(
    { add: Type.Array(Text(40), { minItems: 1, maxItems: 20, uniqueItems: true }) },
    closed
  ),
  task: Type.Object(
    {
      title: Text(200),
      note: Type.Optional(Text(2000)),
      dueInDays: days(0, 366),
      assignee: Type.Optional(Text(128)),
      priority: OneOf(taskPriorities, { default: 'normal' }),
      everyDays: Type.Optional(days(1, 3650))
    },
    closed
  ),
  message: Type.Object(
    {
      template: Type.String({ minLength: 1, maxLength: 64, description: 'Handle of the template' }),
      values: Type.Optional(Values)
    },
    closed
  ),
  webhook: Type.Object(
    {
      name: Type.String({
        minLength: 1,
        maxLength: 100,
        description: 'What the receiver knows it by'
      }),
      values: Type.Optional(Values)
    },
    { ...closed, description: 'Emits automation.called, which webhooks deliver to who subscribes' }
  )
}
type ActionFields = { [Kind in keyof typeof actionFields]: Static<(typeof actionFields)[Kind]> }

/** What a step may do. */
export type StepKind = keyof ActionFields
export const stepKinds = Object.keys(actionFields) as StepKind[]

/** A step with what it does. */
export type StepOf<Kind extends StepKind> = { id: string; kind: Kind; wanted: ActionFields[Kind] }

/** A step taken apart. */
export type StepNode = { [Kind in StepKind]: StepOf<Kind> }[StepKind]

const optionalFields = Object.fromEntries(
  Object.entries(actionFields).map(([kind, schema]) => [kind, Type.Optional(schema)])
)

/** A step: an id, exactly one of the kinds, and where it goes on. */
export interface StepShape extends Partial<ActionFields> {
  id: string
  /** Does it only if this condition holds then, and goes on otherwise. */
  when?: string
  /** Id of a later step; default: the one that follows. */
  next?: string
}

const Step = Type.Unsafe<StepShape>(
  Type.Object(
    {
      id: Name,
      when: Type.Optional(
        Type.String({
          pattern: '^[a-z][a-zA-Z0-9]{0,39}$',
          description: 'Done only if this condition holds then; passed over otherwise'
        })
      ),
      next: Type.Optional(
        Type.String({ description: 'Id of a later step; default: the one that follows' })
      ),
      ...optionalFields
    },
    { ...closed, description: 'One of the kinds' }
  )
)

export const Definition = Type.Object(
  {
    trigger: Trigger,
    conditions: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-z][a-zA-Z0-9]{0,39}$' }), Rule, {
        ...{ maxProperties: 20, additionalProperties: false },
        description: 'Rules as segments have them, by name: asked whenever they are named'
      })
    ),
    enterWhen: Type.Optional(Condition),
    exit: Type.Optional(
      Type.Object(
        {
          when: Type.Optional(Condition),
          onOrder: Type.Optional(
            Type.Boolean({ description: 'An order that counts was placed since the entry' })
          )
        },
        { ...closed, minProperties: 1, description: 'Looked at before each step' }
      )
    ),
    reentry: Type.Object(
      {
        mode: OneOf(reentryModes, { default: 'once' }),
        days: Type.Optional(days(1, 3650))
      },
      { ...closed, default: { mode: 'once' }, description: 'spaced: once in so many days' }
    ),
    holdoutBps: Type.Integer({
      ...{ minimum: 0, maximum: 10_000, default: 0 },
      description: 'Share of customers that enter and get nothing, in basis points'
    }),
    windowDays: Type.Integer({
      ...{ minimum: 1, maximum: 365, default: 14 },
      description: 'Orders of so many days after the entry count as its success'
    }),
    steps: Type.Array(Step, { minItems: 1, maxItems: 50 })
  },
  closed
)
export type DefinitionShape = Static<typeof Definition>
export type TriggerShape = DefinitionShape['trigger']
