import { Type } from 'typebox'
import type { Reader } from '#core/database/db'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf } from '#core/http/schemas'
import { assertMaySee } from '../query/access.ts'
import type { ReportingScope } from '../scope.ts'
import { divideGoal, weighDivision } from './divide.ts'
import { changeGoal, createGoal, deleteGoal } from './keep.ts'
import { presentGoal } from './present.ts'
import { type GoalWithProgress, goalProgress } from './progress.ts'
import { findGoal, listGoals } from './repository.ts'
import {
  DivisionShape,
  GoalChangeShape,
  GoalInputShape,
  GoalProgressShape,
  GoalShape,
  GoalsQuery
} from './schema.ts'
import type { ReportGoalRow } from './tables.ts'

/** What is to be reached. */
export function goalRoutes(scope: ReportingScope): void {
  readRoutes(scope)
  writeRoutes(scope)
}

function presenter({ metrics }: ReportingScope) {
  const byName = new Map(metrics.map((metric) => [metric.name, metric]))
  return (row: ReportGoalRow) => presentGoal(row, byName.get(row.metric))
}

async function readGoal(db: Reader, id: string): Promise<ReportGoalRow> {
  const goal = await findGoal(db, id)
  if (!goal) throw new NotFound({ what: 'goal', id })
  return goal
}

function readRoutes(scope: ReportingScope): void {
  const { ctx } = scope
  const present = presenter(scope)
  ctx.routes(async (app) => {
    app.get(
      '/goals',
      {
        config: { permission: 'reports:read' },
        schema: {
          operationId: 'listGoals',
          summary: 'List goals that are part of none, the latest first',
          querystring: GoalsQuery,
          response: { 200: PageOf(GoalShape) }
        }
      },
      async (request) => {
        const { data, next } = await listGoals(ctx.db, request.query)
        return { data: data.map(present), next }
      }
    )
    app.get(
      '/goals/:id',
      {
        config: { permission: 'reports:read' },
        schema: {
          operationId: 'readGoal',
          summary: 'Read a goal and its parts, with how far each has come',
          params: IdParams,
          response: { 200: GoalProgressShape }
        }
      },
      async (request, reply) => {
        const row = await readGoal(ctx.db, request.params.id)
        assertMaySee(scope.metrics, [row.metric], request.can('reports:cost'))
        const { goal, parts } = await goalProgress(ctx.db, scope, row)
        const shown = ({ progress, ...one }: GoalWithProgress) => ({ ...present(one), progress })
        const body = { ...shown(goal), parts: parts.map(shown) }
        return reply.sendVersioned(body)
      }
    )
  })
}

function writeRoutes(scope: ReportingScope): void {
  const { ctx } = scope
  const present = presenter(scope)
  const permission = 'reports:goals'
  ctx.routes(async (app) => {
    app.post(
      '/goals',
      {
        config: { permission },
        schema: {
          operationId: 'createGoal',
          summary: 'Set a goal for a metric and a span of days',
          body: GoalInputShape,
          response: { 201: GoalShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => present(await createGoal(tx, scope, request.body)))
    )
    app.patch(
      '/goals/:id',
      {
        config: { permission },
        schema: {
          operationId: 'changeGoal',
          summary: 'Change a goal; its parts follow, and of a part those beside it',
          params: IdParams,
          body: GoalChangeShape,
          response: { 200: GoalShape }
        }
      },
      (request, reply) => {
        const ref = { id: request.params.id, version: request.ifMatch() }
        return reply.write(200, async (tx) => {
          await changeGoal(tx, scope, ref, request.body)
          return present(await readGoal(tx, ref.id))
        })
      }
    )
    app.post(
      '/goals/:id/divide',
      {
        config: { permission },
        schema: {
          operationId: 'divideGoal',
          summary: 'Divide a goal, level by level, in the place of the parts it had',
          params: IdParams,
          body: DivisionShape,
          response: { 200: GoalShape }
        }
      },
      async (request, reply) => {
        const ref = { id: request.params.id, version: request.ifMatch() }
        const levels = await weighDivision(ctx.db, scope, ref.id, request.body)
        return reply.write(200, async (tx) => {
          await divideGoal(tx, scope, ref, levels)
          return present(await readGoal(tx, ref.id))
        })
      }
    )
    app.delete(
      '/goals/:id',
      {
        config: { permission },
        schema: {
          operationId: 'deleteGoal',
          summary: 'Delete a goal with all its parts',
          params: IdParams,
          response: { 204: Type.Null() }
        }
      },
      (request, reply) => {
        const ref = { id: request.params.id, version: request.ifMatch() }
        return reply.write(204, (tx) => deleteGoal(tx, ref))
      }
    )
  })
}
