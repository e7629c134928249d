import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { stringify } from 'lossless-json'
import type { SeenCall } from '#core/channel/simulator'
import { envelopeOf } from '../client.ts'
import type { Market } from './market.ts'
import { operations } from './operations.ts'
import { Refusal, TokenRefusal } from './refusal.ts'
import { TopRequest } from './request.ts'
import { spans } from './trades-api.ts'

const gatewayPath = '/router/rest'
/** These are numbers in their answers, however long. */
const numbers = new Set(['tid', 'oid', 'num_iid', 'id', 'user_id', 'refund_version'])
const wholeCall = ['throttle', 'down', 'noAnswer', 'revoked', 'banned', 'tokenExpired'] as const

/** The simulated gateway over HTTP, with the pages that ask sellers and give tokens. */
export function createServer(market: Market): FastifyInstance {
  const app = Fastify({ logger: false, forceCloseConnections: true })
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, new URLSearchParams(String(body)))
  )
  app.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      const headers = { 'content-type': request.headers['content-type'] as string }
      return new Response(new Uint8Array(body), { headers }).formData()
    }
  )
  app.post('/token', async (request, reply) => {
    const fault = market.faults.next('token', ['down', 'noAnswer'])?.kind ?? null
    market.calls.push({ operation: 'token', at: market.clock.now(), fault, slice: null })
    if (fault === 'noAnswer') return cut(reply)
    if (fault === 'down') return reply.code(503).send('')
    try {
      return market.access.grant(requestOf(request).fields)
    } catch (error) {
      if (!(error instanceof TokenRefusal)) throw error
      return reply.code(400).send({ error: error.code, error_description: error.message })
    }
  })
  app.get('/authorize', async (request, reply) => {
    const { state = '', redirect_uri: back } = request.query as Record<string, string>
    if (back === undefined) return reply.code(400).send({ error: 'no redirect_uri' })
    const url = new URL(back)
    url.searchParams.set('state', state)
    url.searchParams.set('code', market.access.consent())
    return reply.redirect(url.toString())
  })
  app.post(gatewayPath, async (request, reply) => answer(market, requestOf(request), reply))
  return app
}

/** Answers one call: always with HTTP 200, unless the connection ends. */
function answer(market: Market, request: TopRequest, reply: FastifyReply): FastifyReply {
  const { method } = request
  const fault = market.faults.next(method, wholeCall)
  const at = market.clock.now()
  const isEnded = market.access.isEnded(request.fields.session)
  const met = fault?.kind ?? (isEnded ? 'tokenExpired' : null)
  market.calls.push({ operation: method, at, fault: met, slice: sliceOf(request) })
  if (fault?.kind === 'noAnswer') return cut(reply)
  const body = bodyOf(market, request, fault)
  // Lost on its way, whatever it was: what it tells of has happened.
  if (market.isTime('lostAnswer', method)) return cut(reply)
  return reply.type('application/json;charset=UTF-8').send(stringify(body, asNumber))
}

function bodyOf(
  market: Market,
  request: TopRequest,
  fault: { kind: (typeof market.calls)[number]['fault']; restMs?: number } | null
): object {
  const { gate } = market
  const { method, fields } = request
  try {
    gate.meet(fault?.kind ?? null, fault?.restMs, fields.session)
    const operation = operations[method]
    if (!operation) throw new Refusal(22, 'Invalid method')
    gate.check(fields)
    gate.count(method)
    return { [envelopeOf(method)]: { ...operation(market, request), request_id: 'simulated' } }
  } catch (error) {
    if (error instanceof Refusal) {
      return { error_response: { ...error.wire, request_id: 'simulated' } }
    }
    throw error
  }
}

function cut(reply: FastifyReply): FastifyReply {
  reply.hijack()
  reply.raw.destroy()
  return reply
}

function requestOf({ body }: FastifyRequest): TopRequest {
  const fields: Record<string, string> = {}
  const files = new Map<string, { type: string; bytes: number }>()
  for (const [name, value] of (body ?? new URLSearchParams()) as URLSearchParams | FormData) {
    if (typeof value === 'string') fields[name] = value
    else files.set(name, { type: value.type, bytes: value.size })
  }
  return new TopRequest(fields, files)
}

function sliceOf(request: TopRequest): SeenCall['slice'] {
  const ends = spans[request.method as keyof typeof spans]
  if (!ends) return null
  try {
    return request.span(ends)
  } catch {
    return null
  }
}

function asNumber(key: string, value: unknown): unknown {
  return numbers.has(key) && /^\d+$/.test(String(value)) ? BigInt(String(value)) : value
}
