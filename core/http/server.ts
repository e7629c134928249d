import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Authenticator } from '../access/authenticate.ts'
import type { HttpConfig } from '../config/schema.ts'
import type { Database } from '../database/open.ts'
import { newId } from '../ids.ts'
import type { Permission } from '../registry.ts'
import { RateLimited, RouteNotFound } from './errors.ts'
import { openapiOptions } from './openapi.ts'
import { answerError, Problem } from './problem.ts'
import { validatorCompiler } from './validation.ts'
import { decorateWrites } from './write.ts'

export interface ServerParts {
  config: HttpConfig
  log: Logger
  database: Database
  authenticator: Authenticator
}

export type App = FastifyInstance

/**
 * Builds the Fastify server without its routes: limits, headers, authentication, problem answers, OpenAPI.
 *
 * A route without a permission (or `public: true`), an operationId or a summary does not register.
 */
export async function createServer({
  config,
  log,
  database,
  authenticator
}: ServerParts): Promise<App> {
  const app = Fastify({
    loggerInstance: log,
    disableRequestLogging: true,
    genReqId: () => newId('req'),
    bodyLimit: config.bodyMaxBytes,
    trustProxy: config.trustProxy,
    requestTimeout: config.requestTimeoutMs,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: answerError,
    forceCloseConnections: 'idle'
  }).withTypeProvider<TypeBoxTypeProvider>() as unknown as App

  app.setValidatorCompiler(validatorCompiler)
  app.setErrorHandler(answerError)
  app.setNotFoundHandler((request) => {
    throw new RouteNotFound({ route: `${request.method} ${request.url.split('?')[0]}` })
  })
  app.addSchema(Problem)
  decorateWrites(app, database)
  authenticateRoutes(app, authenticator)

  await app.register(helmet, { contentSecurityPolicy: false, global: true })
  await app.register(rateLimit, {
    max: config.rateLimitPerMinute,
    timeWindow: 60_000,
    allowList: (request) => request.url === '/healthz' || request.url === '/readyz',
    errorResponseBuilder: (_, { ttl }) =>
      new RateLimited({ retryAfterSeconds: Math.ceil(ttl / 1000) })
  })
  await app.register(swagger, openapiOptions)
  await app.register(swaggerUi, { routePrefix: '/docs', logLevel: 'warn' })
  return app
}

/** Checks every route as it registers, and every request before its body is read. */
function authenticateRoutes(app: App, authenticator: Authenticator): void {
  app.decorateRequest('actor', null as never)
  app.decorateRequest('can', function (permission: Permission) {
    return this.actor?.permissions.has(permission) ?? false
  })
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
