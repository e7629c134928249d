import type { ReportingScope } from '../scope.ts'
import { assertMaySee } from './access.ts'
import { runQuery } from './run.ts'
import { ReportAnswerShape, ReportQueryShape } from './schema.ts'
import { answerStream, rowsAtOnce } from './write.ts'

/** Questions to the figures. */
export function queryRoutes(scope: ReportingScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.post(
      '/reports/query',
      {
        config: { permission: 'reports:read' },
        schema: {
          operationId: 'queryReport',
          summary: 'Answer a question to the figures: metrics by dimensions. Changes nothing',
          description: 'Metrics that tell what goods cost need reports:cost too.',
          body: ReportQueryShape,
          response: { 200: ReportAnswerShape }
        }
      },
      async (request, reply) => {
        const { body } = request
        assertMaySee(scope.metrics, body.metrics, request.can('reports:cost'))
        const answer = await runQuery(ctx.db, scope, body)
        if (answer.rows.length <= rowsAtOnce) return answer
        reply.type('application/json; charset=utf-8')
        return reply.send(answerStream(answer) as never)
      }
    )
  })
}
