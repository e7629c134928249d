import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'

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
