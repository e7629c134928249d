import { type Static, Type } from 'typebox'
import { Nullable, OneOf } from '#core/http/schemas'
import { validatorCompiler } from '#core/http/validation'
import { lifecycles } from '../api.ts'
import { NewProduct, NewVariant, VariantChange } from '../schema.ts'

const product = NewProduct.properties
const variant = VariantChange.properties
const Millimeters = Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 1_000_000 })))

/**
 * One variant of an import or export with the product it belongs to: a line of NDJSON, and what a
 * CSV row is turned into. What is not given stays as it is; null clears it.
 */
export const ImportRow = Type.Object(
  {
    sku: NewVariant.properties.sku,
    handle: product.handle,
    title: Type.Optional(product.title),
    description: product.description,
    category: Type.Optional(
      Nullable(
        Type.String({ minLength: 1, maxLength: 1000, description: 'Path, such as home/mugs' })
      )
    ),
    taxClass: product.taxClass,
    attributes: product.attributes,
    lifecycle: Type.Optional(OneOf(lifecycles)),
    variantTitle: variant.title,
    gtin: variant.gtin,
    isTracked: variant.isTracked,
    cost: variant.cost,
    weightGrams: variant.weightGrams,
    lengthMm: Millimeters,
    widthMm: Millimeters,
    heightMm: Millimeters,
    variantTaxClass: variant.taxClass,
    variantAttributes: variant.attributes,
    optionValues: variant.optionValues,
    position: variant.position,
    prices: NewVariant.properties.prices
  },
  { additionalProperties: false }
)
export type ImportRow = Static<typeof ImportRow>

/** What is wrong with a row, and where. */
export interface RowFault {
  column: string
  reason: string
}

/** A row that can be applied, or what is wrong with it. */
export type CheckedRow =
  | { line: number; sku: string; row: ImportRow; fault: null }
  | { line: number; sku: string | null; row: null; fault: RowFault }

const validate = validatorCompiler({
  schema: ImportRow,
  method: 'POST',
  url: '',
  httpPart: 'body'
}) as {
  (value: unknown): boolean
  errors?: { instancePath: string; message?: string; params: Record<string, unknown> }[] | null
}

/** Holds a value to the shape of a row, by the same rules as a request's body. */
export function checkRow(line: number, value: unknown): CheckedRow {
  const given = (value as { sku?: unknown } | null)?.sku
  const sku = typeof given === 'string' ? given : null
  if (validate(value)) return { line, sku: sku!, row: value as ImportRow, fault: null }
  const { instancePath, message, params } = validate.errors![0]!
  const inside = params.missingProperty ?? params.additionalProperty
  const column = [instancePath.slice(1).replaceAll('/', '.'), inside].filter(Boolean).join('.')
  const reason = params.additionalProperty ? 'is no column here' : (message ?? 'is not valid')
  return { line, sku, row: null, fault: { column: column || 'row', reason } }
}
