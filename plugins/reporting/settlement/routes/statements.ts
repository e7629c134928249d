import type { Readable } from 'node:stream'
import { pageOf } from '#core/database/keyset'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf } from '#core/http/schemas'
import type { ReportingScope } from '../../scope.ts'
import { importStatement } from '../import.ts'
import { presentLines, presentStatements } from '../present.ts'
import { reconcileAgain } from '../reconcile.ts'
import { findStatement } from '../repository/statements.ts'
import {
  ImportQuery,
  ImportShape,
  LineShape,
  LinesQuery,
  StatementShape,
  StatementsQuery
} from '../schema.ts'

/** Statements: taken in as files, looked at, matched anew. */
export function statementRoutes(scope: ReportingScope): void {
  importRoute(scope)
  readRoutes(scope)
  lineRoute(scope)
  reconcileRoute(scope)
}

function importRoute(scope: ReportingScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    // The body stays a stream: it goes to a file, never into memory.
    app.addContentTypeParser('text/csv', (_, payload, done) => done(null, payload))
    app.post(
      '/settlements/import',
      {
        config: { permission: 'settlement:write' },
        bodyLimit: ctx.options.settlement.statementMaxBytes,
        schema: {
          operationId: 'importSettlement',
          summary:
            'Import a statement in the format of its account, as a whole or not at all; the same file again changes nothing',
          consumes: ['text/csv'],
          querystring: ImportQuery,
          response: { 200: ImportShape }
        }
      },
      async (request) => {
        const { fileName = null, replaces = null, ...query } = request.query
        const { openingMinor = null, closingMinor = null, accountId } = query
        const { result, statementId } = await importStatement(scope, request.body as Readable, {
          what: { accountId, fileName, replaces, openingMinor, closingMinor },
          origin: request.origin
        })
        const row = (await findStatement(ctx.db, statementId))!
        return { result, statement: (await presentStatements(ctx.db, [row]))[0]! }
      }
    )
  })
}

function readRoutes({ ctx }: ReportingScope): void {
  ctx.routes(async (app) => {
    app.get(
      '/settlements',
      {
        config: { permission: 'settlement:read' },
        schema: {
          operationId: 'listSettlements',
          summary: 'List statements, the latest period first',
          querystring: StatementsQuery,
          response: { 200: PageOf(StatementShape) }
        }
      },
      async (request) => {
        const { limit, after, accountId, superseded } = request.query
        let query = ctx.db.selectFrom('settlementStatements').selectAll()
        if (accountId !== undefined) query = query.where('accountId', '=', accountId)
        if (superseded !== undefined) {
          query = query.where('supersededBy', superseded ? 'is not' : 'is', null)
        }
        const sort = ['-periodFromOn', '-id']
        const page = await pageOf(query, { list: 'settlements', sort, limit, after })
        return { ...page, data: await presentStatements(ctx.db, page.data) }
      }
    )
    app.get(
      '/settlements/:id',
      {
        config: { permission: 'settlement:read' },
        schema: {
          operationId: 'getSettlement',
          summary: 'Read a statement, and what became of its lines',
          params: IdParams,
          response: { 200: StatementShape }
        }
      },
      async (request) => {
        const { id } = request.params
        const row = await findStatement(ctx.db, id)
        if (!row) throw new NotFound({ what: 'settlement statement', id })
        return (await presentStatements(ctx.db, [row]))[0]!
      }
    )
  })
}

function lineRoute({ ctx }: ReportingScope): void {
  ctx.routes(async (app) => {
    app.get(
      '/settlements/:id/lines',
      {
        config: { permission: 'settlement:read' },
        schema: {
          operationId: 'listSettlementLines',
          summary: 'List the lines of a statement, and how each was matched',
          params: IdParams,
          querystring: LinesQuery,
          response: { 200: PageOf(LineShape) }
        }
      },
      async (request) => {
        const { limit, after, type, class: lineClass } = request.query
        let query = ctx.db
          .selectFrom('settlementLines')
          .selectAll()
          .where('statementId', '=', request.params.id)
        if (lineClass !== undefined) query = query.where('class', '=', lineClass)
        if (type !== undefined) query = query.where('type', '=', type)
        const page = await pageOf(query, {
          list: 'settlementLines',
          sort: ['position'],
          limit,
          after
        })
        return { ...page, data: await presentLines(ctx.db, page.data) }
      }
    )
  })
}

function reconcileRoute(scope: ReportingScope): void {
  scope.ctx.routes(async (app) => {
    app.post(
      '/settlements/:id/reconcile',
      {
        config: { permission: 'settlement:write' },
        schema: {
          operationId: 'reconcileSettlement',
          summary: 'Match a statement anew, from the first pass',
          params: IdParams,
          response: { 200: StatementShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => {
          const { id } = request.params
          await reconcileAgain(tx, scope, id)
          return (await presentStatements(tx, [(await findStatement(tx, id))!]))[0]!
        })
    )
  })
}
