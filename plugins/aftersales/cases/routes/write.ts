import type { Static, TSchema } from 'typebox'
import { IdParams } from '#core/http/schemas'
import type { Tx } from '#core/transaction'
import type { AftersalesScope } from '../../scope.ts'
import { disputeCases } from '../dispute.ts'
import type { CaseRef } from '../load.ts'
import { openCases } from '../open.ts'
import { presentMessage } from '../present.ts'
import { sayInCases } from '../say.ts'
import { CaseMessageShape, CaseShape } from '../schema/answers.ts'
import {
  AssignInput,
  CaseChangeInput,
  CaseInput,
  DisputeInput,
  MessageInput,
  NoteInput,
  StepInput
} from '../schema/inputs.ts'
import { stepCases } from '../step.ts'
import { updateCases } from '../update.ts'
import { answerOf } from './viewer.ts'

const write = { permission: 'aftersales:write' } as const

/** Cases as people open and change them. If-Match guards them against what somebody else did meanwhile. */
export function writeRoutes(scope: AftersalesScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.post(
      '/cases',
      {
        config: write,
        schema: {
          operationId: 'openCase',
          summary: 'Open a case about what was bought; the answer is masked',
          body: CaseInput,
          response: { 201: CaseShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => {
          const [opened] = await openCases(tx, scope, [request.body])
          return answerOf(tx, scope, opened!.id)
        })
    )
    app.patch(
      '/cases/:id',
      {
        config: write,
        schema: {
          operationId: 'changeCase',
          summary: 'Change what a case is about; the answer is masked',
          params: IdParams,
          body: CaseChangeInput,
          response: { 200: CaseShape }
        }
      },
      (request, reply) => {
        const { id } = request.params
        const update = { caseId: id, version: request.ifMatch(), set: request.body }
        return reply.write(200, async (tx) => {
          await updateCases(tx, scope, [update])
          return answerOf(tx, scope, id)
        })
      }
    )
  })
  stepRoutes(scope)
  sayingRoutes(scope)
}

function stepRoutes(scope: AftersalesScope): void {
  addAction(scope, {
    path: 'step',
    operationId: 'stepCase',
    summary:
      'Bring a case into another state; refused with the legal ones, or with what is missing',
    body: StepInput,
    run: (tx, ref, body) => stepCases(tx, scope, [{ ...ref, ...body }])
  })
  addAction(scope, {
    path: 'assign',
    operationId: 'assignCase',
    summary: 'Say who looks after a case',
    body: AssignInput,
    run: (tx, ref, { owner }) =>
      updateCases(tx, scope, [
        { ...ref, set: { owner }, event: { kind: 'assigned', detail: { owner } } }
      ])
  })
  addAction(scope, {
    path: 'dispute',
    operationId: 'disputeCase',
    summary: 'Make a dispute of a request that the customer does not leave at that',
    body: DisputeInput,
    run: (tx, ref, body) => disputeCases(tx, scope, [{ ...ref, ...body }])
  })
}

interface Action<Body extends TSchema> {
  path: string
  operationId: string
  summary: string
  body: Body
  run(tx: Tx, ref: CaseRef, body: Static<Body>): Promise<unknown>
}

function addAction<Body extends TSchema>(
  scope: AftersalesScope,
  { path, operationId, summary, body, run }: Action<Body>
): void {
  scope.ctx.routes(async (app) => {
    app.post(
      `/cases/:id/${path}`,
      {
        config: write,
        schema: { operationId, summary, params: IdParams, body, response: { 200: CaseShape } }
      },
      (request, reply) => {
        const { id } = request.params as Static<typeof IdParams>
        const ref = { caseId: id, version: request.ifMatch() }
        return reply.write(200, async (tx) => {
          await run(tx, ref, request.body as Static<Body>)
          return answerOf(tx, scope, id)
        })
      }
    )
  })
}

function sayingRoutes(scope: AftersalesScope): void {
  const masked = { canSeePersonal: false }
  scope.ctx.routes(async (app) => {
    app.post(
      '/cases/:id/messages',
      {
        config: write,
        schema: {
          operationId: 'sayInCase',
          summary: 'Write down what was said in a case; the answer is masked',
          params: IdParams,
          body: MessageInput,
          response: { 201: CaseMessageShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => {
          const saying = { caseId: request.params.id, ...request.body }
          return presentMessage((await sayInCases(tx, scope, [saying]))[0]!, masked)
        })
    )
    app.post(
      '/cases/:id/notes',
      {
        config: write,
        schema: {
          operationId: 'noteInCase',
          summary: 'Write a note in a case, for us alone; the answer is masked',
          params: IdParams,
          body: NoteInput,
          response: { 201: CaseMessageShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => {
          const { text } = request.body
          const note = { caseId: request.params.id, side: 'staff' as const, isNote: true, text }
          return presentMessage((await sayInCases(tx, scope, [note]))[0]!, masked)
        })
    )
  })
}
