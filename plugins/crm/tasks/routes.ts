import type { FastifyRequest } from 'fastify'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf } from '#core/http/schemas'
import type { Tx } from '#core/transaction'
import { auditLook, masked, openerOf } from '../customers/routes/viewer.ts'
import type { CrmScope } from '../scope.ts'
import { changeTask, closeTask, createTask } from './keep.ts'
import { presentTask } from './present.ts'
import { findTask, listTasks } from './repository.ts'
import {
  CompleteBody,
  CompletedShape,
  TaskChange,
  TaskInput,
  TaskShape,
  TasksQuery
} from './schema.ts'
import type { CrmTaskRow } from './tables.ts'

const write = { permission: 'tasks:write' } as const

/** Tasks as people read and write them. */
export function taskRoutes(scope: CrmScope): void {
  readRoutes(scope)
  writeRoutes(scope)
  closeRoutes(scope)
}

/** Rows as the caller may see them; that notes were shown is written down. */
async function shown(scope: CrmScope, request: FastifyRequest, rows: readonly CrmTaskRow[]) {
  const written = rows.filter(({ note, outcome }) => (note ?? outcome) !== null)
  const customerIds = [...new Set(written.map(({ customerId }) => customerId))]
  await auditLook(scope, request, { customerIds, what: 'tasks' })
  return rows.map((row) => presentTask(row, openerOf(scope, request)))
}

async function answerOf(tx: Tx, scope: CrmScope, id: string) {
  return presentTask((await findTask(tx, id))!, masked(scope))
}

function readRoutes(scope: CrmScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.get(
      '/tasks',
      {
        config: { permission: 'tasks:read' },
        schema: {
          operationId: 'listTasks',
          summary: 'List tasks about customers by when they are due',
          querystring: TasksQuery,
          response: { 200: PageOf(TaskShape) }
        }
      },
      async (request) => {
        const page = await listTasks(ctx.db, request.query)
        return { ...page, data: await shown(scope, request, page.data) }
      }
    )
    app.get(
      '/tasks/:id',
      {
        config: { permission: 'tasks:read' },
        schema: {
          operationId: 'getTask',
          summary: 'Read a task',
          params: IdParams,
          response: { 200: TaskShape }
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const row = await findTask(ctx.db, id)
        if (!row) throw new NotFound({ what: 'task', id })
        return reply.sendVersioned((await shown(scope, request, [row]))[0]!)
      }
    )
  })
}

function writeRoutes(scope: CrmScope): void {
  scope.ctx.routes(async (app) => {
    app.post(
      '/tasks',
      {
        config: write,
        schema: {
          operationId: 'createTask',
          summary: 'Write a task about a customer; the answer is masked',
          body: TaskInput,
          response: { 201: TaskShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) =>
          answerOf(tx, scope, await createTask(tx, scope, request.body))
        )
    )
    app.patch(
      '/tasks/:id',
      {
        config: write,
        schema: {
          operationId: 'changeTask',
          summary: 'Change, assign or put off an open task; the answer is masked',
          params: IdParams,
          body: TaskChange,
          response: { 200: TaskShape }
        }
      },
      (request, reply) => {
        const { id } = request.params
        const given = { id, version: request.ifMatch(), change: request.body }
        return reply.write(200, async (tx) => {
          await changeTask(tx, scope, given)
          return answerOf(tx, scope, id)
        })
      }
    )
  })
}

function closeRoutes(scope: CrmScope): void {
  scope.ctx.routes(async (app) => {
    app.post(
      '/tasks/:id/complete',
      {
        config: write,
        schema: {
          operationId: 'completeTask',
          summary:
            'Say that a task is done, and what came of it; one that recurs is followed by the next',
          params: IdParams,
          body: CompleteBody,
          response: { 200: CompletedShape }
        }
      },
      (request, reply) => {
        const { id } = request.params
        const given = { id, version: request.ifMatch(), state: 'done' as const, ...request.body }
        return reply.write(200, async (tx) => {
          const next = await closeTask(tx, scope, given)
          return { ...(await answerOf(tx, scope, id)), next }
        })
      }
    )
    app.post(
      '/tasks/:id/cancel',
      {
        config: write,
        schema: {
          operationId: 'cancelTask',
          summary: 'Say that a task need not be done',
          params: IdParams,
          response: { 200: TaskShape }
        }
      },
      (request, reply) => {
        const { id } = request.params
        const given = { id, version: request.ifMatch(), state: 'canceled' as const }
        return reply.write(200, async (tx) => {
          await closeTask(tx, scope, given)
          return answerOf(tx, scope, id)
        })
      }
    )
  })
}
