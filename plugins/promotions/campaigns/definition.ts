import { type Static, Type } from 'typebox'
import { CurrencyCode, InstantText, Nullable, OneOf } from '#core/http/schemas'

const closed = { additionalProperties: false }
const Id = Type.String({ minLength: 1, maxLength: 128 })
const Amount = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: "In the minor unit of the campaign's currency"
})
const Target = Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }))

export const campaignStates = ['draft', 'teaser', 'live', 'closed', 'stopped'] as const
export type CampaignState = (typeof campaignStates)[number]

export const campaignGoals = ['sales', 'acquisition', 'clearance'] as const

/** What a campaign is to reach. */
export const targetMetrics = [
  'netSalesMinor',
  'orders',
  'units',
  'newCustomers',
  'minRoasBps'
] as const
export type TargetMetric = (typeof targetMetrics)[number]

const Action = OneOf(['alert', 'stop'], {
  description: 'alert: somebody is told; stop: the campaign is stopped besides'
})

export const GuardRails = Type.Object(
  {
    minMargin: Type.Optional(
      Type.Object(
        {
          marginBps: Type.Integer({
            minimum: -100_000,
            maximum: 10_000,
            description: 'Of net sales, over the orders of the campaign whose cost is known'
          }),
          afterOrders: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 1_000_000,
              description: 'It is not looked at before there are so many orders; 1 if left out'
            })
          ),
          action: Action
        },
        closed
      )
    ),
    maxSpend: Type.Optional(
      Type.Object(
        {
          amountMinor: Type.Integer({
            minimum: 1,
            maximum: Number.MAX_SAFE_INTEGER,
            description: 'Discounts of its promotions and recorded spend, together'
          }),
          action: Action
        },
        closed
      )
    )
  },
  { ...closed, minProperties: 1 }
)

const fields = {
  handle: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,79}$', description: 'Unique' }),
  title: Type.String({ minLength: 1, maxLength: 200 }),
  goal: OneOf(campaignGoals),
  targets: Type.Object(
    {
      netSalesMinor: Target,
      orders: Target,
      units: Target,
      newCustomers: Target,
      minRoasBps: Target
    },
    { ...closed, minProperties: 1 }
  ),
  currency: CurrencyCode,
  budgetMinor: Type.Optional(Nullable(Amount)),
  promotionIds: Type.Array(Id, {
    minItems: 1,
    maxItems: 100,
    uniqueItems: true,
    description: 'Drafts: they are started and ended with the campaign'
  }),
  teaserAt: Type.Optional(Nullable(InstantText)),
  liveAt: InstantText,
  closesAt: InstantText,
  content: Type.Optional(
    Nullable(
      Type.Object(
        {
          text: Type.String({ minLength: 1, maxLength: 5000 }),
          imageUrls: Type.Optional(
            Type.Array(Type.String({ pattern: '^https?://', maxLength: 2000 }), { maxItems: 20 })
          )
        },
        { ...closed, description: 'What is shown while it is announced' }
      )
    )
  ),
  guardRails: Type.Optional(Nullable(GuardRails))
}

/** What people write of a campaign. */
export const CampaignInput = Type.Object(fields, closed)
export type CampaignInputShape = Static<typeof CampaignInput>

/** With null for what was left out. */
export type WholeCampaign = {
  [Key in keyof CampaignInputShape]-?: Exclude<CampaignInputShape[Key], undefined>
}

/** What it names is replaced; null takes it off. */
export const CampaignChange = Type.Partial(CampaignInput, { ...closed, minProperties: 1 })
export type CampaignChangeShape = Static<typeof CampaignChange>

export type GuardRailsShape = Static<typeof GuardRails>
