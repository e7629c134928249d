import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Fault, SeenCall } from '#core/channel/simulator'
import { serveListings } from './listings-api.ts'
import type { Market } from './market.ts'
import { serveMessaging } from './messaging-api.ts'
import { serveOrders, spanOf } from './orders-api.ts'
import { Refusal, throttled } from './refusal.ts'
import { serveReturns } from './returns-api.ts'

const tokenPath = '/auth/o2/token'
const consentPath = '/apps/authorize/consent'
const banDefaultMs = 60_000

/**
 * The simulated platform over HTTP: tokens, consent and the parts of the API that the adapter
 * uses.
 */
export function createServer(market: Market): FastifyInstance {
  const app = Fastify({ logger: false, forceCloseConnections: true })
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body))))
  )
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply))
  app.addHook('onRequest', async (request, reply) => meet(market, request, reply))
  // The answer is lost on its way, whatever it was: what it tells of has happened.
  app.addHook('onSend', async (request, reply, payload) => {
    const operation = operationOf(request)
    const rate = market.quotas.rateOf(operation)
    if (rate !== undefined && reply.statusCode < 400) {
      reply.header('x-amzn-RateLimit-Limit', String(rate))
    }
    if (operation !== '' && market.isTime('lostAnswer', operation)) reply.raw.destroy()
    return payload
  })
  app.post(tokenPath, { config: { operation: 'token' } }, async (request) =>
    market.access.grant(request.body as Record<string, string>)
  )
  app.get(consentPath, async (request, reply) => {
    const { state = '', redirect_uri: back } = request.query as Record<string, string>
    if (back === undefined) return reply.code(400).send({ message: 'no redirect_uri' })
    const url = new URL(back)
    url.searchParams.set('state', state)
    url.searchParams.set('selling_partner_id', market.sellerId)
    url.searchParams.set('spapi_oauth_code', market.access.consent())
    return reply.redirect(url.toString())
  })
  serveOrders(app, market)
  serveListings(app, market)
  serveReturns(app, market)
  serveMessaging(app, market)
  return app
}

/** Notes a call, lets a fault happen to it, and checks who calls. Errors: Refusal. */
function meet(
  market: Market,
  request: FastifyRequest,
  reply: FastifyReply
): FastifyReply | undefined {
  const operation = operationOf(request)
  if (operation === '') return undefined
  const { clock, faults, access, calls } = market
  const isToken = operation === 'token'
  const anywhere = ['throttle', 'down', 'noAnswer', 'revoked'] as const
  const fault = faults.next(operation, isToken ? anywhere : [...anywhere, 'banned', 'tokenExpired'])
  const slice = operation === 'searchOrders' ? sliceOf(request, clock.ms()) : null
  const token = request.headers['x-amz-access-token'] as string | undefined
  const met = fault?.kind ?? (access.isEnded(token) ? 'tokenExpired' : null)
  calls.push({ operation, at: clock.now(), fault: met, slice })
  if (fault?.kind === 'revoked') access.isRevoked = true
  if (fault?.kind === 'tokenExpired') access.expire(token)
  if (fault?.kind === 'banned') market.bannedUntilMs = clock.ms() + (fault.restMs ?? banDefaultMs)
  if (fault?.kind === 'noAnswer') {
    reply.hijack()
    reply.raw.destroy()
    return reply
  }
  refuse(market, fault, isToken)
  if (isToken) return undefined
  access.check(token)
  market.quotas.take(operation)
  return undefined
}

function refuse(market: Market, fault: Fault | null, isToken: boolean): void {
  if (fault?.kind === 'throttle') throw throttled(fault.restMs)
  if (fault?.kind === 'down') {
    const message = 'Service is temporarily unavailable. Please try again.'
    throw new Refusal(503, { code: 'ServiceUnavailable', message })
  }
  const banMs = market.bannedUntilMs - market.clock.ms()
  if (banMs > 0 && !isToken) throw throttled(banMs)
}

function sliceOf({ query }: FastifyRequest, nowMs: number): SeenCall['slice'] {
  try {
    const { since, until } = spanOf(query as Record<string, string>, nowMs)
    return { since, until }
  } catch {
    return null
  }
}

function operationOf(request: FastifyRequest): string {
  return (request.routeOptions.config as { operation?: string }).operation ?? ''
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal =
    error instanceof Refusal
      ? error
      : new Refusal(400, { code: 'InvalidInput', message: String((error as Error).message) })
  const { status, code, message, details, ratePerSecond } = refusal
  if (ratePerSecond !== undefined) reply.header('x-amzn-RateLimit-Limit', String(ratePerSecond))
  // Login with Amazon has a form of its own.
  if (operationOf(request) === 'token') {
    return reply.code(status).send({ error: code, error_description: message })
  }
  return reply.code(status).send({ errors: [{ code, message, details }] })
}
