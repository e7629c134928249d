import { NotFound } from '#core/http/errors'
import { IdParams, PageOf, PageQuery } from '#core/http/schemas'
import type { Tx } from '#core/transaction'
import { PromotionInput } from '../definition/promotion.ts'
import {
  PromotionChange,
  PromotionShape,
  PromotionsQuery,
  PromotionVersionShape,
  VersionParams
} from '../schema/promotions.ts'
import type { PromotionsScope } from '../scope.ts'
import { changePromotion, createPromotion, stepPromotion } from '../store/definitions.ts'
import { presentListed, presentPromotion, presentVersion } from '../store/present.ts'
import {
  findPromotion,
  findVersion,
  listPromotions,
  listVersions,
  selectPromotions
} from '../store/repository.ts'
import { type PromotionStep, promotionStepNames } from '../store/steps.ts'
import { usedBy } from '../uses/read.ts'

const summaries: Record<PromotionStep, string> = {
  start: 'Let a draft count, from its start on',
  pause: 'Let a promotion not count until it is resumed',
  resume: 'Let a paused promotion count again',
  end: 'End a promotion for good'
}

/** Promotions as people write, change and step them. */
export function promotionRoutes(scope: PromotionsScope): void {
  const { ctx } = scope
  const written = async (tx: Tx, id: string) => {
    const [row] = await selectPromotions(tx, 'id', [id])
    return presentPromotion(row!, await usedBy(tx, id))
  }
  ctx.routes(async (app) => {
    app.get(
      '/promotions',
      {
        config: { permission: 'promotions:read' },
        schema: {
          operationId: 'listPromotions',
          summary: 'List promotions, newest first; uses are counted where there is a limit',
          querystring: PromotionsQuery,
          response: { 200: PageOf(PromotionShape) }
        }
      },
      async (request) => {
        const { limit, after, ...filters } = request.query
        const page = await listPromotions(ctx.db, filters, { limit, after })
        return { ...page, data: page.data.map(presentListed) }
      }
    )
    app.post(
      '/promotions',
      {
        config: { permission: 'promotions:write' },
        schema: {
          operationId: 'createPromotion',
          summary: 'Write a promotion, as a draft; what can never apply is refused',
          body: PromotionInput,
          response: { 201: PromotionShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => written(tx, await createPromotion(scope, tx, request.body)))
    )
    app.get(
      '/promotions/:id',
      {
        config: { permission: 'promotions:read' },
        schema: {
          operationId: 'getPromotion',
          summary: 'Read a promotion, with what it has given so far',
          params: IdParams,
          response: { 200: PromotionShape }
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const [row, used] = await Promise.all([findPromotion(ctx.db, id), usedBy(ctx.db, id)])
        if (!row) throw new NotFound({ what: 'promotion', id })
        return reply.sendVersioned(presentPromotion(row, used))
      }
    )
    app.patch(
      '/promotions/:id',
      {
        config: { permission: 'promotions:write' },
        schema: {
          operationId: 'changePromotion',
          summary: 'Change the rule of a promotion, from the next order on',
          params: IdParams,
          body: PromotionChange,
          response: { 200: PromotionShape }
        }
      },
      (request, reply) => {
        const { id } = request.params
        const change = { id, given: request.body, expected: request.ifMatch() }
        return reply.write(200, async (tx) => {
          await changePromotion(scope, tx, change)
          return written(tx, id)
        })
      }
    )
    for (const step of promotionStepNames) {
      app.post(
        `/promotions/:id/${step}`,
        {
          config: { permission: 'promotions:write' },
          schema: {
            operationId: `${step}Promotion`,
            summary: summaries[step],
            params: IdParams,
            response: { 200: PromotionShape }
          }
        },
        (request, reply) => {
          const { id } = request.params
          const expected = request.ifMatch()
          return reply.write(200, async (tx) => {
            await stepPromotion(scope, tx, { id, step, expected })
            return written(tx, id)
          })
        }
      )
    }
    app.get(
      '/promotions/:id/versions',
      {
        config: { permission: 'promotions:read' },
        schema: {
          operationId: 'listPromotionVersions',
          summary: 'List what a promotion was before, newest first',
          params: IdParams,
          querystring: PageQuery,
          response: { 200: PageOf(PromotionVersionShape) }
        }
      },
      async (request) => {
        const page = await listVersions(ctx.db, request.params.id, request.query)
        return { ...page, data: page.data.map(presentVersion) }
      }
    )
    app.get(
      '/promotions/:id/versions/:version',
      {
        config: { permission: 'promotions:read' },
        schema: {
          operationId: 'getPromotionVersion',
          summary: 'Read the rule as it counted for an order',
          params: VersionParams,
          response: { 200: PromotionVersionShape }
        }
      },
      async (request, reply) => {
        const { id, version } = request.params
        const row = await findVersion(ctx.db, id, version)
        if (!row) throw new NotFound({ what: 'version of a promotion', id: `${id} ${version}` })
        return reply.send(presentVersion(row))
      }
    )
  })
}
