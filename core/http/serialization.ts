import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'
import type { Static, TSchema } from 'typebox'

const select = SerializerSelector()

/** Fastify's own serializers, each compiled when its route first answers: see `validatorCompiler`. */
export const buildSerializer: typeof select = (externalSchemas, options) => {
  const compile = select(externalSchemas, options)
  return (definition) => {
    let compiled: ReturnType<typeof compile> | undefined
    return (answer) => {
      compiled ??= compile(definition)
      return compiled(answer)
    }
  }
}

/** Writes values of a schema as the answers of a route that has it are written. */
export function serializerOf<Schema extends TSchema>(
  schema: Schema
): (value: Static<Schema>) => string {
  const none = {}
  return buildSerializer(none, none)({ schema, method: '', url: '', httpStatus: '200' }) as never
}
