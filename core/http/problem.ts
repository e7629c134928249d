import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { ShopkeeperError } from '../errors.ts'
import {
  BodyTooLarge,
  InternalError,
  MediaTypeUnsupported,
  RequestMalformed,
  ValidationFailed
} from './errors.ts'

/** RFC 9457 as we answer it; typed fields of the error stand beside these. */
export const Problem = Type.Object(
  {
    type: Type.String({ description: 'Where the error is documented' }),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'Stable name of the condition: branch on this' }),
    detail: Type.Optional(
      Type.String({ description: 'What happened this time; never with a 5xx' })
    ),
    instance: Type.Optional(Type.String({ description: 'The request this answers' })),
    errors: Type.Optional(
      Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() }))
    )
  },
  // Typed fields of an error are part of its answer, in a batch's outcomes too.
  { $id: 'Problem', title: 'Problem', additionalProperties: true }
)

/** The problem object of an error: what a job stores and a request answers. A 5xx keeps its detail to itself. */
export function toProblem(error: ShopkeeperError, instance?: string): Record<string, unknown> {
  const problem = {
    type: `/errors#${error.code}`,
    title: error.title,
    status: error.status,
    code: error.code,
    ...(instance && { instance })
  }
  if (error.status >= 500) return problem
  return { ...error.fields, ...problem, detail: error.message }
}

/** Answers every error of every route as a problem; logs those that are ours. */
export function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply
): FastifyReply {
  const known = toKnown(error, request)
  if (known.status >= 500) request.log.error({ err: error }, known.title)
  const retryAfterSeconds = known.fields.retryAfterSeconds ?? (known.status === 503 ? 1 : undefined)
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds))
  if (known.status === 401) reply.header('www-authenticate', 'Bearer')
  return reply
    .code(known.status)
    .type('application/problem+json')
    .send(JSON.stringify(toProblem(known, `/requests/${request.id}`)))
}

function toKnown(error: unknown, request: FastifyRequest): ShopkeeperError {
  if (error instanceof ShopkeeperError) return error
  const { code, statusCode, validation, validationContext, message } = (error ?? {}) as FastifyError
  if (validation) return new ValidationFailed({ errors: toPointers(validation, validationContext) })
  if (statusCode === 413) {
    return new BodyTooLarge({ limitBytes: request.routeOptions.bodyLimit ?? 0 })
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new MediaTypeUnsupported({ given: request.headers['content-type'] ?? '' })
  }
  if (statusCode && statusCode >= 400 && statusCode < 500) {
    return new RequestMalformed({ reason: message })
  }
  return new InternalError({}, { cause: error })
}

const errorsMax = 20

function toPointers(
  validation: NonNullable<FastifyError['validation']>,
  context: string | undefined
): { pointer: string; detail: string }[] {
  const base = context === undefined || context === 'body' ? '#' : `#${context}`
  // That none of a union's members fits says nothing beside what is wrong with each, or with the name of the one that is meant.
  const telling = validation.filter(({ keyword }) => !['anyOf', 'discriminator'].includes(keyword))
  const told = telling.length > 0 ? telling : validation
  return told.slice(0, errorsMax).map((error) => {
    const { missingProperty, additionalProperty, allowedValues } = error.params as Record<
      string,
      unknown
    >
    const inside = missingProperty ?? additionalProperty
    const pointer = `${base}${error.instancePath}${inside === undefined ? '' : `/${String(inside)}`}`
    if (missingProperty !== undefined) return { pointer, detail: 'is required' }
    if (additionalProperty !== undefined) return { pointer, detail: 'is not a field here' }
    if (Array.isArray(allowedValues)) {
      return { pointer, detail: `must be one of ${allowedValues.join(', ')}` }
    }
    return { pointer, detail: error.message ?? 'is not valid' }
  })
}
