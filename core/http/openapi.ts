import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import type { FastifyInstance, FastifySchema } from 'fastify'

/** Statuses that every guarded route may answer with, beside its own. */
const problemStatuses = ['400', '401', '403', '404', '409', '429', '500', '503']

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
      license: { name: 'MIT', identifier: 'MIT' }
    },
    servers: [{ url: '/' }],
    components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } }
  },
  refResolver: { buildLocalReference: (json, _, __, i) => String(json.$id ?? `def-${i}`) },
  transform: ({ schema, url, route }) => {
    if (!schema) return { schema, url }
    const { permission, public: isPublic, plugin, idempotency } = route.config ?? {}
    const problems = Object.fromEntries(
      problemStatuses
        .filter((status) => !isPublic || status === '429' || status === '500')
        .map((status) => [status, problemAnswer])
    )
    const isPost = route.method === 'POST' && !isPublic
    const documented: FastifySchema = {
      ...schema,
      tags: schema.tags ?? [plugin ?? 'engine'],
      ...(permission && {
        security: [{ apiKey: [] }],
        description: [schema.description, `Permission: \`${permission}\`.`]
          .filter(Boolean)
          .join(' ')
      }),
      ...(isPublic && { security: [] }),
      ...(isPost && { headers: idempotencyHeader(idempotency === 'required') }),
      response: { ...problems, ...(schema.response as object) }
    }
    return { schema: documented, url }
  }
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
        description: 'Names the intended effect; the same key gets the same answer for 24 hours'
      }
    },
    ...(isRequired && { required: ['Idempotency-Key'] })
  }
}
