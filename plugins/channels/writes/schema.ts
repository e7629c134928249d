import { type Static, Type } from 'typebox'
import {
  CurrencyCode,
  InstantText,
  Nullable,
  OneOf,
  PageQuery,
  Quantity,
  Sku
} from '#core/http/schemas'
import { redact } from '../redaction.ts'
import { rejectionClasses } from '../schema.ts'
import { pictureBytesMax } from './evidence.ts'
import { pictureTypes } from './picture-type.ts'
import { type WriteRow, writeKinds, writeStates } from './tables.ts'

const closed = { additionalProperties: false }
const Id = Type.String({ minLength: 1, maxLength: 200 })
const Text = Type.String({ minLength: 1, maxLength: 10_000 })
const Positive = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })

export const WriteParams = Type.Object({ id: Id, writeId: Id })

export const WriteShape = Type.Object({
  id: Type.String(),
  kind: OneOf(writeKinds),
  subject: Type.String({ description: 'SKU, listing, order, case or review' }),
  payload: Type.Unknown({ description: 'What was sent; without personal data' }),
  state: OneOf(writeStates, {
    description: 'sent: on its way, or its answer was lost; accepted: the platform decides later'
  }),
  retries: Type.Integer(),
  retryAt: Nullable(InstantText),
  submissionId: Nullable(Type.String()),
  externalId: Nullable(Type.String({ description: 'What the platform calls what came of it' })),
  code: Nullable(Type.String()),
  class: Nullable(OneOf(rejectionClasses)),
  reason: Nullable(Type.String()),
  createdAt: InstantText,
  finishedAt: Nullable(InstantText)
})

export const WritesShape = Type.Object({ writes: Type.Array(WriteShape) })

export const WriteQuery = Type.Object(
  {
    ...PageQuery.properties,
    kind: Type.Optional(OneOf(writeKinds)),
    state: Type.Optional(OneOf(writeStates))
  },
  closed
)

export const PublishShape = Type.Object(
  {
    skus: Type.Array(Sku, { minItems: 1, maxItems: 500 }),
    category: Type.Optional(
      Type.String({ maxLength: 200, description: "The platform's own category" })
    ),
    attributes: Type.Optional(
      Type.Record(Type.String({ maxLength: 200 }), Type.Unknown(), {
        description: "The platform's own attributes; added to the catalog's"
      })
    )
  },
  closed
)

const ListingIds = Type.Array(Id, { minItems: 1, maxItems: 200 })
export const StatesShape = Type.Object(
  { externalListingIds: ListingIds, state: OneOf(['active', 'paused']) },
  closed
)
export const CheckShape = Type.Object({ externalListingIds: ListingIds }, closed)

export const ShownListingsShape = Type.Object({
  listings: Type.Array(
    Type.Object({
      externalListingId: Type.String(),
      sku: Nullable(Type.String()),
      title: Type.String(),
      state: OneOf(['active', 'paused', 'unmapped']),
      rawState: Type.String(),
      amountMinor: Nullable(Type.Integer()),
      currency: Nullable(Type.String()),
      quantity: Nullable(Type.Integer()),
      issues: Type.Array(Type.Object({ code: Type.String(), message: Type.String() }))
    })
  )
})

/** Characters of a picture at most, as base64. */
const pictureMax = (pictureBytesMax / 3) * 4
const picturesMax = 5
/** Bytes of a decision with all its pictures. */
export const decisionBytesMax = picturesMax * pictureMax + 100_000

const EvidenceShape = Type.Union([
  Type.Object(
    {
      contentType: OneOf(pictureTypes),
      base64: Type.String({
        minLength: 4,
        maxLength: pictureMax,
        pattern: '^[A-Za-z0-9+/]+={0,2}$'
      })
    },
    closed
  ),
  Type.Object(
    {
      url: Type.String({
        minLength: 1,
        maxLength: 2000,
        description:
          'A public https address that hands the picture out to anybody: JPEG, PNG, WebP or GIF, at most 3,000,000 bytes'
      })
    },
    closed
  )
])

export const DecisionShape = Type.Object(
  {
    externalId: Id,
    action: OneOf(['agree', 'refuse']),
    amountMinor: Type.Optional(Positive),
    reasonCode: Type.Optional(
      Type.String({ maxLength: 200, description: "The platform's own reason, where it wants one" })
    ),
    note: Type.String({ maxLength: 2000 }),
    evidence: Type.Optional(Type.Array(EvidenceShape, { maxItems: picturesMax }))
  },
  closed
)

export const RefundShape = Type.Object(
  {
    orderExternalId: Id,
    amountMinor: Positive,
    currency: CurrencyCode,
    reason: Type.String({ minLength: 1, maxLength: 500 }),
    lines: Type.Array(
      Type.Object({ externalId: Id, quantity: Quantity, amountMinor: Positive }, closed),
      { maxItems: 200, default: [] }
    )
  },
  closed
)

export const ReplyShape = Type.Object({ reviewExternalId: Id, text: Text }, closed)

export const MessageShape = Type.Object(
  {
    orderExternalId: Id,
    text: Type.String({ maxLength: 10_000 }),
    template: Type.Optional(Type.String({ maxLength: 200, description: "The platform's own" }))
  },
  closed
)

/** A write as the API shows it. */
export function toWrite({
  channelId: _channel,
  batch: _batch,
  reference: _reference,
  payload,
  ...row
}: WriteRow): Static<typeof WriteShape> {
  return { ...row, payload: JSON.parse(redact(JSON.parse(payload))) }
}
