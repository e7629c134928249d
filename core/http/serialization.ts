import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'
import type { Static, TSchema } from 'typebox'

const select = SerializerSelector()
type Build = typeof select
type Serializer = ReturnType<ReturnType<Build>>

/** What was compiled, by what its schema may refer to: a schema is the same object in every engine of a process. */
const known = new Map<string, WeakMap<object, Serializer>>()

/** Fastify's own serializers, each compiled when its route first answers: see `validatorCompiler`. */
export const buildSerializer: Build = (externalSchemas, options) => {
  const compile = select(externalSchemas, options)
  const referred = JSON.stringify(externalSchemas)
  const compiled = known.get(referred) ?? new WeakMap<object, Serializer>()
  known.set(referred, compiled)
  return (definition) => {
    const schema = definition.schema as object
    let serializer: Serializer | undefined
    const compileOnce = () => {
      const made = compiled.get(schema) ?? compile(definition)
      compiled.set(schema, made)
      return made
    }
    return (answer) => {
      serializer ??= compileOnce()
      return serializer(answer)
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
