import { Type } from 'typebox'
import { InstantText, Nullable } from '#core/http/schemas'
import { DayText } from '../query/schema.ts'
import type { ReportingScope } from '../scope.ts'
import { readRevisions } from './repository/facts.ts'
import { readWalk } from './repository/walks.ts'
import { presentWalk } from './walk.ts'

const closed = { additionalProperties: false }

const WalkShape = Type.Object(
  {
    step: Type.String({ description: 'days, months, orders or notes: what it does, or did last' }),
    changed: Type.Integer({ description: 'Facts and sums that it has corrected' }),
    fillCosts: Type.Boolean(),
    startedAt: InstantText,
    finishedAt: Nullable(InstantText)
  },
  closed
)

const RebuildShape = Type.Object(
  {
    backfill: Nullable(WalkShape),
    rebuild: Nullable(WalkShape)
  },
  closed
)

const RebuildBody = Type.Object(
  {
    fillCosts: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'Take costs that were unknown from the catalog of today; known ones stay'
      })
    )
  },
  closed
)

const RevisionsShape = Type.Object(
  {
    data: Type.Array(
      Type.Object(
        { day: DayText, revision: Type.Integer({ minimum: 2 }), changedAt: InstantText },
        closed
      )
    )
  },
  closed
)

/** Reckoning anew, and which closed days have changed. */
export function rebuildRoutes({ ctx }: ReportingScope): void {
  ctx.routes(async (app) => {
    app.post(
      '/reports/rebuild',
      {
        config: { permission: 'reports:rebuild' },
        schema: {
          operationId: 'rebuildReports',
          summary: 'Reckon the figures of reports anew from orders and credit notes, by a job',
          description:
            'Orders may come in meanwhile. What agrees is left alone; one that runs already goes on.',
          body: RebuildBody,
          response: { 202: Type.Object({ job: Type.String() }, closed) }
        }
      },
      (request, reply) =>
        reply.write(202, async (tx) => {
          const { fillCosts = false } = request.body
          await tx.enqueue('reporting.rebuild', [{ payload: { fillCosts } }])
          tx.audit([
            {
              action: 'reports.rebuild',
              subjectType: 'reports',
              subjectId: 'reporting',
              after: { fillCosts }
            }
          ])
          return { job: 'reporting.rebuild' }
        })
    )
    app.get(
      '/reports/rebuild',
      {
        config: { permission: 'reports:read' },
        schema: {
          operationId: 'getReportRebuild',
          summary: 'How far reckoning anew is, and taking in what was there before reporting was',
          response: { 200: RebuildShape }
        }
      },
      async () => {
        const [backfill, rebuild] = await Promise.all([
          readWalk(ctx.db, 'backfill'),
          readWalk(ctx.db, 'rebuild')
        ])
        return { backfill: presentWalk(backfill), rebuild: presentWalk(rebuild) }
      }
    )
    app.get(
      '/reports/revisions',
      {
        config: { permission: 'reports:read' },
        schema: {
          operationId: 'listReportRevisions',
          summary:
            'Days that have changed after they were closed; those that are left out are as they were: revision 1',
          querystring: Type.Object({ from: DayText, to: DayText }, closed),
          response: { 200: RevisionsShape }
        }
      },
      async (request) => {
        const revisions = await readRevisions(ctx.db, request.query)
        return { data: revisions.map(({ dayOn, ...rest }) => ({ day: dayOn, ...rest })) }
      }
    )
  })
}
