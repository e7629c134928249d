import { IdParams } from '#core/http/schemas'
import type { AftersalesScope } from '../scope.ts'
import { decideOnPlatform, type PlannedDecision, planDecision } from './decide.ts'
import { presentDecision } from './present.ts'
import { DecisionPreviewShape, PlatformDecisionAnswer, PlatformDecisionInput } from './schema.ts'

const write = { permission: 'aftersales:write' } as const

/** What platforms are told about their cases. */
export function platformRoutes(scope: AftersalesScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.post(
      '/cases/:id/platform-decision/preview',
      {
        config: write,
        schema: {
          operationId: 'previewPlatformDecision',
          summary: 'Show what the platform of a case would be told, without telling it',
          params: IdParams,
          body: PlatformDecisionInput,
          response: { 200: DecisionPreviewShape }
        }
      },
      (request, reply) => {
        const ref = { caseId: request.params.id, version: request.ifMatch() }
        return reply.write(200, async (tx) =>
          presentPlan(await planDecision(tx, scope, { ref, asked: request.body }))
        )
      }
    )
    app.post(
      '/cases/:id/platform-decision',
      {
        config: write,
        schema: {
          operationId: 'decideOnPlatform',
          summary: 'Agree to a case on its platform, or refuse it; the answer is masked',
          params: IdParams,
          body: PlatformDecisionInput,
          response: { 202: PlatformDecisionAnswer }
        }
      },
      (request, reply) => {
        const ref = { caseId: request.params.id, version: request.ifMatch() }
        return reply.write(202, async (tx) =>
          presentDecision(await decideOnPlatform(tx, scope, { ref, asked: request.body }), {
            canSeePersonal: false
          })
        )
      }
    )
  })
}

function presentPlan({ row, externalId, asked, amountMinor, evidence }: PlannedDecision) {
  const { channelId, currency, platformVersion } = row
  const { action, note, reasonCode = null } = asked
  return {
    ...{ channelId, externalId, action, amountMinor, currency, note, reasonCode, platformVersion },
    evidence: evidence.map(({ id, contentType, sizeBytes }) => ({ id, contentType, sizeBytes }))
  }
}
