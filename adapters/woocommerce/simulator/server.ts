import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Fault } from '#core/channel/simulator'
import { undici } from '#core/net/undici'
import { apiVersion, consentVersion } from '../version.ts'
import { serveCatalog } from './catalog-api.ts'
import type { Query } from './lists.ts'
import { serveOrders, sliceOf } from './orders-api.ts'
import { HtmlPage, Refusal } from './refusal.ts'
import type { Shop } from './shop.ts'

const restDefaultMs = 60_000
/** What a host with a limit lets through in a second. */
const quotaPerSecond = 10

/** The simulated shop over HTTP: consent, and the parts of the API that the adapter uses. */
export function createServer(shop: Shop): FastifyInstance {
  const app = Fastify({ logger: false, forceCloseConnections: true })
  app.setErrorHandler((error, _request, reply) => answerError(error, reply))
  app.setNotFoundHandler((_request, reply) => {
    const message = 'No route was found matching the URL and method.'
    return answerError(new Refusal(404, 'rest_no_route', message), reply)
  })
  app.addHook('onRequest', async (request, reply) => meet(shop, request, reply))
  // The answer is lost on its way, whatever it was: what it tells of has happened.
  app.addHook('onSend', async (request, reply, payload) => {
    const operation = operationOf(request)
    if (operation !== '' && shop.isTime('lostAnswer', operation)) reply.raw.destroy()
    return payload
  })
  app.register(
    async (api) => {
      serveOrders(api, shop)
      serveCatalog(api, shop)
    },
    { prefix: `/wp-json/${apiVersion}` }
  )
  app.get(`/wc-auth/${consentVersion}/authorize`, (request, reply) => consent(shop, request, reply))
  return app
}

/** The owner says yes at once: the shop posts the keys, and only then sends the browser back. */
async function consent(
  { access }: Shop,
  request: FastifyRequest,
  reply: FastifyReply
): Promise<FastifyReply> {
  const { app_name, user_id, return_url, callback_url, scope } = request.query as Query
  const isSafe = /^https:|^http:\/\/127\.0\.0\.1[:/]/.test(callback_url ?? '')
  if (!app_name || !user_id || !return_url || !callback_url || !isSafe) {
    return reply.code(401).type('text/html').send('<p>Error: Missing parameter.</p>')
  }
  const keys = access.grant()
  const answer = await undici().request(callback_url, {
    method: 'POST',
    headers: { 'content-type': 'application/json;charset=UTF-8' },
    body: JSON.stringify({ key_id: 1, user_id, ...keys, key_permissions: scope })
  })
  await answer.body.dump()
  if (answer.statusCode !== 200) {
    return reply.code(401).type('text/html').send('<p>Error: unable to send the consumer data.</p>')
  }
  const back = new URL(return_url)
  back.searchParams.set('success', '1')
  back.searchParams.set('user_id', user_id)
  return reply.redirect(back.toString())
}

/** Notes a call, lets a fault happen to it, and checks who calls. Errors: Refusal, HtmlPage. */
function meet(shop: Shop, request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  const operation = operationOf(request)
  if (operation === '') return undefined
  const { clock, faults, access, calls } = shop
  reply.header('date', new Date(clock.ms()).toUTCString())
  const fault = faults.next(operation, ['throttle', 'down', 'noAnswer', 'revoked', 'banned'])
  const slice = operation === 'listOrders' ? sliceOf(request.query as Query) : null
  calls.push({ operation, at: clock.now(), fault: fault?.kind ?? null, slice })
  if (fault?.kind === 'revoked') access.isRevoked = true
  if (fault?.kind === 'banned') shop.bannedUntilMs = clock.ms() + (fault.restMs ?? restDefaultMs)
  if (fault?.kind === 'noAnswer') {
    reply.hijack()
    reply.raw.destroy()
    return reply
  }
  refuse(shop, fault)
  const { method, url, headers } = request
  access.check({ method, url, headers })
  return undefined
}

/**
 * Hosts and plugins answer with pages of their own, a cache even with one that says all is well.
 */
function refuse({ clock, calls, bannedUntilMs, hasQuota }: Shop, fault: Fault | null): void {
  const nowMs = clock.ms()
  if (fault?.kind === 'throttle') {
    throw new HtmlPage(429, 'Too many requests', fault.restMs ?? restDefaultMs)
  }
  if (fault?.kind === 'down') {
    const downs = calls.filter((call) => call.fault === 'down').length
    throw new HtmlPage(downs % 2 === 1 ? 503 : 200, 'Briefly unavailable for maintenance')
  }
  if (bannedUntilMs > nowMs) throw new HtmlPage(429, 'Blocked', bannedUntilMs - nowMs)
  const recent = calls.filter(({ at }) => nowMs - Date.parse(at) < 1000).length
  if (hasQuota && recent > quotaPerSecond) throw new HtmlPage(429, 'Too many requests', 1000)
}

function operationOf(request: FastifyRequest): string {
  return (request.routeOptions.config as { operation?: string } | undefined)?.operation ?? ''
}

function answerError(error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof HtmlPage) {
    if (error.restMs !== undefined) {
      reply.header('Retry-After', String(Math.ceil(error.restMs / 1000)))
    }
    return reply.code(error.status).type('text/html; charset=UTF-8').send(error.message)
  }
  const refusal =
    error instanceof Refusal
      ? error
      : new Refusal(500, 'internal_server_error', String((error as Error).message))
  return reply.code(refusal.status).send(refusal.body())
}
