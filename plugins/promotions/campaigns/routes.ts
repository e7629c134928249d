import type { Reader } from '#core/database/db'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf } from '#core/http/schemas'
import type { PromotionsScope } from '../scope.ts'
import { selectPromotions } from '../store/repository.ts'
import { warningsOf } from './check.ts'
import { CampaignChange, CampaignInput } from './definition.ts'
import { inputOf, presentCampaign, presentWritten } from './present.ts'
import { lockedStockOf, previewOf } from './preview.ts'
import { findCampaign, listCampaigns, promotionIdsOf } from './repository.ts'
import {
  CampaignShape,
  CampaignsQuery,
  CampaignWithWarnings,
  LockedStockShape,
  PreviewShape
} from './schema.ts'
import { stepCampaign } from './step.ts'
import { type CampaignStep, campaignStepNames } from './steps.ts'
import { changeCampaign, createCampaign } from './write.ts'

const summaries: Record<CampaignStep, string> = {
  announce: 'Announce a draft: codes of its promotions may be claimed ahead',
  launch: 'Let a campaign go live before its time; its promotions are started',
  close: 'Close a campaign before its time; its promotions are ended',
  stop: 'Stop a campaign that is not over for good; its promotions are ended'
}

/** Campaigns as people write, change and step them. */
export function campaignRoutes(scope: PromotionsScope): void {
  const { ctx, parts } = scope
  const shown = async (db: Reader, id: string) => {
    const row = await findCampaign(db, id)
    if (!row) throw new NotFound({ what: 'campaign', id })
    const ids = (await promotionIdsOf(db, [id])).get(id)!
    const promotions = await selectPromotions(db, 'id', ids)
    return presentWritten(row, ids, await warningsOf(parts, db, inputOf(row, ids), promotions))
  }
  ctx.routes(async (app) => {
    app.get(
      '/campaigns',
      {
        config: { permission: 'campaigns:read' },
        schema: {
          operationId: 'listCampaigns',
          summary: 'List campaigns, newest first',
          querystring: CampaignsQuery,
          response: { 200: PageOf(CampaignShape) }
        }
      },
      async (request) => {
        const { limit, after, ...filters } = request.query
        const page = await listCampaigns(ctx.db, filters, { limit, after })
        const ids = await promotionIdsOf(
          ctx.db,
          page.data.map(({ id }) => id)
        )
        return { ...page, data: page.data.map((row) => presentCampaign(row, ids.get(row.id)!)) }
      }
    )
    app.post(
      '/campaigns',
      {
        config: { permission: 'campaigns:write' },
        schema: {
          operationId: 'createCampaign',
          summary: 'Write a campaign, as a draft; its instants move it from then on',
          body: CampaignInput,
          response: { 201: CampaignWithWarnings }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => shown(tx, await createCampaign(scope, tx, request.body)))
    )
    app.get(
      '/campaigns/:id',
      {
        config: { permission: 'campaigns:read' },
        schema: {
          operationId: 'getCampaign',
          summary: 'Read a campaign, with what its guard rails cannot see',
          params: IdParams,
          response: { 200: CampaignWithWarnings }
        }
      },
      async (request, reply) => reply.sendVersioned(await shown(ctx.db, request.params.id))
    )
    app.patch(
      '/campaigns/:id',
      {
        config: { permission: 'campaigns:write' },
        schema: {
          operationId: 'changeCampaign',
          summary: 'Change a campaign that is not over',
          params: IdParams,
          body: CampaignChange,
          response: { 200: CampaignWithWarnings }
        }
      },
      (request, reply) => {
        const { id } = request.params
        const change = { id, given: request.body, expected: request.ifMatch() }
        return reply.write(200, async (tx) => {
          await changeCampaign(scope, tx, change)
          return shown(tx, id)
        })
      }
    )
    for (const step of campaignStepNames) {
      app.post(
        `/campaigns/:id/${step}`,
        {
          config: { permission: 'campaigns:write' },
          schema: {
            operationId: `${step}Campaign`,
            summary: summaries[step],
            params: IdParams,
            response: { 200: CampaignWithWarnings }
          }
        },
        (request, reply) => {
          const { id } = request.params
          const expected = request.ifMatch()
          return reply.write(200, async (tx) => {
            await stepCampaign(scope, tx, { id, step, expected })
            return shown(tx, id)
          })
        }
      )
    }
    app.get(
      '/campaigns/:id/preview',
      {
        config: { permission: 'campaigns:read' },
        schema: {
          operationId: 'previewCampaign',
          summary: 'Read what may be shown of a campaign that is announced or live',
          params: IdParams,
          response: { 200: PreviewShape }
        }
      },
      (request) => previewOf(ctx.db, request.params.id)
    )
    app.get(
      '/campaigns/:id/stock',
      {
        config: { permission: 'campaigns:read' },
        schema: {
          operationId: 'getCampaignStock',
          summary: 'Read the units that are locked for a campaign: those of its flash prices',
          params: IdParams,
          response: { 200: LockedStockShape }
        }
      },
      async (request) => ({ data: await lockedStockOf(ctx.db, request.params.id) })
    )
  })
}
