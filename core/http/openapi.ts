import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import type { FastifyInstance, FastifySchema } from 'fastify'

/** Statuses that a route may answer with beside its own: any route; one that needs a key; one that changes something. */
const problemStatuses = {
  any: ['429', '500'],
  plugin: ['400', '404', '409', '503'],
  guarded: ['401', '403'],
  write: ['412', '413', '415', '422']
} as const

const problemAnswer = {
  description: 'Problem (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } }
}

/** How the OpenAPI document comes from the routes' own schemas. */
export const openapiOptions: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Shopkeeper',
      description:
        'Headless commerce operations: orders, stock and money behind every marketplace.',
      version: '1',
      contact: { name: 'Whoever runs this engine' },
      license: { name: 'MIT', identifier: 'MIT' }
    },
    servers: [{ url: '/' }],
    components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } }
  },
  refResolver: { buildLocalReference: (json, _, __, i) => String(json.$id ?? `def-${i}`) },
  transform: ({ schema, url, route }) => {
    if (!schema) return { schema, url }
    const { permission, public: isPublic, plugin, idempotency } = route.config ?? {}
    const { description, consumes, produces, body, response, tags } = schema as FastifySchema
    const isPost = route.method === 'POST' && !isPublic
    const who = isPublic ? 'Needs no API key.' : `Permission: \`${permission}\`.`
    const documented: FastifySchema = {
      ...schema,
      tags: tags ?? [plugin ?? 'engine'],
      security: isPublic ? [] : [{ apiKey: [] }],
      ...(permission && { 'x-permission': permission }),
      description: [description, who].filter(Boolean).join(' '),
      ...(isPost && { headers: idempotencyHeader(idempotency === 'required') }),
      ...(consumes && body === undefined && { body: streamOf(consumes) }),
      response: {
        ...problemsOf(route.method === 'GET', plugin, isPublic),
        ...(response === undefined && {
          200: { description: 'A stream', ...streamOf(produces ?? ['application/json']) }
        }),
        ...(response as object)
      }
    }
    return { schema: documented, url }
  },
  transformObject: (document) => {
    if (!('openapiObject' in document)) return document.swaggerObject
    const { openapiObject } = document
    for (const path of Object.values(openapiObject.paths ?? {})) dropDiscriminators(path)
    const operations = Object.values(openapiObject.paths ?? {}).flatMap((path) =>
      Object.values(path as Record<string, { tags?: string[] }>)
    )
    const names = new Set(operations.flatMap(({ tags = [] }) => tags))
    const tags = [...names].sort().map((name) => ({
      name,
      description: name === 'engine' ? 'The engine itself' : `The plugin ${name}`
    }))
    return { ...openapiObject, tags }
  }
}

/**
 * Takes `discriminator` out of schemas: there it may only choose among named schemas, while validation, which has it to tell
 * what is wrong with the member that is meant, takes members in place.
 */
function dropDiscriminators(node: unknown): void {
  if (typeof node !== 'object' || node === null) return
  if ('oneOf' in node && 'discriminator' in node) delete node.discriminator
  for (const inside of Object.values(node)) dropDiscriminators(inside)
}

/** The problems that a route may answer with. */
function problemsOf(isRead: boolean, plugin: string | undefined, isPublic: true | undefined) {
  const statuses = [
    ...problemStatuses.any,
    ...(plugin === undefined ? [] : problemStatuses.plugin),
    ...(isPublic ? [] : problemStatuses.guarded),
    ...(isRead ? [] : problemStatuses.write)
  ]
  return Object.fromEntries(statuses.map((status) => [status, problemAnswer]))
}

/** A body or an answer that is bytes of some types: nothing parses or serializes it. */
function streamOf(types: readonly string[]): object {
  const schema = { type: 'string', contentMediaType: 'application/octet-stream' }
  return { content: Object.fromEntries(types.map((type) => [type, { schema }])) }
}

/** Adds `/openapi.json`: what clients are generated from. */
export function addOpenapiRoute(app: FastifyInstance): void {
  app.get(
    '/openapi.json',
    {
      config: { public: true },
      schema: { operationId: 'getOpenapi', summary: 'This API as an OpenAPI 3.1 document' }
    },
    async () => app.swagger()
  )
}

function idempotencyHeader(isRequired: boolean): object {
  return {
    type: 'object',
    properties: {
      'Idempotency-Key': {
        type: 'string',
        maxLength: 130,
        description:
          'Names the intended effect; the same key gets the same answer for 24 hours. Of a batch each item that is done is done once. Imports go by the keys of their items instead'
      }
    },
    ...(isRequired && { required: ['Idempotency-Key'] })
  }
}
