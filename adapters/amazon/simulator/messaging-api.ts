import type { FastifyInstance } from 'fastify'
import { messageTypes } from '../budgets.ts'
import { apiVersions } from '../version.ts'
import type { Market } from './market.ts'
import { invalid, missing } from './refusal.ts'

/** Adds the calls about messages. */
export function serveMessaging(app: FastifyInstance, market: Market): void {
  const base = `/messaging/${apiVersions.messages}/orders`
  const config = { operation: 'getMessagingActionsForOrder' }
  app.get(`${base}/:id`, { config }, async (request) => {
    const { id } = request.params as { id: string }
    checkOrder(market, id)
    const query = `?marketplaceIds=${market.marketplaceId}`
    const actions = Object.keys(messageTypes).map((name) => ({
      href: `${base}/${id}/messages/${name}${query}`,
      name
    }))
    return { _links: { actions, self: { href: `${base}/${id}${query}` } } }
  })
  for (const [name, { operation, textMax }] of Object.entries(messageTypes)) {
    app.post(`${base}/:id/messages/${name}`, { config: { operation } }, async (request, reply) => {
      const { id } = request.params as { id: string }
      checkOrder(market, id)
      const { text } = request.body as { text?: string }
      if (!text || text.length > textMax) throw invalid(`text takes 1 to ${textMax} characters`)
      market.messages.set(id, [...(market.messages.get(id) ?? []), text])
      return reply.code(201).send({})
    })
  }
}

function checkOrder(market: Market, orderId: string): void {
  if (!market.orders.find(orderId)) throw missing('The resource specified does not exist.')
}
