import type { TSchema } from 'typebox'
import Format from 'typebox/format'
import { Value } from 'typebox/value'
import { currencyCodes } from '../currency.ts'
import { isZone } from '../zone.ts'
import { ConfigInvalid } from './errors.ts'

const currencies = new Set(currencyCodes())
Format.Set('time-zone', isZone)
Format.Set('currency', (code) => currencies.has(code))

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
export function validateConfig<Config>(
  schema: TSchema,
  value: unknown,
  { file, base }: { file: string; base: string }
): Config {
  // Each schema is used once or twice: compiling them took longer than all their use.
  const filled = Value.Default(schema, copyOf(value, file, base))
  if (Value.Check(schema, filled)) return deepFreeze(filled) as Config
  const error = Value.Errors(schema, filled)[0]!
  const path = error.instancePath.split('/').slice(1).map(decoded)
  const missing = error.keyword === 'required' ? error.params.requiredProperties.slice(0, 1) : []
  const key = [base, ...path, ...missing].filter(Boolean).join('.')
  throw new ConfigInvalid({ file, key, expected: expectation(error, schema, path) })
}

/** A name in a JSON pointer. */
function decoded(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~')
}

type ValidationError = ReturnType<typeof Value.Errors>[number]

function copyOf(value: unknown, file: string, base: string): unknown {
  try {
    return structuredClone(value)
  } catch (error) {
    const expected = `must be plain values: ${(error as Error).message}`
    throw new ConfigInvalid({ file, key: base || '(whole file)', expected }, { cause: error })
  }
}

function expectation(error: ValidationError, schema: TSchema, path: readonly string[]): string {
  if (error.keyword === 'required') return 'is missing'
  // Where nothing may stand the schema is `false`: of whatever an object does not name.
  if (error.keyword === 'boolean') {
    const known = Object.keys(propertiesAt(schema, path.slice(0, -1)))
    return `is not a setting here; known: ${known.join(', ')}`
  }
  if (error.keyword === 'enum') {
    return `must be one of ${error.params.allowedValues.join(', ')}`
  }
  const format = error.keyword === 'format' && formats[error.params.format]
  return format || error.message
}

function propertiesAt(schema: TSchema, path: readonly string[]): Record<string, TSchema> {
  let at = schema as { properties?: Record<string, TSchema> }
  for (const part of path) at = (at.properties?.[part] ?? {}) as typeof at
  return at.properties ?? {}
}

function deepFreeze(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner)
    Object.freeze(value)
  }
  return value
}
