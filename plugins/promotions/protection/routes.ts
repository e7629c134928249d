import { Type } from 'typebox'
import { IdParams, InstantText, Nullable, OneOf, PageOf, PageQuery } from '#core/http/schemas'
import type { PromotionsScope } from '../scope.ts'
import { claimDifference } from './claim.ts'
import { type ClaimStep, claimStepNames, stepClaim } from './decide.ts'
import { listClaims } from './repository.ts'
import { claimStates } from './tables.ts'

const closed = { additionalProperties: false }
const Id = Type.String({ minLength: 1, maxLength: 128 })

const ClaimShape = Type.Object({
  id: Type.String(),
  orderId: Type.String(),
  orderLineId: Type.String(),
  sku: Type.String(),
  state: OneOf(claimStates),
  quantity: Type.Integer(),
  currency: Type.String(),
  paidUnitMinor: Type.Integer({ description: 'What a unit cost after discounts' }),
  currentUnitMinor: Type.Integer({ description: 'What it cost when it was claimed' }),
  amountMinor: Type.Integer({ description: 'To be paid back' }),
  note: Nullable(Type.String()),
  requestedBy: Type.String({ description: 'Id of the key' }),
  decidedBy: Nullable(Type.String()),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})

const ClaimBody = Type.Object(
  { lineIds: Type.Array(Id, { minItems: 1, maxItems: 1000, description: 'Lines of the order' }) },
  closed
)
const StepBody = Type.Object(
  { note: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })) },
  closed
)
const ClaimsQuery = Type.Object(
  {
    ...PageQuery.properties,
    orderId: Type.Optional(Id),
    state: Type.Optional(OneOf(claimStates))
  },
  closed
)

const summaries: Record<ClaimStep, string> = {
  approve: 'Approve a claim; after-sales is told to pay it',
  refuse: 'Refuse a claim that is not paid yet',
  pay: 'Say that an approved claim is paid'
}

/** Claims for lines that became cheaper. */
export function protectionRoutes(scope: PromotionsScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.post(
      '/orders/:id/price-protection',
      {
        config: { permission: 'protection:claim' },
        schema: {
          operationId: 'claimPriceProtection',
          summary: 'Claim the difference for lines of a paid order that cost less now; once a line',
          params: IdParams,
          body: ClaimBody,
          response: { 201: Type.Object({ data: Type.Array(ClaimShape) }) }
        }
      },
      (request, reply) => {
        const claim = { orderId: request.params.id, lineIds: request.body.lineIds }
        return reply.write(201, async (tx) => ({ data: await claimDifference(scope, tx, claim) }))
      }
    )
    app.get(
      '/price-protection-claims',
      {
        config: { permission: 'promotions:read' },
        schema: {
          operationId: 'listPriceProtectionClaims',
          summary: 'List claims for lines that became cheaper, newest first',
          querystring: ClaimsQuery,
          response: { 200: PageOf(ClaimShape) }
        }
      },
      (request) => {
        const { orderId, state, ...paging } = request.query
        return listClaims(ctx.db, { orderId, state }, paging)
      }
    )
    for (const step of claimStepNames) {
      app.post(
        `/price-protection-claims/:id/${step}`,
        {
          config: { permission: 'protection:decide' },
          schema: {
            operationId: `${step}PriceProtection`,
            summary: summaries[step],
            params: IdParams,
            body: StepBody,
            response: { 200: ClaimShape }
          }
        },
        (request, reply) => {
          const { note = null } = request.body
          const change = { id: request.params.id, step, note, expected: request.ifMatch() }
          return reply.write(200, (tx) => stepClaim(tx, change))
        }
      )
    }
  })
}
