import { Type } from 'typebox'
import { Nullable } from '#core/http/schemas'

const closed = { additionalProperties: false }
const Bps = (value: number | null, description: string) =>
  Nullable(Type.Integer({ minimum: 1, maximum: 100_000, default: value, description }))

/** Thresholds of one kind of subject; null: not watched. */
function thresholds(
  of: string,
  values: Record<'all' | 'seller' | 'carrier' | 'buyer', number | null>
) {
  const rate = (name: keyof typeof values, why: string) =>
    Bps(values[name], `Units in cases ${why}, in basis points of units sold; null: not watched`)
  return Type.Object(
    {
      all: rate('all', 'of any reason'),
      seller: rate('seller', 'that the shop answers for'),
      carrier: rate('carrier', 'that the carrier answers for'),
      buyer: rate('buyer', 'that the buyer answers for')
    },
    { ...closed, default: {}, description: `Rates of ${of} above which a quality issue is opened` }
  )
}

/** Options of the quality loop. */
export const QualityOptions = Type.Object(
  {
    windowDays: Type.Integer({
      ...{ minimum: 1, maximum: 365, default: 30 },
      description: 'Cases opened and units sold in so many days, up to now'
    }),
    minUnitsSold: Type.Integer({
      ...{ minimum: 1, maximum: 1_000_000, default: 30 },
      description: 'With fewer units sold a rate says nothing'
    }),
    minCases: Type.Integer({
      ...{ minimum: 1, maximum: 10_000, default: 3 },
      description: 'Fewer cases are chance'
    }),
    supplierAttribute: Type.String({
      ...{ minLength: 1, maxLength: 100, default: 'supplier' },
      description: 'Attribute of products or variants that names who supplies them'
    }),
    sku: thresholds('a SKU', { all: 2000, seller: 500, carrier: 500, buyer: null }),
    supplier: thresholds('what a supplier supplies', {
      ...{ all: 1500, seller: 400, carrier: null, buyer: null }
    }),
    reason: thresholds('a reason over all that was sold', {
      ...{ all: null, seller: 200, carrier: 200, buyer: 1000 }
    })
  },
  { ...closed, default: {} }
)
