import { type Static, Type } from 'typebox'
import { AmountMinor, InstantText, Nullable, OneOf, PageQuery, Sku } from '#core/http/schemas'
import { CampaignInput, campaignGoals, campaignStates, targetMetrics } from './definition.ts'
import { guardNames } from './guards.ts'

const closed = { additionalProperties: false }
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const Day = Type.String({ format: 'date', description: "In the shop's zone" })
const Bps = Type.Integer({ description: 'Basis points' })
const Count = Type.Integer()

/** As it was given: its schema closed it when it came in. */
const AsGiven = Type.Unsafe<object>({ description: 'As given' })

export const CampaignShape = Type.Object({
  id: Type.String(),
  state: OneOf(campaignStates),
  handle: Type.String(),
  title: Type.String(),
  goal: OneOf(campaignGoals),
  targets: AsGiven,
  currency: Type.String(),
  budgetMinor: Nullable(AmountMinor),
  promotionIds: Type.Array(Type.String()),
  teaserAt: Nullable(InstantText),
  liveAt: InstantText,
  closesAt: InstantText,
  content: Type.Unsafe<object | null>({ description: 'As given' }),
  guardRails: Type.Unsafe<object | null>({ description: 'As given' }),
  launchedAt: Nullable(InstantText),
  endedAt: Nullable(InstantText),
  endReason: Nullable(Type.String()),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})

/** With what is allowed, but will not do all that it seems to. */
export const CampaignWithWarnings = Type.Object({
  ...CampaignShape.properties,
  warnings: Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() }))
})

export const CampaignsQuery = Type.Object(
  {
    ...PageQuery.properties,
    state: Type.Optional(OneOf(campaignStates)),
    goal: Type.Optional(OneOf(campaignGoals)),
    handle: Type.Optional(Text(80))
  },
  closed
)

export const PreviewShape = Type.Object({
  campaignId: Type.String(),
  state: OneOf(campaignStates),
  title: Type.String(),
  content: CampaignInput.properties.content,
  liveAt: InstantText,
  closesAt: InstantText,
  promotions: Type.Array(
    Type.Object({
      id: Type.String(),
      title: Type.String(),
      isClaimable: Type.Boolean({ description: 'Customers may claim codes of it now' })
    })
  )
})

export const LockedStockShape = Type.Object({
  data: Type.Array(
    Type.Object({
      promotionId: Type.String(),
      sku: Type.String(),
      quantity: Type.Integer({ description: 'Units for the campaign in all' }),
      taken: Type.Integer(),
      left: Type.Integer(),
      isLocked: Type.Boolean({ description: 'Whether what is left is held in stock now' })
    })
  )
})

const sums = {
  orders: Count,
  units: Count,
  grossMinor: Type.Integer({ description: 'Lines before discounts' }),
  netMinor: Type.Integer({ description: 'Lines after all discounts, without tax and shipping' }),
  discountMinor: Type.Integer({ description: 'What its promotions took off' }),
  recordedMinor: Type.Integer({ description: 'What was spent elsewhere' }),
  spentMinor: Type.Integer({ description: 'Both' }),
  newCustomers: Count,
  unknownCostUnits: Type.Integer({ description: 'Units whose cost is not known' }),
  costMinor: Type.Optional(Type.Integer({ description: 'With `catalog:cost`' })),
  marginMinor: Type.Optional(Type.Integer({ description: 'With `catalog:cost`' })),
  marginBps: Type.Optional(Nullable(Bps))
}

export const FiguresShape = Type.Object({
  campaignId: Type.String(),
  state: OneOf(campaignStates),
  currency: Type.String(),
  totals: Type.Object(sums),
  byDay: Type.Array(Type.Object({ dayOn: Day, ...sums })),
  targets: Type.Array(
    Type.Object({
      metric: OneOf(targetMetrics),
      target: Count,
      actual: Nullable(Count),
      reachedBps: Nullable(Bps)
    })
  ),
  budget: Type.Union([
    Type.Object({
      budgetMinor: AmountMinor,
      spentMinor: AmountMinor,
      leftMinor: AmountMinor,
      usedBps: Nullable(Bps)
    }),
    Type.Null()
  ]),
  beyond: Type.Array(OneOf(guardNames), { description: 'Guard rails it is beyond now' })
})

export const SpendInput = Type.Object(
  {
    key: Type.String({
      minLength: 1,
      maxLength: 128,
      description: 'Names this spend: recorded once, however often it is sent'
    }),
    channel: Text(80),
    amountMinor: Type.Integer({
      minimum: -Number.MAX_SAFE_INTEGER,
      maximum: Number.MAX_SAFE_INTEGER,
      description: "In the campaign's currency; negative: a correction"
    }),
    dayOn: Day,
    note: Type.Optional(Nullable(Text(500)))
  },
  closed
)
export type SpendInputShape = Static<typeof SpendInput>

export const SpendShape = Type.Object({
  id: Type.String(),
  campaignId: Type.String(),
  key: Type.String(),
  channel: Type.String(),
  amountMinor: AmountMinor,
  dayOn: Day,
  note: Nullable(Type.String()),
  recordedBy: Type.String({ description: 'Id of the key' }),
  recordedAt: InstantText
})

export const ReviewInput = Type.Object(
  {
    weeks: Type.Integer({
      minimum: 1,
      maximum: 12,
      default: 4,
      description: 'Weeks before the campaign that it is held against'
    }),
    skus: Type.Optional(
      Type.Array(Sku, {
        minItems: 1,
        maxItems: 10_000,
        uniqueItems: true,
        description: 'Whose sales are compared; those of its orders if left out'
      })
    ),
    feesMinor: Type.Optional(
      Nullable(
        Type.Integer({
          minimum: 0,
          maximum: Number.MAX_SAFE_INTEGER,
          description: 'Fees that it cost besides'
        })
      )
    ),
    lessons: Type.Array(Text(2000), { maxItems: 50 })
  },
  closed
)
export type ReviewInputShape = Static<typeof ReviewInput>

const Sales = Type.Object({ orders: Count, units: Count, netMinor: Count })

export const ReviewShape = Type.Object({
  campaignId: Type.String(),
  revision: Type.Integer(),
  currency: Type.String(),
  from: InstantText,
  to: InstantText,
  weeks: Type.Integer(),
  skus: Type.Array(Type.String()),
  actual: Sales,
  baseline: Sales,
  uplift: Type.Object({
    units: Count,
    netMinor: Count,
    unitsBps: Nullable(Bps),
    netBps: Nullable(Bps)
  }),
  orders: Count,
  units: Count,
  netMinor: Count,
  newCustomers: Count,
  cost: Type.Object({
    discountMinor: Count,
    recordedMinor: Count,
    feesMinor: Nullable(Count),
    totalMinor: Count
  }),
  roasBps: Nullable(Bps),
  costOfGoodsMinor: Type.Optional(Nullable(Count)),
  roiBps: Type.Optional(Nullable(Bps)),
  lessons: Type.Array(Type.String()),
  reviewedBy: Type.String({ description: 'Id of the key' }),
  reviewedAt: InstantText
})

export const RevisionParams = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 128 }),
  revision: Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
})
