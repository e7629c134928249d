import { createServer as createHttpServer } from 'node:http'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'
import type { Authenticator } from '../access/authenticate.ts'
import type { HttpConfig } from '../config/schema.ts'
import type { Database } from '../database/open.ts'
import { newId } from '../ids.ts'
import type { Permission } from '../registry.ts'
import type { Clock } from '../time.ts'
import { allowMissingBody, refuseUnwantedBody } from './bodiless.ts'
import { RateLimited, RouteNotFound } from './errors.ts'
import { readJsonBodies } from './json-body.ts'
import { addOpenapiRoute, openapiOptions } from './openapi.ts'
import { shedLoad } from './overload.ts'
import { answerError, Problem } from './problem.ts'
import { addReference } from './reference.ts'
import { createRequestLog } from './request-log.ts'
import { securityHeaders } from './security-headers.ts'
import { buildSerializer } from './serialization.ts'
import { Sockets } from './sockets.ts'
import { validatorCompiler } from './validation.ts'
import { decorateWrites } from './write.ts'

/** Longer than a proxy keeps a connection that nothing is asked on: who closes first must be the caller. */
const keepAliveMs = 72_000
/** Requests have their time even where jobs have none. */
const leastDrainMs = 1000

export interface ServerParts {
  config: HttpConfig
  clock: Clock
  log: Logger
  database: Database
  authenticator: Authenticator
  /** How long requests that run are waited for at the end. */
  drainMs: number
}

export type App = FastifyInstance

/**
 * Builds the Fastify server without its routes: limits, headers, authentication, problem answers, OpenAPI.
 *
 * A route without a permission (or `public: true`), an operationId or a summary does not register.
 */
export async function createServer({
  config,
  clock,
  log,
  database,
  authenticator,
  drainMs
}: ServerParts): Promise<App> {
  const always = new Set<string>()
  let sockets: Sockets | undefined
  const app = Fastify({
    serverFactory: (listener) => {
      const server = createHttpServer(
        { requestTimeout: config.requestTimeoutMs, keepAliveTimeout: keepAliveMs },
        shedLoad(listener, config.shedAfterMs, always, { clock, log, database })
      )
      sockets = new Sockets(server)
      return server
    },
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: createRequestLog,
    genReqId: () => newId('req'),
    bodyLimit: config.bodyMaxBytes,
    trustProxy: config.trustProxy,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: answerError,
    forceCloseConnections: 'idle',
    schemaController: { compilersFactory: { buildSerializer } }
  }).withTypeProvider<TypeBoxTypeProvider>() as unknown as App

  app.setValidatorCompiler(validatorCompiler)
  app.setErrorHandler(answerError)
  app.setNotFoundHandler((request) => {
    throw new RouteNotFound({ route: `${request.method} ${request.url.split('?')[0]}` })
  })
  app.addSchema(Problem)
  const headers = securityHeaders()
  app.addHook('onRequest', (_, reply, done) => {
    reply.headers(headers)
    done()
  })
  app.addHook('onRoute', ({ url, config }) => {
    if (config?.always === true) always.add(url)
  })
  readJsonBodies(app)
  decorateWrites(app, database)
  closeAnswered(app)
  app.addHook('preClose', (done) => {
    sockets?.end(Math.max(drainMs, leastDrainMs))
    done()
  })
  authenticateRoutes(app, authenticator)

  await app.register(rateLimit, {
    max: config.rateLimitPerMinute,
    timeWindow: 60_000,
    errorResponseBuilder: (_, { ttl }) =>
      new RateLimited({ retryAfterSeconds: Math.ceil(ttl / 1000) })
  })
  await app.register(swagger, openapiOptions)
  addReference(app)
  addOpenapiRoute(app)
  return app
}

/**
 * Answers given while the server closes end their connection: one that is kept alive would hold the stop up until the
 * caller lets go of it.
 */
function closeAnswered(app: App): void {
  let isClosing = false
  app.addHook('preClose', (done) => {
    isClosing = true
    done()
  })
  app.addHook('onSend', (_, reply, payload, done) => {
    if (isClosing) reply.header('connection', 'close')
    done(null, payload)
  })
}

/** Checks every route as it registers, and every request before its body is read. */
function authenticateRoutes(app: App, authenticator: Authenticator): void {
  app.decorateRequest('actor', null as never)
  app.decorateRequest('can', function (permission: Permission) {
    return this.actor?.permissions.has(permission) ?? false
  })
  const operations = new Set<string>()
  app.addHook('onRoute', (route) => {
    if (isDocumentation(route.url)) return
    const { permission, public: isPublic } = route.config ?? {}
    const name = `${String(route.method)} ${route.url}`
    if (permission === undefined && isPublic !== true) {
      throw new TypeError(`route ${name}: give it config.permission, or config.public: true`)
    }
    if (!route.schema?.operationId || !route.schema.summary) {
      throw new TypeError(`route ${name}: its schema needs an operationId and a summary`)
    }
    refuseUnwantedBody(route)
    allowMissingBody(route)
    if (route.method === 'HEAD') return
    if (operations.has(route.schema.operationId)) {
      const { operationId } = route.schema
      throw new TypeError(`route ${name}: the operationId ${operationId} is taken; choose another`)
    }
    operations.add(route.schema.operationId)
  })
  app.addHook('onRequest', async (request) => {
    const { permission } = request.routeOptions.config
    if (permission === undefined) return
    request.actor = await authenticator.authenticate(request, permission)
  })
}

function isDocumentation(url: string): boolean {
  return url === '/docs' || url.startsWith('/docs/')
}
