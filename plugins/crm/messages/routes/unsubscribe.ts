import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { CrmScope } from '../../scope.ts'
import { type PageKind, unsubscribePage } from '../unsubscribe/page.ts'
import { unsubscribe } from '../unsubscribe/withdraw.ts'

const path = '/unsubscribe/:token'
const TokenParams = Type.Object({ token: Type.String({ minLength: 1, maxLength: 200 }) })
/** `List-Unsubscribe=One-Click`, or an empty form. */
const bodyMaxBytes = 16_384

type Request = FastifyRequest<{ Params: { token: string } }>

/** The way out of messages: open to anybody, since the signature in the link is what counts. */
export function unsubscribeRoutes(scope: CrmScope): void {
  const { ctx, messages } = scope
  const show = (request: Request, reply: FastifyReply, kind: PageKind) => {
    const acceptLanguage = request.headers['accept-language']
    const page = unsubscribePage(kind, { shopName: ctx.shop.name, acceptLanguage })
    return reply
      .code(kind === 'unknown' ? 404 : 200)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('referrer-policy', 'no-referrer')
      .send(page)
  }
  ctx.routes(async (app) => {
    // Mail programs post forms of either kind (RFC 8058); nothing in them is needed.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: bodyMaxBytes }, (_, __, done) =>
      done(null)
    )
    app.get(
      path,
      {
        config: { public: true },
        schema: {
          operationId: 'askToUnsubscribe',
          summary: 'Ask whether a customer wants no more messages of a kind; changes nothing',
          params: TokenParams,
          produces: ['text/html']
        }
      },
      async (request: Request, reply) => {
        const isOurs = messages.tokens.read(request.params.token) !== null
        return show(request, reply, isOurs ? 'ask' : 'unknown')
      }
    )
    app.post(
      path,
      {
        config: { public: true },
        bodyLimit: bodyMaxBytes,
        schema: {
          operationId: 'unsubscribe',
          summary: 'Withdraw the consent that a message was sent by, with one click (RFC 8058)',
          params: TokenParams,
          consumes: ['application/x-www-form-urlencoded', 'multipart/form-data'],
          produces: ['text/html']
        }
      },
      async (request: Request, reply) => {
        const messageId = messages.tokens.read(request.params.token)
        if (messageId === null) return show(request, reply, 'unknown')
        const origin = { actor: 'customer', requestId: request.id }
        await ctx.transaction((tx) => unsubscribe(tx, scope, { messageId, ip: request.ip }), origin)
        return show(request, reply, 'done')
      }
    )
  })
}
