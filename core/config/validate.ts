import { Ajv } from 'ajv'
import * as ajvFormats from 'ajv-formats'
import type { TSchema } from 'typebox'
import { currencyCodes } from '../currency.ts'
import { isZone } from '../zone.ts'
import { ConfigInvalid } from './errors.ts'

const addFormats = ajvFormats.default as unknown as (ajv: Ajv) => Ajv
const currencies = new Set(currencyCodes())
const ajv = addFormats(
  new Ajv({
    useDefaults: true,
    strict: false,
    allErrors: false,
    coerceTypes: false,
    // Schemas come from TypeBox: checking them against their own schema took longer than all their use.
    validateSchema: false,
    // Each is used once: what it would gain from code that is made smaller first is lost twice over.
    code: { optimize: false }
  })
)
  .addFormat('time-zone', isZone)
  .addFormat('currency', (code) => currencies.has(code))

/** What our own formats expect, in words. */
const formats: Record<string, string> = {
  'time-zone': 'must be an IANA time zone, such as Asia/Shanghai',
  currency: 'must be an ISO 4217 code in use, such as CNY'
}

/**
 * Checks a value against a schema, fills in defaults and freezes the result.
 *
 * Errors: CONFIG_INVALID with the file, the key as it is written there, and what was expected.
 */
export function validateConfig<Value>(
  schema: TSchema,
  value: unknown,
  { file, base }: { file: string; base: string }
): Value {
  const copy = copyOf(value, file, base)
  const validate = ajv.compile(schema)
  if (validate(copy)) return deepFreeze(copy) as Value
  const error = validate.errors![0]!
  const path = error.instancePath.slice(1).replaceAll('/', '.')
  const { missingProperty, additionalProperty } = error.params as Record<string, string>
  const key = [base, path, missingProperty ?? additionalProperty].filter(Boolean).join('.')
  throw new ConfigInvalid({ file, key, expected: expectation(error, schema, path) })
}

function copyOf(value: unknown, file: string, base: string): unknown {
  try {
    return structuredClone(value)
  } catch (error) {
    const expected = `must be plain values: ${(error as Error).message}`
    throw new ConfigInvalid({ file, key: base || '(whole file)', expected }, { cause: error })
  }
}

function expectation(
  error: { keyword: string; message?: string; params: Record<string, unknown> },
  schema: TSchema,
  path: string
): string {
  if (error.keyword === 'required') return 'is missing'
  if (error.keyword === 'additionalProperties') {
    const known = Object.keys(propertiesAt(schema, path))
    return `is not a setting here; known: ${known.join(', ')}`
  }
  if (error.keyword === 'enum') {
    return `must be one of ${(error.params.allowedValues as string[]).join(', ')}`
  }
  const format = error.keyword === 'format' && formats[error.params.format as string]
  return format || (error.message ?? 'is not valid')
}

function propertiesAt(schema: TSchema, path: string): Record<string, TSchema> {
  let at = schema as { properties?: Record<string, TSchema> }
  for (const part of path.split('.').filter(Boolean))
    at = (at.properties?.[part] ?? {}) as typeof at
  return at.properties ?? {}
}

function deepFreeze(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner)
    Object.freeze(value)
  }
  return value
}
