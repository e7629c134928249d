import { defineError } from '../errors.ts'

export const ValidationFailed = defineError({
  code: 'VALIDATION_FAILED',
  status: 400,
  title: 'The request does not fit its schema',
  detail: (f: { errors: { pointer: string; detail: string }[] }) =>
    f.errors.map((error) => `${error.pointer} ${error.detail}`).join('; ')
})

export const RequestMalformed = defineError({
  code: 'REQUEST_MALFORMED',
  status: 400,
  title: 'The request cannot be read',
  detail: (f: { reason: string }) => f.reason
})

export const KeyMissing = defineError({
  code: 'KEY_MISSING',
  status: 401,
  title: 'An API key is needed',
  detail: () => 'send it as `Authorization: Bearer sk_…`'
})

export const KeyRefused = defineError({
  code: 'KEY_REFUSED',
  status: 401,
  title: 'This API key is not valid',
  detail: () => 'it is unknown, expired or revoked'
})

export const PermissionMissing = defineError({
  code: 'PERMISSION_MISSING',
  status: 403,
  title: 'This API key may not do that',
  detail: (f: { permission: string }) => `it needs the permission ${f.permission}`
})

export const NotFound = defineError({
  code: 'NOT_FOUND',
  status: 404,
  title: 'There is no such thing',
  detail: (f: { what: string; id: string }) => `no ${f.what} ${JSON.stringify(f.id)}`
})

export const RouteNotFound = defineError({
  code: 'ROUTE_NOT_FOUND',
  status: 404,
  title: 'There is no such route',
  detail: (f: { route: string }) => `${f.route}; see /docs`
})

export const VersionOutdated = defineError({
  code: 'VERSION_OUTDATED',
  status: 412,
  title: 'It has changed since you read it',
  detail: (f: { expected: number; current: number }) =>
    `If-Match names version ${f.expected}, the current one is ${f.current}; read it again`
})

export const BodyTooLarge = defineError({
  code: 'BODY_TOO_LARGE',
  status: 413,
  title: 'The body is too large',
  detail: (f: { limitBytes: number }) => `at most ${f.limitBytes} bytes`
})

export const MediaTypeUnsupported = defineError({
  code: 'MEDIA_TYPE_UNSUPPORTED',
  status: 415,
  title: 'This content type is not understood here',
  detail: (f: { given: string }) => `${JSON.stringify(f.given)}; see the route in /docs`
})

export const IdempotencyKeyInvalid = defineError({
  code: 'IDEMPOTENCY_KEY_INVALID',
  status: 400,
  title: 'The Idempotency-Key cannot be used',
  detail: () => 'send 1 to 128 visible ASCII characters, quoted or bare'
})

export const IdempotencyKeyMissing = defineError({
  code: 'IDEMPOTENCY_KEY_MISSING',
  status: 400,
  title: 'This call needs an Idempotency-Key',
  detail: () => 'send a new one for each intended effect, and the same one when you retry'
})

export const IdempotencyKeyReused = defineError({
  code: 'IDEMPOTENCY_KEY_REUSED',
  status: 422,
  title: 'This Idempotency-Key was used for another request',
  detail: () => 'use a new key, or send the same method, path and body again'
})

export const IdempotencyInFlight = defineError({
  code: 'IDEMPOTENCY_IN_FLIGHT',
  status: 409,
  title: 'A request with this Idempotency-Key is still running',
  retryable: true,
  detail: () => 'try again in a moment; you will get its answer'
})

export const RateLimited = defineError({
  code: 'RATE_LIMITED',
  status: 429,
  title: 'Too many requests',
  retryable: true,
  detail: (f: { retryAfterSeconds: number }) => `try again in ${f.retryAfterSeconds} s`
})

export const Overloaded = defineError({
  code: 'OVERLOADED',
  status: 503,
  title: 'The engine is offered more than it can do',
  retryable: true,
  detail: (f: { retryAfterSeconds: number }) => `try again in ${f.retryAfterSeconds} s`
})

export const InternalError = defineError({
  code: 'INTERNAL_ERROR',
  status: 500,
  title: 'Something went wrong on our side'
})
