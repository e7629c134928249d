import type { NdjsonLine } from '#core/files/read-ndjson'
import { validatorCompiler } from '#core/http/validation'
import { TrafficRowInvalid } from '../errors.ts'
import type { TrafficStatement } from '../figures.ts'
import { TrafficInput, type TrafficInputShape, toStatement } from '../schema.ts'

const validate = validatorCompiler({
  schema: TrafficInput,
  method: 'POST',
  url: '',
  httpPart: 'body'
}) as {
  (value: unknown): boolean
  errors?: { instancePath: string; message?: string; params: Record<string, unknown> }[] | null
}

/** Reads figures from a line of NDJSON, which is what a batch takes. Errors: TRAFFIC_ROW_INVALID. */
export function readNdjsonRow(
  { value, fault }: NdjsonLine,
  shopCurrency: string
): TrafficStatement {
  if (fault !== null) throw new TrafficRowInvalid({ field: 'row', reason: fault })
  if (validate(value)) return toStatement(value as TrafficInputShape, shopCurrency)
  const { instancePath, message = 'is not valid', params } = validate.errors![0]!
  const inside = params.missingProperty ?? params.additionalProperty
  const field = [instancePath.slice(1).replaceAll('/', '.'), inside].filter(Boolean).join('.')
  throw new TrafficRowInvalid({ field: field || 'row', reason: message })
}
