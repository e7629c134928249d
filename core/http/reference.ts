import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'

/** The page runs scripts and styles of its own, from here alone; it needs nothing from the internet. */
const policy = {
  'default-src': "'self'",
  'img-src': ["'self'", 'data:'],
  'style-src': ["'self'", "'unsafe-inline'"]
}

/** What belongs to the connection of the page's own server, which is none. */
const connectionHeaders = new Set(['connection', 'keep-alive', 'transfer-encoding', 'date'])

/**
 * Adds the readable reference under `/docs`.
 *
 * Its libraries take longer to load than all of our plugins, and most processes are never asked for it. So the page has
 * a server of its own that is made on the first request, and reached without a socket.
 */
export function addReference(app: FastifyInstance): void {
  let made: Promise<FastifyInstance> | undefined
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    made ??= makePage(app)
    const page = await made
    const { statusCode, headers, rawPayload } = await page.inject({
      method: request.method as 'GET' | 'HEAD',
      url: request.url,
      headers: request.headers
    })
    if (statusCode === 404) return reply.callNotFound()
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined && !connectionHeaders.has(name)) reply.header(name, value)
    }
    return reply.code(statusCode).send(rawPayload)
  }
  for (const url of ['/docs', '/docs/*']) app.get(url, { schema: { hide: true } }, answer)
  app.addHook('onClose', async () => (await made)?.close())
}

async function makePage(app: FastifyInstance): Promise<FastifyInstance> {
  const { default: swaggerUi } = await import('@fastify/swagger-ui')
  const page = Fastify()
  await page.register(swagger, {
    mode: 'static',
    specification: { document: app.swagger() as never }
  })
  await page.register(swaggerUi, { routePrefix: '/docs', staticCSP: policy })
  return page
}
