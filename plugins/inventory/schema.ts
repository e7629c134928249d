import { type Static, Type } from 'typebox'
import { InstantText, Nullable, OneOf, Quantity, Sku } from '#core/http/schemas'
import { reasonCodes } from './service/corrections.ts'
import { countStates, movementKinds, reservationStates, transferStates } from './tables.ts'

const Id = Type.String({ minLength: 1, maxLength: 128 })
const Units = Type.Integer({ minimum: -1_000_000_000, maximum: 1_000_000_000 })
const Note = Type.String({ maxLength: 500 })
const strict = { additionalProperties: false }

export const Why = {
  reason: OneOf(reasonCodes),
  reference: Type.Optional(
    Type.String({ maxLength: 200, description: 'A document that says more' })
  )
}

export const VariantParams = Type.Object({ variantId: Id })
export const PolicyParams = Type.Object({ variantId: Id, locationId: Id })

export const LevelShape = Type.Object({
  variantId: Type.String(),
  sku: Type.String(),
  locationId: Type.String(),
  onHand: Type.Integer(),
  allocated: Type.Integer(),
  reserved: Type.Integer(),
  incoming: Type.Integer(),
  safetyStock: Type.Integer({ description: 'Below zero: the backorder limit' }),
  available: Type.Integer({ description: 'Available to promise at this location' })
})

export const StockShape = Type.Object({
  variantId: Type.String(),
  sku: Type.String(),
  isTracked: Type.Boolean(),
  available: Type.Integer({ description: 'Over all locations that are on' }),
  levels: Type.Array(LevelShape)
})

export const LevelsShape = Type.Object({ levels: Type.Array(LevelShape) })

const SkuUnits = {
  sku: Sku,
  locationId: Type.Optional(Id)
}

const LinesOf = <Properties extends Record<string, Type.TSchema>>(properties: Properties) =>
  Type.Array(Type.Object(properties, strict), { minItems: 1, maxItems: 1000 })

/** Units that come or go, by SKU: for corrections, and for what is expected. */
export const UnitsBody = Type.Object(
  { ...Why, lines: LinesOf({ ...SkuUnits, quantity: Units }) },
  strict
)

export const ReceiptBody = Type.Object(
  {
    ...Why,
    lines: LinesOf({
      ...SkuUnits,
      quantity: Quantity,
      isExpected: Type.Optional(
        Type.Boolean({ description: 'Takes the units off what was announced as incoming' })
      )
    })
  },
  strict
)

export const StockBatchBody = Type.Object(
  {
    ...Why,
    items: Type.Array(Type.Object({ ...SkuUnits, onHand: Units }, strict), {
      minItems: 1,
      maxItems: 1000
    })
  },
  strict
)

export const OnHandBody = Type.Object(
  { ...Why, locationId: Type.Optional(Id), onHand: Units },
  strict
)

export const SafetyStockBody = Type.Object(
  { locationId: Type.Optional(Id), safetyStock: Units },
  strict
)

export const MovementShape = Type.Object({
  id: Type.String(),
  at: InstantText,
  kind: OneOf(movementKinds),
  variantId: Type.String(),
  sku: Type.String(),
  locationId: Type.String(),
  quantity: Type.Integer(),
  onHand: Type.Integer(),
  allocated: Type.Integer(),
  reserved: Type.Integer(),
  incoming: Type.Integer(),
  reason: Nullable(Type.String()),
  refType: Nullable(Type.String()),
  refId: Nullable(Type.String()),
  sourceId: Nullable(Type.String()),
  actor: Type.String()
})

export const LocationShape = Type.Object({
  id: Type.String(),
  name: Type.String(),
  priority: Type.Integer(),
  isEnabled: Type.Boolean(),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})

export const LocationBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    priority: Type.Integer({
      minimum: 0,
      maximum: 10_000,
      default: 100,
      description: 'Smallest first'
    }),
    isEnabled: Type.Boolean({ default: true })
  },
  strict
)

export const LocationPatch = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    priority: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
    isEnabled: Type.Optional(Type.Boolean())
  },
  strict
)

const ttlMs = Type.Integer({ minimum: 1000, maximum: 30 * 24 * 60 * 60 * 1000 })
const SkuLines = LinesOf({ sku: Sku, quantity: Quantity })

export const ReservationBody = Type.Object(
  {
    owner: Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'A cart, a checkout, a buyer'
    }),
    lines: SkuLines,
    ttlMs: Type.Optional(ttlMs)
  },
  strict
)

export const ReservationPatch = Type.Object(
  { lines: Type.Optional(SkuLines), ttlMs: Type.Optional(ttlMs) },
  strict
)

export const CommitBody = Type.Object(
  { orderId: Id, orderLineIds: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 1000 })) },
  strict
)

export const ReservationShape = Type.Object({
  id: Type.String(),
  state: OneOf(reservationStates),
  owner: Type.String(),
  expiresAt: InstantText,
  orderId: Nullable(Type.String()),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText,
  parts: Type.Array(
    Type.Object({
      line: Type.Integer(),
      variantId: Type.String(),
      locationId: Type.String(),
      quantity: Type.Integer()
    })
  )
})

export const TransferBody = Type.Object(
  { fromLocationId: Id, toLocationId: Id, lines: SkuLines, note: Type.Optional(Note) },
  strict
)

export const ArrivalBody = Type.Object(
  {
    lines: Type.Optional(SkuLines),
    isComplete: Type.Optional(
      Type.Boolean({ description: 'Nothing more will come: what is missing is written off' })
    )
  },
  strict
)

export const TransferShape = Type.Object({
  id: Type.String(),
  state: OneOf(transferStates),
  fromLocationId: Type.String(),
  toLocationId: Type.String(),
  note: Nullable(Type.String()),
  version: Type.Integer(),
  createdAt: InstantText,
  receivedAt: Nullable(InstantText),
  lines: Type.Array(
    Type.Object({
      variantId: Type.String(),
      sku: Type.String(),
      shipped: Type.Integer(),
      received: Type.Integer(),
      lost: Type.Integer()
    })
  )
})

export const CountBody = Type.Object(
  {
    locationId: Type.Optional(Id),
    skus: Type.Optional(
      Type.Array(Sku, {
        minItems: 1,
        maxItems: 1000,
        description: 'Default: everything with a level at the location'
      })
    ),
    note: Type.Optional(Note)
  },
  strict
)

export const CountLinesBody = Type.Object(
  { lines: LinesOf({ sku: Sku, counted: Type.Integer({ minimum: 0, maximum: 1_000_000_000 }) }) },
  strict
)

export const CountShape = Type.Object({
  id: Type.String(),
  locationId: Type.String(),
  state: OneOf(countStates),
  note: Nullable(Type.String()),
  requestedBy: Type.String(),
  decidedBy: Nullable(Type.String()),
  version: Type.Integer(),
  createdAt: InstantText,
  decidedAt: Nullable(InstantText),
  lines: Type.Array(
    Type.Object({
      variantId: Type.String(),
      sku: Type.String(),
      expected: Nullable(Type.Integer()),
      counted: Nullable(Type.Integer()),
      variance: Nullable(Type.Integer()),
      isOverTolerance: Type.Boolean()
    })
  )
})

const optionalUnits = Type.Optional(Nullable(Type.Integer({ minimum: 0, maximum: 1_000_000_000 })))
const days = Type.Integer({ minimum: 0, maximum: 3650 })

/** What a policy may say, beside what it is for. */
export const PolicyTerms = {
  minUnits: optionalUnits,
  maxUnits: optionalUnits,
  multipleUnits: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  leadTimeDays: Type.Optional(days),
  leadTimeSdDays: Type.Optional(days),
  reviewDays: Type.Optional(days),
  serviceZ: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 5,
      multipleOf: 0.0001,
      description: 'Service factor z; 1.6449 serves 95 % of the cycles'
    })
  ),
  marginUnits: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  coverMinDays: Type.Optional(Nullable(days)),
  slowAfterDays: Type.Optional(Nullable(days)),
  slowCoverDays: Type.Optional(Nullable(days))
}

export const PolicyBody = Type.Object(PolicyTerms, strict)
export const PoliciesBody = Type.Object(
  { items: LinesOf({ sku: Sku, locationId: Type.Optional(Id), ...PolicyTerms }) },
  strict
)

export const PolicyShape = Type.Object({
  variantId: Type.String(),
  sku: Type.String(),
  locationId: Type.String(),
  minUnits: Nullable(Type.Integer()),
  maxUnits: Nullable(Type.Integer()),
  computedMinUnits: Nullable(
    Type.Integer({ description: 'Reorder point that follows from demand' })
  ),
  computedMaxUnits: Nullable(Type.Integer({ description: 'Order-up-to level, likewise' })),
  multipleUnits: Type.Integer(),
  leadTimeDays: Type.Integer(),
  leadTimeSdDays: Type.Integer(),
  reviewDays: Type.Integer(),
  serviceZ: Type.Number(),
  marginUnits: Type.Integer(),
  coverMinDays: Nullable(Type.Integer()),
  slowAfterDays: Nullable(Type.Integer()),
  slowCoverDays: Nullable(Type.Integer()),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})

export const CoverShape = Type.Object({
  variantId: Type.String(),
  sku: Type.String(),
  locationId: Type.String(),
  available: Type.Integer(),
  dailyDemandMean: Type.Number(),
  dailyDemandSd: Type.Number({
    description: 'Sample standard deviation, days without a sale included'
  }),
  coverDays: Nullable(Type.Number({ description: 'Null: no demand in the window' }))
})

export const SuggestionShape = Type.Object({
  variantId: Type.String(),
  sku: Type.String(),
  locationId: Type.String(),
  quantity: Type.Integer({ description: 'Units to order' }),
  reason: Type.String(),
  inputs: Type.Object({
    onHand: Type.Integer(),
    incoming: Type.Integer(),
    promised: Type.Integer({ description: 'Allocated and reserved' }),
    forecast: Type.Integer(),
    minUnits: Type.Integer(),
    maxUnits: Type.Integer(),
    multipleUnits: Type.Integer(),
    isComputed: Type.Boolean({ description: 'The minimum follows from demand' })
  })
})

export type LevelAnswer = Static<typeof LevelShape>
