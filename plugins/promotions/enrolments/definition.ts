import { type Static, Type } from 'typebox'
import { CurrencyCode, InstantText, Nullable, Sku } from '#core/http/schemas'
import { EnrolmentRule } from './rules.ts'

const closed = { additionalProperties: false }
const Id = Type.String({ minLength: 1, maxLength: 128 })
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const Pixels = Type.Optional(
  Type.Integer({ minimum: 1, maximum: 100_000, description: 'As stated; the image is not fetched' })
)

/** What people write of a platform's event. */
export const PlatformEventInput = Type.Object(
  {
    title: Text(200),
    channelId: Type.Optional(
      Nullable(
        Type.String({ ...Id, description: 'The account that sells in it; this, platform, or both' })
      )
    ),
    platform: Type.Optional(
      Nullable(Type.String({ ...Text(80), description: 'Such as taobao or jd' }))
    ),
    currency: CurrencyCode,
    enrolFrom: InstantText,
    enrolUntil: Type.String({ ...InstantText, description: 'Exclusive' }),
    startsAt: InstantText,
    endsAt: Type.String({ ...InstantText, description: 'Exclusive' }),
    rules: Type.Array(EnrolmentRule, { maxItems: 50 })
  },
  closed
)
export type PlatformEventInputShape = Static<typeof PlatformEventInput>

/** What it names is replaced; null takes it off. */
export const PlatformEventChange = Type.Partial(PlatformEventInput, {
  ...closed,
  minProperties: 1
})
export type PlatformEventChangeShape = Static<typeof PlatformEventChange>

const Reviews = Type.Object(
  {
    goodRateBps: Type.Integer({ minimum: 0, maximum: 10_000, description: 'Basis points' }),
    source: Type.String({ ...Text(200), description: 'Where it was read' }),
    asOfOn: Type.String({ format: 'date', description: "In the shop's zone" })
  },
  { ...closed, description: 'The rate of good reviews as somebody states it; null: not known' }
)

export const EnrolmentItem = Type.Object(
  {
    sku: Sku,
    priceMinor: Type.Integer({
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      description: "The unit price that is promised, in the minor unit of the event's currency"
    }),
    units: Type.Integer({
      minimum: 1,
      maximum: 1_000_000_000,
      description: 'Units that are promised'
    }),
    reviews: Type.Optional(Nullable(Reviews))
  },
  closed
)
export type EnrolmentItemShape = Static<typeof EnrolmentItem>

/** One text or one image; which of them, `#/materials` is checked for. */
export const EnrolmentMaterial = Type.Object(
  {
    name: Type.String({ ...Text(80), description: 'As the rule names what it asks for' }),
    text: Type.Optional(Text(20_000)),
    url: Type.Optional(Type.String({ pattern: '^https?://', maxLength: 2000 })),
    widthPx: Pixels,
    heightPx: Pixels
  },
  { ...closed, description: 'A text, or an image by its url' }
)
export type EnrolmentMaterialShape = Static<typeof EnrolmentMaterial>

const Items = Type.Array(EnrolmentItem, { minItems: 1, maxItems: 200 })
const Materials = Type.Array(EnrolmentMaterial, { maxItems: 100 })

/** What is checked before anything of it is written. */
export const ProposalInput = Type.Object(
  { items: Items, materials: Type.Optional(Materials), promotionId: Type.Optional(Nullable(Id)) },
  closed
)
export type ProposalInputShape = Static<typeof ProposalInput>

/** What people write of an enrolment. */
export const EnrolmentInput = Type.Object(
  {
    eventId: Id,
    items: Items,
    materials: Type.Optional(Materials),
    promotionId: Type.Optional(
      Nullable(Type.String({ ...Id, description: 'The promotion that makes the promised prices' }))
    )
  },
  closed
)
export type EnrolmentInputShape = Static<typeof EnrolmentInput>

/** What it names is replaced. */
export const EnrolmentChange = Type.Object(
  {
    items: Type.Optional(Items),
    materials: EnrolmentInput.properties.materials,
    promotionId: EnrolmentInput.properties.promotionId
  },
  { ...closed, minProperties: 1 }
)
export type EnrolmentChangeShape = Static<typeof EnrolmentChange>
