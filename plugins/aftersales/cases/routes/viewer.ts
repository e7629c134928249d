import type { FastifyRequest } from 'fastify'
import type { Tx } from '#core/transaction'
import type { AftersalesScope } from '../../scope.ts'
import type { CaseViewer } from '../present.ts'
import { readCase } from '../read.ts'

/** How the caller sees customers' words. */
export function viewerOf({ ctx }: AftersalesScope, request: FastifyRequest): CaseViewer {
  return { canSeePersonal: request.can('aftersales:personal'), now: ctx.clock.now() }
}

/** How writes answer: masked, whoever asks. An answer is kept with its Idempotency-Key, which no erasure reaches. */
export async function answerOf(tx: Tx, scope: AftersalesScope, id: string) {
  return readCase(tx, scope, { id, viewer: { canSeePersonal: false, now: tx.now } })
}

/** Writes down that somebody was shown what a customer wrote or sent. */
export async function auditLook(
  { ctx }: AftersalesScope,
  request: FastifyRequest,
  { caseId, what }: { caseId: string; what: string }
): Promise<void> {
  if (!request.can('aftersales:personal')) return
  await ctx.transaction(async (tx) => {
    tx.audit([{ action: 'case.look', subjectType: 'case', subjectId: caseId, after: { what } }])
  }, request.origin)
}
