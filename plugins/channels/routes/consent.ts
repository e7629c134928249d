import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { IdParams, InstantText } from '#core/http/schemas'
import { askForConsent, takeConsent } from '../consent.ts'
import type { Channels } from '../service.ts'
import { channelOr404 } from './channels.ts'

const path = '/channels/authorize/callback/:id'
const Granted = Type.Object({ granted: Type.Boolean(), message: Type.String() })

/** How the owner of an account lets us in. */
export function consentRoutes(channels: Channels): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/channels/:id/authorize',
      {
        config: { permission: 'channels:write' },
        schema: {
          operationId: 'authorizeChannel',
          summary: 'Ask for the address at which the owner of an account lets us in',
          params: IdParams,
          response: {
            201: Type.Object({ id: Type.String(), url: Type.String(), expiresAt: InstantText })
          }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) =>
          askForConsent(tx, channels, await channelOr404(tx, request.params.id))
        )
    )
  }
}

/** Where the owner's answer comes back: open to anybody, since the state in it is what counts. */
export function consentCallbackRoutes(channels: Channels): FastifyPluginAsyncTypebox {
  const answer = async (request: FastifyRequest<{ Params: { id: string } }>) => {
    await takeConsent(channels, request.params.id, {
      query: singleValues(request.query),
      body: request.body ?? null
    })
    return { granted: true, message: 'The account is connected. This window can be closed.' }
  }
  return async (app) => {
    // Platforms post forms as well as JSON.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) =>
      done(null, bodyOf(String(body)))
    )
    app.get(
      path,
      {
        config: { public: true },
        schema: {
          operationId: 'returnFromConsent',
          summary: 'Take the answer of the owner of an account',
          params: IdParams,
          response: { 200: Granted }
        }
      },
      answer
    )
    app.post(
      path,
      {
        config: { public: true },
        schema: {
          operationId: 'receiveConsent',
          summary: 'Take what a platform grants, where it posts it',
          params: IdParams,
          response: { 200: Granted }
        }
      },
      answer
    )
  }
}

function singleValues(query: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query as Record<string, unknown>).map(([name, value]) => [
      name,
      String(Array.isArray(value) ? value[0] : value)
    ])
  )
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return Object.fromEntries(new URLSearchParams(text))
  }
}
