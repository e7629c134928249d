import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Alerts } from '#core/alerts/types'
import { pageOf } from '#core/database/keyset'
import { NotFound } from '#core/http/errors'
import { IdParams, InstantText, Nullable, OneOf, PageOf, PageQuery } from '#core/http/schemas'
import { definePlugin } from '#core/plugin'
import type { Tx } from '#core/transaction'
import {
  JobAbandoned,
  JobCanceled,
  JobLost,
  JobPayloadInvalid,
  JobSuperseded,
  JobTimedOut,
  JobUnknown
} from './errors.ts'
import { jobMigrations } from './migrations.ts'
import { type JobRow, jobStates } from './tables.ts'

declare module 'shopkeeper' {
  interface Permissions {
    'jobs:read': true
    'jobs:write': true
  }
  interface AlertKinds {
    'job.dead': { name: string; error: string }
  }
  interface Services {
    jobs: JobsService
  }
}

/** What may be done to jobs from outside. */
export interface JobsService {
  /** Puts a dead or canceled job back to the start of its attempts. Errors: NOT_FOUND, JOB_SUPERSEDED. */
  replay(tx: Tx, id: string): Promise<JobRow>
  /** Ends a job that waits at once, and asks one that runs to stop. Errors: NOT_FOUND. */
  cancel(tx: Tx, id: string): Promise<JobRow>
}

const JobShape = Type.Object({
  id: Type.String(),
  name: Type.String(),
  queue: Type.String(),
  payload: Type.Unknown(),
  priority: Type.Integer(),
  state: OneOf(jobStates),
  attempt: Type.Integer(),
  attemptsMax: Type.Integer(),
  runAt: InstantText,
  progressDone: Nullable(Type.Integer()),
  progressTotal: Nullable(Type.Integer()),
  error: Type.Unknown({ description: 'Problem of the last failure' }),
  origin: Nullable(Type.String()),
  createdAt: InstantText,
  finishedAt: Nullable(InstantText)
})

/** The job that waits under the same key as an ended one. */
async function newerUnderItsKey(tx: Tx, id: string): Promise<{ id: string } | undefined> {
  const found = await sql<{ id: string }>`select newer.id from jobs newer
    join jobs ended on ended.dedupe_key = newer.dedupe_key
    where ended.id = ${id} and ended.state in ('dead', 'canceled')
      and newer.state in ('delayed', 'ready', 'handed')`.execute(tx)
  return found.rows[0]
}

function createJobsService(alerts: Alerts): JobsService {
  async function change(
    tx: Tx,
    id: string,
    action: string,
    changed: Partial<JobRow>,
    from: readonly string[]
  ) {
    const row = await tx
      .updateTable('jobs')
      .set(changed)
      .where('id', '=', id)
      .where('state', 'in', from as JobRow['state'][])
      .returningAll()
      .executeTakeFirst()
    if (row) tx.audit([{ action, subjectType: 'job', subjectId: id, after: { state: row.state } }])
    return row
  }
  return {
    async replay(tx, id) {
      const newer = await newerUnderItsKey(tx, id)
      if (newer) throw new JobSuperseded({ id, by: newer.id })
      const start = {
        state: 'ready',
        attempt: 0,
        runAt: tx.now,
        finishedAt: null,
        cancelRequested: 0
      } as const
      const row = await change(tx, id, 'job.replay', start, ['dead', 'canceled'])
      if (!row) throw new NotFound({ what: 'dead or canceled job', id })
      await alerts.clear(tx, [{ kind: 'job.dead', subjectType: 'job', subjectId: id }])
      return row
    },
    async cancel(tx, id) {
      const end = { state: 'canceled', finishedAt: tx.now } as const
      const row =
        (await change(tx, id, 'job.cancel', end, ['delayed', 'ready', 'handed'])) ??
        (await change(tx, id, 'job.cancel', { cancelRequested: 1 }, ['running']))
      if (!row) throw new NotFound({ what: 'waiting or running job', id })
      return row
    }
  }
}

/** Jobs and dead letters over HTTP. */
export const jobsPlugin = definePlugin({
  name: 'jobs',
  migrations: jobMigrations,
  errors: [
    JobLost,
    JobTimedOut,
    JobAbandoned,
    JobPayloadInvalid,
    JobUnknown,
    JobSuperseded,
    JobCanceled
  ],
  permissions: {
    'jobs:read': {
      title: 'See jobs and dead letters',
      roles: ['manager', 'analyst', 'integration']
    },
    'jobs:write': { title: 'Replay and cancel jobs', roles: ['manager'] }
  },
  alerts: {
    'job.dead': { title: 'A job has failed for good', severity: 'critical', ownerRole: 'manager' }
  },
  setup(ctx) {
    const service = createJobsService(ctx.alerts)
    ctx.routes(async (app) => {
      app.get(
        '/jobs',
        {
          config: { permission: 'jobs:read' },
          schema: {
            operationId: 'listJobs',
            summary: 'List jobs that wait, run or have failed for good; done ones are gone',
            querystring: Type.Object(
              {
                ...PageQuery.properties,
                state: Type.Optional(OneOf(jobStates)),
                name: Type.Optional(Type.String({ maxLength: 100 })),
                queue: Type.Optional(Type.String({ maxLength: 100 }))
              },
              { additionalProperties: false }
            ),
            response: { 200: PageOf(JobShape) }
          }
        },
        async (request) => {
          const { state, name, queue, ...paging } = request.query
          let query = ctx.db.selectFrom('jobs').selectAll()
          if (state) query = query.where('state', '=', state)
          if (name) query = query.where('name', '=', name)
          if (queue) query = query.where('queue', '=', queue)
          const page = await pageOf(query, { list: 'jobs', sort: ['-id'], ...paging })
          return { ...page, data: page.data.map(toJob) }
        }
      )
      for (const action of ['replay', 'cancel'] as const) {
        app.post(
          `/jobs/:id/${action}`,
          {
            config: { permission: 'jobs:write' },
            schema: {
              operationId: `${action}Job`,
              summary: action === 'replay' ? 'Run a dead letter again' : 'Cancel a job',
              params: IdParams,
              response: { 200: JobShape }
            }
          },
          (request, reply) =>
            reply.write(200, async (tx) => toJob(await service[action](tx, request.params.id)))
        )
      }
    })
    return service
  }
})

function toJob(row: JobRow) {
  return { ...row, payload: JSON.parse(row.payload), error: row.error && JSON.parse(row.error) }
}
