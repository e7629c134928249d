import { type TSchema, Type } from 'typebox'
import { InstantText, Nullable, OneOf, PageQuery } from '#core/http/schemas'
import { DrawInput, drawSources, EntryInput, prizeKinds } from './definition.ts'
import { drawStates } from './steps.ts'
import { entryStates, winnerStates } from './tables.ts'

const closed = { additionalProperties: false }
const Id = Type.String({ minLength: 1, maxLength: 128 })
const Reason = Type.String({ minLength: 1, maxLength: 500 })
const Count = Type.Integer()

const prize = {
  kind: OneOf(prizeKinds),
  title: Type.String(),
  quantity: Count,
  promotionId: Type.Optional(Type.String()),
  points: Type.Optional(Count),
  sku: Type.Optional(Type.String())
}

function drawWith<Prize extends TSchema>(Prize: Prize) {
  return Type.Object({
    id: Type.String(),
    title: Type.String(),
    state: OneOf(drawStates),
    entryFrom: InstantText,
    entryUntil: InstantText,
    drawAt: InstantText,
    entriesPerCustomer: Count,
    sources: DrawInput.properties.sources,
    prizes: Type.Array(Prize),
    commitment: Type.String({ description: 'SHA-256 of `<id>:<seed>`, hexadecimal' }),
    seed: Nullable(Type.String({ description: 'Hexadecimal; null until it is drawn' })),
    entries: Nullable(Type.Integer({ description: 'That take part; null until it is closed' })),
    entriesDigest: Nullable(Type.String({ description: 'SHA-256 of the lines of all entries' })),
    version: Count,
    createdBy: Type.String({ description: 'Id of the key' }),
    createdAt: InstantText,
    updatedAt: InstantText,
    closedAt: Nullable(InstantText),
    drawnAt: Nullable(InstantText)
  })
}

export const DrawShape = drawWith(Type.Object(prize))

export const DrawDetailShape = drawWith(
  Type.Object({
    ...prize,
    pending: Type.Integer({ description: 'Won, and not given yet' }),
    given: Count,
    forfeited: Count
  })
)

export const DrawsQuery = Type.Object(
  { ...PageQuery.properties, state: Type.Optional(OneOf(drawStates)) },
  closed
)

export const ReasonBody = Type.Object({ reason: Reason }, closed)

export const EntriesBody = Type.Object(
  { items: Type.Array(EntryInput, { minItems: 1, maxItems: 500 }) },
  closed
)

const entry = {
  id: Type.String(),
  drawId: Type.String(),
  customerId: Type.String({ description: 'Whoever it belongs to now' }),
  enteredAs: Type.String({ description: 'Another one after customers were merged' }),
  source: Type.Object({ kind: OneOf(drawSources), id: Type.String() }),
  state: OneOf(entryStates, {
    description:
      'in: takes part; overCap: too many since customers were merged; orderOver: its order is canceled'
  }),
  enteredAt: InstantText
}
export const EntryShape = Type.Object(entry)
export const EnteredShape = Type.Object({
  ...entry,
  isNew: Type.Boolean({ description: 'False: it had entered before' })
})

export const EntriesQuery = Type.Object(
  { ...PageQuery.properties, customerId: Type.Optional(Id) },
  closed
)

export const WinnerShape = Type.Object({
  drawId: Type.String(),
  place: Type.Integer({ description: 'From 1, in the order they were drawn' }),
  prize: Type.Integer({ description: 'Its place among the prizes, from 0' }),
  entryId: Type.String(),
  customerId: Type.String({ description: 'As it was drawn' }),
  awardedTo: Type.String({ description: 'Who gets it' }),
  state: OneOf(winnerStates),
  couponId: Nullable(Type.String()),
  problem: Nullable(Type.String({ description: 'Code of the error when it was last tried' })),
  settledAt: Nullable(InstantText)
})

export const WinnersQuery = Type.Object(
  { ...PageQuery.properties, state: Type.Optional(OneOf(winnerStates)) },
  closed
)

export const ForfeitBody = Type.Object(
  { place: Type.Integer({ minimum: 1, maximum: 10_000 }), reason: Reason },
  closed
)

export const ProofShape = Type.Object({
  drawId: Type.String(),
  state: OneOf(drawStates),
  algorithm: Type.String(),
  commitment: Type.String(),
  seed: Nullable(Type.String()),
  entries: Nullable(Count),
  entriesDigest: Nullable(Type.String()),
  prizes: Type.Array(Type.Object({ title: Type.String(), quantity: Count })),
  winners: Type.Array(
    Type.Object({
      place: Count,
      prize: Count,
      entryId: Type.String(),
      customerId: Type.String()
    })
  ),
  closedAt: Nullable(InstantText),
  drawnAt: Nullable(InstantText)
})
