import { Readable } from 'node:stream'
import { pageOf } from '#core/database/keyset'
import { BatchOutcomes } from '#core/http/batch'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf } from '#core/http/schemas'
import type { PromotionsScope } from '../scope.ts'
import { lineOf } from './algorithm.ts'
import { forfeitPrize } from './award.ts'
import { enterDraw } from './enter.ts'
import { DrawNotClosed } from './errors.ts'
import { presentEntry, presentOutcomes, proofOf } from './present.ts'
import { entriesAfter, findDraw, listWinners } from './repository.ts'
import {
  EnteredShape,
  EntriesBody,
  EntriesQuery,
  EntryShape,
  ForfeitBody,
  ProofShape,
  WinnerShape,
  WinnersQuery
} from './schema.ts'

const proofPage = 5000

/** What goes into draws and what comes out of them: entries, winners, and the proof. */
export function entryRoutes(scope: PromotionsScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.post(
      '/draws/:id/entries',
      {
        config: { permission: 'draws:enter' },
        schema: {
          operationId: 'enterDraw',
          summary:
            'Enter customers into a draw, each source once; sending it again changes nothing',
          params: IdParams,
          body: EntriesBody,
          response: { 200: BatchOutcomes(EnteredShape) }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => {
          const { items } = request.body
          const outcomes = await enterDraw(scope, tx, request.params.id, items)
          return { outcomes: presentOutcomes(outcomes) }
        })
    )
    app.get(
      '/draws/:id/entries',
      {
        config: { permission: 'draws:read' },
        schema: {
          operationId: 'listDrawEntries',
          summary: 'List entries of a draw in the order of their ids',
          params: IdParams,
          querystring: EntriesQuery,
          response: { 200: PageOf(EntryShape) }
        }
      },
      async (request) => {
        const { customerId, ...paging } = request.query
        let query = ctx.db
          .selectFrom('drawEntries')
          .selectAll()
          .where('drawId', '=', request.params.id)
        if (customerId !== undefined) query = query.where('customerId', '=', customerId)
        const page = await pageOf(query, { list: 'drawEntries', sort: ['id'], ...paging })
        return { ...page, data: page.data.map(presentEntry) }
      }
    )
    app.get(
      '/draws/:id/winners',
      {
        config: { permission: 'draws:read' },
        schema: {
          operationId: 'listDrawWinners',
          summary: 'List winners of a draw in the order they were drawn',
          params: IdParams,
          querystring: WinnersQuery,
          response: { 200: PageOf(WinnerShape) }
        }
      },
      (request) => {
        const { state, ...paging } = request.query
        return listWinners(ctx.db, { drawId: request.params.id, state }, paging)
      }
    )
    app.post(
      '/draws/:id/forfeit',
      {
        config: { permission: 'draws:write' },
        schema: {
          operationId: 'forfeitDrawPrize',
          summary: 'Settle a prize that cannot be given, without giving it',
          params: IdParams,
          body: ForfeitBody,
          response: { 200: WinnerShape }
        }
      },
      (request, reply) => {
        const forfeit = { drawId: request.params.id, ...request.body }
        return reply.write(200, (tx) => forfeitPrize(scope, tx, forfeit))
      }
    )
    app.get(
      '/draws/:id/proof',
      {
        config: { permission: 'draws:read' },
        schema: {
          operationId: 'getDrawProof',
          summary: 'Read all that is needed to draw again, but for the entries, which have a route',
          params: IdParams,
          response: { 200: ProofShape }
        }
      },
      (request) => proofOf(ctx.db, request.params.id)
    )
    app.get(
      '/draws/:id/proof/entries',
      {
        config: { permission: 'draws:read' },
        schema: {
          operationId: 'getDrawProofEntries',
          summary:
            'Stream the entries that take part as they are digested, once the draw is closed',
          params: IdParams,
          produces: ['text/plain']
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const draw = await findDraw(ctx.db, id)
        if (!draw) throw new NotFound({ what: 'draw', id })
        const { entriesDigest, entryUntil } = draw
        if (entriesDigest === null) throw new DrawNotClosed({ drawId: id, entryUntil })
        reply.type('text/plain; charset=utf-8')
        return reply.send(Readable.from(linesOf(scope, id)))
      }
    )
  })
}

async function* linesOf({ ctx }: PromotionsScope, drawId: string): AsyncGenerator<string> {
  for (let after = ''; ; ) {
    const entries = await entriesAfter(ctx.db, drawId, { after, limit: proofPage })
    if (entries.length === 0) return
    yield entries.map(lineOf).join('')
    after = entries.at(-1)!.id
  }
}
