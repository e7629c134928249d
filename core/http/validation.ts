import { Ajv, type ValidateFunction } from 'ajv'
import type { DataValidationCxt } from 'ajv/dist/types/index.js'
import * as ajvFormats from 'ajv-formats'
import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { instantAt } from '../time.ts'
import { shareParts } from './shared-parts.ts'

const addFormats = ajvFormats.default as unknown as (ajv: Ajv) => Ajv
const shared = {
  useDefaults: true,
  removeAdditional: false,
  allErrors: true,
  strict: false,
  // Of a union that names its `discriminator`, only the member that is meant is judged.
  discriminator: true,
  // Parts that a schema shares are functions of their own.
  inlineRefs: false
} as const

/** Texts of `InstantText` become UTC with milliseconds, so that instants sort as text wherever they are kept. */
function addInstants(ajv: Ajv): Ajv {
  return ajv.addKeyword({
    keyword: 'x-instant',
    type: 'string',
    modifying: true,
    errors: false,
    validate: (_: boolean, text: string, __?: object, at?: DataValidationCxt) => {
      const ms = Date.parse(text)
      // What is no instant the format has refused, but for leap seconds, which JavaScript does not know.
      if (Number.isNaN(ms) || !at) return !text.includes(':60')
      at.parentData[at.parentDataProperty] = instantAt(ms)
      return true
    }
  })
}

/** A body means what it says: no text becomes a number, no unknown field is dropped in silence. */
const bodyAjv = addInstants(addFormats(new Ajv({ ...shared, coerceTypes: false })))
/** Query strings, parameters and headers are text by nature. */
const textAjv = addInstants(addFormats(new Ajv({ ...shared, coerceTypes: 'array' })))

/** What was compiled: a schema is the same object in every engine of a process, and for routes that share it. */
const compiledBodies = new WeakMap<TSchema, ValidateFunction>()
const compiledTexts = new WeakMap<TSchema, ValidateFunction>()

function compiledOf(schema: TSchema, isBody: boolean): ValidateFunction {
  const known = isBody ? compiledBodies : compiledTexts
  const found = known.get(schema)
  if (found) return found
  const compiled = (isBody ? bodyAjv : textAjv).compile(shareParts({ ...schema }))
  known.set(schema, compiled)
  return compiled
}

/**
 * Compiles a route's schema when the route is first called: an engine has hundreds of them, and compiling all took most
 * of its start. What a schema says is checked by the tests, for every route.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  let compiled: ValidateFunction | undefined
  const validate = (value: unknown) => {
    compiled ??= compiledOf(schema, httpPart === 'body')
    const isValid = compiled(value)
    validate.errors = compiled.errors
    return isValid
  }
  validate.errors = null as ValidateFunction['errors']
  return validate as ReturnType<FastifySchemaCompiler<TSchema>>
}
