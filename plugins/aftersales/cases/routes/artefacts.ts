import type { Static, TSchema } from 'typebox'
import { IdParams } from '#core/http/schemas'
import type { Tx } from '#core/transaction'
import type { AftersalesScope } from '../../scope.ts'
import {
  recordAgreement,
  recordDecision,
  recordProposal,
  recordSatisfaction,
  recordSettlement,
  recordVerification
} from '../artefacts.ts'
import type { CaseRef } from '../load.ts'
import { presentArtefact } from '../present.ts'
import { ArtefactShape } from '../schema/answers.ts'
import {
  AgreementInput,
  DecisionInput,
  ProposalInput,
  SatisfactionInput,
  SettlementInput,
  VerificationInput
} from '../schema/artefacts.ts'
import type { CaseArtefactRow } from '../tables.ts'

interface Recording<Body extends TSchema> {
  path: string
  operationId: string
  summary: string
  body: Body
  run(tx: Tx, scope: AftersalesScope, ref: CaseRef, body: Static<Body>): Promise<CaseArtefactRow>
}

/** What steps ask for, as people record it: for good, a later one counts instead of an earlier one. */
export function artefactRoutes(scope: AftersalesScope): void {
  addRecording(scope, {
    path: 'verification',
    operationId: 'verifyCase',
    summary: 'Record whether what is claimed in a case is true',
    body: VerificationInput,
    run: recordVerification
  })
  addRecording(scope, {
    path: 'proposal',
    operationId: 'proposeInCase',
    summary: 'Record what the customer is offered',
    body: ProposalInput,
    run: recordProposal
  })
  addRecording(scope, {
    path: 'agreement',
    operationId: 'agreeInCase',
    summary: "Record the customer's answer to the latest proposal",
    body: AgreementInput,
    run: recordAgreement
  })
  addRecording(scope, {
    path: 'decision',
    operationId: 'decideCase',
    summary: 'Record what the platform has decided',
    body: DecisionInput,
    run: recordDecision
  })
  addRecording(scope, {
    path: 'settlement',
    operationId: 'settleCase',
    summary: 'Record that the customer was given what is neither money nor goods',
    body: SettlementInput,
    run: recordSettlement
  })
  addRecording(scope, {
    path: 'satisfaction',
    operationId: 'scoreCase',
    summary: 'Record how content the customer is, or that there was no answer',
    body: SatisfactionInput,
    run: recordSatisfaction
  })
}

function addRecording<Body extends TSchema>(
  scope: AftersalesScope,
  { path, operationId, summary, body, run }: Recording<Body>
): void {
  scope.ctx.routes(async (app) => {
    app.post(
      `/cases/:id/${path}`,
      {
        config: { permission: 'aftersales:write' },
        schema: {
          ...{ operationId, summary: `${summary}; the answer is masked` },
          ...{ params: IdParams, body, response: { 201: ArtefactShape } }
        }
      },
      (request, reply) => {
        const { id } = request.params as Static<typeof IdParams>
        const ref = { caseId: id, version: request.ifMatch() }
        return reply.write(201, async (tx) => {
          const row = await run(tx, scope, ref, request.body as Static<Body>)
          return presentArtefact(row, { canSeePersonal: false })
        })
      }
    )
  })
}
