import { Ajv } from 'ajv'
import * as ajvFormats from 'ajv-formats'
import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'

const addFormats = ajvFormats.default as unknown as (ajv: Ajv) => Ajv
const shared = {
  useDefaults: true,
  removeAdditional: false,
  allErrors: true,
  strict: false
} as const

/** A body means what it says: no text becomes a number, no unknown field is dropped in silence. */
const bodyAjv = addFormats(new Ajv({ ...shared, coerceTypes: false }))
/** Query strings, parameters and headers are text by nature. */
const textAjv = addFormats(new Ajv({ ...shared, coerceTypes: 'array' }))

export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) =>
  (httpPart === 'body' ? bodyAjv : textAjv).compile(schema)
