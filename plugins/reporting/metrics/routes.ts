import { Type } from 'typebox'
import { Nullable, OneOf } from '#core/http/schemas'
import { dimensions } from '../cubes/cube.ts'
import { TitleShape } from '../query/schema.ts'
import type { ReportingScope } from '../scope.ts'
import { metricUnits } from './metric.ts'
import { offeredMetrics } from './registry.ts'

const MetricShape = Type.Object(
  {
    name: Type.String(),
    title: TitleShape,
    formula: Type.String(),
    unit: OneOf(metricUnits),
    version: Type.Integer({ description: 'Grows when the formula changes' }),
    grain: Type.String({ description: 'The finest span of time it is kept by' }),
    dimensions: Type.Array(OneOf(dimensions)),
    isMoreBetter: Nullable(Type.Boolean()),
    isAdditive: Type.Boolean({ description: 'Whether its parts add up to the whole' }),
    isConfidential: Type.Boolean({ description: 'Needs reports:cost' })
  },
  { additionalProperties: false }
)

/** What can be asked for. */
export function metricRoutes(scope: ReportingScope): void {
  scope.ctx.routes(async (app) => {
    app.get(
      '/metrics',
      {
        config: { permission: 'reports:read' },
        schema: {
          operationId: 'listMetrics',
          summary: 'List the metrics there are: formula, unit, version and dimensions of each',
          response: { 200: Type.Object({ data: Type.Array(MetricShape) }) }
        }
      },
      async () => ({
        data: offeredMetrics(scope).map(
          ({ measures: _, value: __, dimensions = [], ...metric }) => ({
            ...{ isConfidential: false, isAdditive: false },
            ...metric,
            ...{ grain: 'day', dimensions: [...dimensions] }
          })
        )
      })
    )
  })
}
