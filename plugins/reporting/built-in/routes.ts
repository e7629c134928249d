import { Type } from 'typebox'
import { OneOf } from '#core/http/schemas'
import { businessDay } from '../query/calendar.ts'
import { PeriodShape, TitleShape } from '../query/schema.ts'
import { namedPeriods, type Period } from '../query/types.ts'
import { DocumentShape } from '../rendering/schema.ts'
import { makeReport } from '../runs/make.ts'
import type { ReportingScope } from '../scope.ts'
import type { BuiltInReport } from './built-in.ts'

const closed = { additionalProperties: false }
const read = { permission: 'reports:read' } as const

const ListShape = Type.Object(
  {
    data: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          title: TitleShape,
          summary: TitleShape,
          period: OneOf(namedPeriods, { description: 'Of which days it is unless it is told' }),
          parameters: Type.Unsafe<object>(
            Type.Object({}, { additionalProperties: true, description: 'JSON schema' })
          )
        },
        closed
      )
    )
  },
  closed
)

/** Reports that are there from the start, each under a path of its own. */
export function builtInRoutes(scope: ReportingScope): void {
  const { ctx, builtIns } = scope
  ctx.routes(async (app) => {
    app.get(
      '/reports/built-in',
      {
        config: read,
        schema: {
          operationId: 'listBuiltInReports',
          summary: 'List the reports that are there from the start',
          response: { 200: ListShape }
        }
      },
      async () => ({
        data: builtIns.map(({ name, title, summary, period, parameters }) => {
          return { name, title, summary, period, parameters }
        })
      })
    )
  })
  for (const report of builtIns) builtInRoute(scope, report)
}

function builtInRoute(
  scope: ReportingScope,
  { name, title, parameters, period: usual }: BuiltInReport
): void {
  const { ctx } = scope
  const words = name.split('-').map((word) => word[0]!.toUpperCase() + word.slice(1))
  ctx.routes(async (app) => {
    app.post(
      `/reports/built-in/${name}`,
      {
        config: read,
        schema: {
          operationId: `read${words.join('')}`,
          summary: `${title.en} as JSON, as the figures are now. Changes nothing`,
          description: 'What goods cost is left out without reports:cost.',
          body: Type.Object(
            { period: Type.Optional(PeriodShape), ...parameters.properties },
            closed
          ),
          response: { 200: DocumentShape }
        }
      },
      async (request) => {
        const { period = usual, ...given } = request.body as { period?: Period }
        const { document } = await makeReport(ctx.db, scope, {
          subject: { builtIn: { name, parameters: given } },
          period,
          today: businessDay(ctx.shop, ctx.clock.now()),
          canSeeCost: request.can('reports:cost'),
          name: null
        })
        return document
      }
    )
  })
}
