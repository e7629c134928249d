import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { RouteHandlerMethod, RouteOptions } from 'fastify'
import { RouteNotFound } from '../http/errors.ts'
import type { App } from '../http/server.ts'
import type { Registrations } from './registrations.ts'
import type { BootedPlugin } from './report.ts'

/** Registers each plugin's routes under `/v1`, in a scope of its own, with what the config overrides. */
export async function addPluginRoutes(
  app: App,
  registrations: Registrations,
  report: BootedPlugin[]
): Promise<void> {
  for (const { plugin, routes } of registrations.routes) {
    const booted = report.find((entry) => entry.name === plugin)
    await app.register(
      async (scope) => {
        scope.addHook('onRoute', (route) => {
          if (booted && route.method !== 'HEAD') booted.routes++
          route.config = { ...route.config, plugin }
          override(route, registrations.override(`route:${route.schema?.operationId}`))
        })
        await routes(scope.withTypeProvider<TypeBoxTypeProvider>() as never, {})
      },
      { prefix: '/v1' }
    )
  }
}

function override(route: RouteOptions, replacement: unknown): void {
  if (replacement === false) {
    route.schema = { ...route.schema, hide: true }
    route.handler = () => {
      throw new RouteNotFound({ route: `${String(route.method)} ${route.url}` })
    }
  } else if (typeof replacement === 'function') {
    route.handler = replacement as RouteHandlerMethod
  }
}
