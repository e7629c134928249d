import { type Static, Type } from 'typebox'
import {
  AmountMinor,
  CurrencyCode,
  InstantText,
  Nullable,
  OneOf,
  PageQuery
} from '#core/http/schemas'
import { consentStatuses, customerStates } from '../tables.ts'

const closed = { additionalProperties: false }
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const personal = 'Personal: masked without crm:personal, and in answers to writes'

export const TagText = Type.String({ pattern: '^[a-z0-9][a-z0-9_-]{0,39}$' })
const ExternalId = Text(200)
const Email = Type.String({ minLength: 3, maxLength: 320, description: personal })
const Phone = Type.String({
  minLength: 3,
  maxLength: 50,
  description: `${personal}. With its country code, or read by the customer's country`
})
const DateText = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'YYYY-MM-DD' })

const Attributes = Type.Record(
  Type.String({ pattern: '^[a-z][a-zA-Z0-9_]{0,39}$' }),
  Type.Union([Type.String({ maxLength: 200 }), Type.Number(), Type.Boolean()]),
  { maxProperties: 100, description: "The shop's own, for segments; not for personal data" }
)

const IdentityInput = Type.Object({ channelId: Text(128), externalId: ExternalId }, closed)

const profile = {
  name: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 200 }))),
  birthOn: Type.Optional(Nullable(DateText)),
  language: Type.Optional(
    Nullable(Type.String({ maxLength: 35, description: 'BCP 47, such as zh-CN' }))
  ),
  zone: Type.Optional(Nullable(Type.String({ maxLength: 50, description: 'IANA zone' }))),
  country: Type.Optional(
    Nullable(Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1' }))
  ),
  attributes: Type.Optional(Attributes),
  emails: Type.Optional(Type.Array(Email, { maxItems: 20 })),
  phones: Type.Optional(Type.Array(Phone, { maxItems: 20 }))
}

export const CustomerInput = Type.Object(
  {
    ...profile,
    identities: Type.Optional(Type.Array(IdentityInput, { maxItems: 50 })),
    tags: Type.Optional(Type.Array(TagText, { maxItems: 50 }))
  },
  closed
)
export type CustomerInputShape = Static<typeof CustomerInput>

export const CustomerPatch = Type.Object(profile, {
  ...closed,
  minProperties: 1,
  description: 'What is named is replaced as a whole: attributes, emails and phones too'
})
export type CustomerPatchShape = Static<typeof CustomerPatch>

export const IdentityBody = IdentityInput
export const IdentityParams = Type.Object({
  id: Text(128),
  channelId: Text(128),
  externalId: ExternalId
})
export const TagBody = Type.Object({ tag: TagText }, closed)
export const TagParams = Type.Object({ id: Text(128), tag: TagText })

const filters = {
  state: Type.Optional(OneOf(customerStates, { default: 'active' })),
  tag: Type.Optional(TagText),
  channelId: Type.Optional(Text(128)),
  externalId: Type.Optional(ExternalId)
}
export const CustomersQuery = Type.Object({ ...PageQuery.properties, ...filters }, closed)

export const CustomersSearch = Type.Object(
  {
    ...PageQuery.properties,
    ...filters,
    email: Type.Optional(Email),
    phone: Type.Optional(Phone),
    country: Type.Optional(
      Type.String({ pattern: '^[A-Z]{2}$', description: 'The phone number is read by it' })
    )
  },
  { ...closed, description: 'Contacts are found exactly, however they are written' }
)
export type CustomersSearchShape = Static<typeof CustomersSearch>

export const AddressBody = Type.Object(
  {
    label: Type.Optional(Nullable(Text(50))),
    recipient: Type.Optional(Text(200)),
    phone: Type.Optional(Text(50)),
    lines: Type.Array(Type.String({ maxLength: 300 }), { minItems: 1, maxItems: 10 }),
    city: Type.Optional(Text(200)),
    region: Type.Optional(Text(200)),
    postalCode: Type.Optional(Text(40)),
    country: Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1' })
  },
  { ...closed, description: personal }
)
export type AddressBodyShape = Static<typeof AddressBody>
export const AddressParams = Type.Object({ id: Text(128), addressId: Text(128) })
export const AddressShape = Type.Object({
  id: Type.String(),
  ...AddressBody.properties,
  label: Nullable(Type.String()),
  createdAt: InstantText,
  updatedAt: InstantText
})

export const NoteBody = Type.Object(
  { text: Type.String({ minLength: 1, maxLength: 5000 }) },
  closed
)
export const NoteShape = Type.Object({
  id: Type.String(),
  text: Nullable(Type.String({ description: 'Null without crm:personal' })),
  actor: Type.String(),
  createdAt: InstantText
})

export const Purpose = Type.String({
  pattern: '^[a-z][a-z0-9_.-]{0,49}$',
  description: 'What it is for, such as marketing.email'
})
export const ConsentBody = Type.Object(
  {
    purpose: Purpose,
    status: OneOf(consentStatuses, { default: 'granted' }),
    source: Type.String({
      minLength: 1,
      maxLength: 50,
      description: 'Where it was said: checkout'
    }),
    textVersion: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 50,
        description: 'Version of the text that was shown'
      })
    ),
    at: Type.Optional(InstantText),
    ip: Type.Optional(Type.String({ maxLength: 45, description: 'Personal: sealed' }))
  },
  { ...closed, description: 'A consent needs the version of the text that was agreed to' }
)
export type ConsentBodyShape = Static<typeof ConsentBody>
const ConsentNow = Type.Object({
  purpose: Type.String(),
  status: OneOf(consentStatuses),
  at: InstantText
})
export const ConsentsShape = Type.Object({
  data: Type.Array(ConsentNow),
  history: Type.Array(
    Type.Object({
      id: Type.String(),
      memberId: Type.String(),
      purpose: Type.String(),
      status: OneOf(consentStatuses),
      source: Type.String(),
      textVersion: Nullable(Type.String()),
      ip: Nullable(Type.String({ description: 'Null without crm:personal' })),
      actor: Type.String(),
      at: InstantText
    })
  )
})

export const TimelineEntryShape = Type.Object({
  id: Type.String(),
  memberId: Type.String({ description: 'The customer it happened to, before a merge' }),
  at: InstantText,
  actor: Type.String(),
  kind: Type.String(),
  detail: Type.Record(Type.String(), Type.Unknown())
})

export const MergeBody = Type.Object(
  {
    fromId: Type.String({ minLength: 1, maxLength: 128, description: 'Becomes part of this one' })
  },
  closed
)

export const CustomerShape = Type.Object({
  id: Type.String(),
  state: OneOf(customerStates),
  mergedInto: Nullable(Type.String()),
  livingId: Type.String({ description: 'Where it went: itself unless merged' }),
  name: Nullable(Type.String({ description: personal })),
  birthOn: Nullable(Type.String({ description: `${personal}: null then` })),
  language: Nullable(Type.String()),
  zone: Nullable(Type.String()),
  country: Nullable(Type.String()),
  attributes: Type.Record(Type.String(), Type.Unknown()),
  emails: Type.Array(Type.String()),
  phones: Type.Array(Type.String()),
  identities: Type.Array(Type.Object({ channelId: Type.String(), externalId: Type.String() })),
  tags: Type.Array(Type.String()),
  consents: Type.Array(ConsentNow),
  totals: Type.Array(
    Type.Object({
      currency: CurrencyCode,
      orders: Type.Integer(),
      grossMinor: AmountMinor,
      netMinor: AmountMinor,
      units: Type.Integer(),
      firstOrderAt: Nullable(InstantText),
      lastOrderAt: Nullable(InstantText)
    })
  ),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})

export const ErasureShape = Type.Object({
  customerIds: Type.Array(Type.String()),
  orders: Type.Integer(),
  contacts: Type.Integer(),
  identities: Type.Integer(),
  erasedAt: InstantText
})
