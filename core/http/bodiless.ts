import type { RouteOptions } from 'fastify'
import type { TObject } from 'typebox'
import { ValidationFailed } from './errors.ts'

/**
 * Makes a route that takes no body refuse one, as any route refuses a field it does not know: a caller who sends
 * `{ "force": true }` must not believe that it had an effect.
 *
 * A route takes a body when its schema has one, or says which bytes it consumes.
 */
export function refuseUnwantedBody(route: RouteOptions): void {
  const { schema } = route
  if (route.method === 'GET' || route.method === 'HEAD' || schema?.body || schema?.consumes) return
  const hooks = [route.preValidation ?? []].flat()
  route.preValidation = [
    ...hooks,
    async ({ body }) => {
      if (body === undefined || body === null) return
      const names = typeof body === 'object' ? Object.keys(body) : ['']
      if (names.length === 0) return
      const errors = names.slice(0, 20).map((name) => ({
        pointer: name === '' ? '#' : `#/${name}`,
        detail: 'is not a field here'
      }))
      throw new ValidationFailed({ errors })
    }
  ]
}

/** Lets a route whose body says nothing that is required do without one: it is `{}` then, with its defaults. */
export function allowMissingBody(route: RouteOptions): void {
  const {
    type,
    properties,
    required = [],
    minProperties
  } = (route.schema?.body ?? {}) as TObject & {
    minProperties?: number
  }
  const hasAll = required.every((name) => properties[name] && 'default' in properties[name])
  if (type !== 'object' || !hasAll || minProperties) return
  const hooks = [route.preValidation ?? []].flat()
  route.preValidation = [
    ...hooks,
    async (request) => {
      request.body ??= {}
    }
  ]
}
