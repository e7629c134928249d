import { type Static, type TSchema, Type } from 'typebox'
import { AmountMinor, InstantText, Nullable, OneOf, PageQuery } from '#core/http/schemas'
import { PromotionInput, promotionClasses, promotionStates } from '../definition/promotion.ts'
import { rewardKinds } from '../definition/reward.ts'

const closed = { additionalProperties: false }
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const couponKinds = ['none', 'code', 'unique'] as const

/** Fields that null takes off a promotion again. */
export const removable = [
  'code',
  'conditions',
  'limits',
  'earlyAccess',
  'startsAt',
  'endsAt',
  'exclusiveGroup'
] as const

/** A change leaves alone what it does not name, so that no default may be filled in. */
function changeOf(name: string, { default: _, ...schema }: TSchema & { default?: unknown }) {
  const isRemovable = (removable as readonly string[]).includes(name)
  return Type.Optional(isRemovable ? Nullable(schema) : schema)
}

export const PromotionChange = Type.Unsafe<
  Partial<{
    [Key in keyof Static<typeof PromotionInput>]: Static<typeof PromotionInput>[Key] | null
  }>
>(
  Type.Object(
    Object.fromEntries(
      Object.entries(PromotionInput.properties).map(([name, schema]) => [
        name,
        changeOf(name, schema as TSchema)
      ])
    ),
    { ...closed, minProperties: 1, description: 'What it names is replaced; null takes it off' }
  )
)
export type PromotionChangeShape = Static<typeof PromotionChange>

/** Rules as they were given: their schema closed them when they came in, and what was checked is not checked again. */
const AsGiven = (description: string) => Type.Unsafe<object>({ description })

const rule = {
  handle: Type.String(),
  title: Type.String(),
  class: OneOf(promotionClasses),
  currency: Type.String(),
  startsAt: Type.Optional(Nullable(InstantText)),
  endsAt: Type.Optional(Nullable(InstantText)),
  priority: Type.Integer(),
  exclusiveGroup: Type.Optional(Nullable(Type.String())),
  stackableWith: Type.Unsafe<unknown>({ description: '`all`, `none`, or handles' }),
  coupon: OneOf(couponKinds),
  code: Type.Optional(Type.String()),
  conditions: Type.Optional(AsGiven('As given')),
  reward: AsGiven('As given'),
  limits: Type.Optional(
    Type.Object({
      uses: Type.Optional(Type.Integer()),
      usesPerCustomer: Type.Optional(Type.Integer()),
      budgetMinor: Type.Optional(Type.Integer())
    })
  ),
  reckonedOn: OneOf(['reduced', 'list']),
  mayBreakMarginFloor: Type.Boolean(),
  earlyAccess: Type.Optional(AsGiven('As given'))
}

const Used = Type.Object(
  { uses: Type.Integer(), spentMinor: AmountMinor },
  { description: 'Orders it applies to, and what it gave them' }
)

export const PromotionShape = Type.Object({
  id: Type.String(),
  state: OneOf(promotionStates),
  kind: OneOf(rewardKinds),
  ...rule,
  used: Nullable(Used),
  ruleVersion: Type.Integer({ description: 'Counts up when the rule changes; orders keep it' }),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})

export const PromotionsQuery = Type.Object(
  {
    ...PageQuery.properties,
    state: Type.Optional(OneOf(promotionStates)),
    class: Type.Optional(OneOf(promotionClasses)),
    kind: Type.Optional(OneOf(rewardKinds)),
    coupon: Type.Optional(OneOf(couponKinds)),
    handle: Type.Optional(Text(80)),
    at: Type.Optional(
      Type.String({
        format: 'date-time',
        'x-instant': true,
        description: 'Its dates cover this instant'
      })
    )
  },
  closed
)

export const VersionParams = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 128 }),
  version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
})

export const PromotionVersionShape = Type.Object({
  promotionId: Type.String(),
  version: Type.Integer(),
  createdBy: Type.String(),
  createdAt: InstantText,
  rule: AsGiven('The promotion as it was written then')
})
