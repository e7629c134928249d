import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Fault } from '#core/channel/simulator'
import { consentSignature } from '../tokens.ts'
import { apiVersions } from '../version.ts'
import { run } from './operations.ts'
import { spanIn } from './read-orders.ts'
import { GraphqlRefusal, HttpRefusal, OauthRefusal } from './refusal.ts'
import type { Shop } from './shop.ts'

const banDefaultMs = 60_000

interface GraphqlRequest {
  query: string
  operationName: string
  variables: Record<string, unknown>
}

/** The simulated platform over HTTP: consent, tokens, and the one address of its API. */
export function createServer(shop: Shop): FastifyInstance {
  const app = Fastify({ logger: false, forceCloseConnections: true })
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body))))
  )
  app.setErrorHandler((error, _request, reply) => answerHttp(error, reply))
  app.get('/admin/oauth/authorize', async (request, reply) => consent(shop, request, reply))
  app.post('/admin/oauth/access_token', async (request, reply) => {
    const fault = shop.faults.next('token', ['down', 'noAnswer'])?.kind ?? null
    shop.calls.push({ operation: 'token', at: shop.clock.now(), fault, slice: null })
    if (fault === 'noAnswer') return lose(reply)
    if (fault === 'down') throw new HttpRefusal(503, 'Service Unavailable')
    return shop.access.grant(request.body as Record<string, string>)
  })
  app.post('/admin/api/:version/graphql.json', async (request, reply) =>
    answerGraphql(shop, request, reply)
  )
  return app
}

/** The owner says yes at once. */
function consent(shop: Shop, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const {
    state = '',
    redirect_uri: back,
    client_id: clientId
  } = request.query as Record<string, string>
  if (back === undefined || clientId !== shop.access.clientId) {
    throw new HttpRefusal(400, 'Oauth error invalid_request: the app or its redirect_uri')
  }
  const query = {
    code: shop.access.consent(),
    shop: shop.domain,
    state,
    timestamp: String(Math.floor(shop.clock.ms() / 1000))
  }
  const url = new URL(back)
  const hmac = consentSignature(query, shop.access.clientSecret)
  for (const [name, value] of Object.entries({ ...query, hmac })) url.searchParams.set(name, value)
  return reply.redirect(url.toString())
}

function answerGraphql(shop: Shop, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { query, operationName, variables } = request.body as GraphqlRequest
  const fault = meet(shop, request)
  if (fault?.kind === 'noAnswer') return lose(reply)
  refuse(shop, request, fault)
  let requestedCost = 0
  try {
    if (!query.includes(`${operationName}(`)) {
      throw new GraphqlRefusal('BAD_REQUEST', `No operation named "${operationName}"`)
    }
    requestedCost = shop.quotas.requested(variables)
    if (fault?.kind === 'throttle') throw new GraphqlRefusal('THROTTLED', 'Throttled')
    shop.quotas.take(requestedCost)
    const data = run(shop, operationName, variables)
    if (shop.isTime('lostAnswer', operationName)) return lose(reply)
    const cost = shop.quotas.settle(requestedCost, rowsIn(data))
    return reply.send({ data, extensions: { cost } })
  } catch (error) {
    if (!(error instanceof GraphqlRefusal)) throw error
    const { code, message } = error
    const restMs = fault?.kind === 'throttle' ? fault.restMs : undefined
    const cost = shop.quotas.cost(requestedCost, restMs)
    return reply.send({ errors: [{ message, extensions: { code } }], extensions: { cost } })
  }
}

/** Notes a call, and lets a fault happen to it. */
function meet(shop: Shop, request: FastifyRequest): Fault | null {
  const { operationName: operation, variables } = request.body as GraphqlRequest
  const { clock, faults, access, calls } = shop
  const fault = faults.next(operation, [
    ...(['throttle', 'down', 'noAnswer', 'revoked', 'banned', 'tokenExpired'] as const)
  ])
  const span = operation === 'listOrders' ? spanIn(variables.query) : null
  const slice = span && { since: span.since, until: span.until }
  const met = fault?.kind ?? (access.isEnded(tokenOf(request)) ? 'tokenExpired' : null)
  calls.push({ operation, at: clock.now(), fault: met, slice })
  if (fault?.kind === 'revoked') access.isRevoked = true
  if (fault?.kind === 'tokenExpired') access.expire(tokenOf(request))
  if (fault?.kind === 'banned') shop.bannedUntilMs = clock.ms() + (fault.restMs ?? banDefaultMs)
  return fault
}

/** Errors: HttpRefusal. */
function refuse(shop: Shop, request: FastifyRequest, fault: Fault | null): void {
  if (fault?.kind === 'down') throw new HttpRefusal(503, 'Service Unavailable')
  const banMs = shop.bannedUntilMs - shop.clock.ms()
  if (banMs > 0) throw new HttpRefusal(429, 'Too Many Requests', banMs)
  shop.access.check(tokenOf(request))
  const { version } = request.params as { version: string }
  if (!apiVersions.some((one) => one === version)) throw new HttpRefusal(404, 'Not Found')
}

function rowsIn(data: { orders?: { nodes: unknown[] } }): number {
  return data.orders?.nodes.length ?? 0
}

function tokenOf({ headers }: FastifyRequest): string {
  return String(headers['x-shopify-access-token'] ?? '')
}

/** The connection ends without an answer. */
function lose(reply: FastifyReply): FastifyReply {
  reply.hijack()
  reply.raw.destroy()
  return reply
}

function answerHttp(error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof OauthRefusal) {
    return reply.code(400).send({ error: error.error, error_description: error.message })
  }
  if (!(error instanceof HttpRefusal)) {
    return reply.code(500).send({ errors: String((error as Error).stack) })
  }
  if (error.retryAfterMs !== undefined) {
    reply.header('retry-after', (error.retryAfterMs / 1000).toFixed(1))
  }
  return reply.code(error.status).send({ errors: error.message })
}
