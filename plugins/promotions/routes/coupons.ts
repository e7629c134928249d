import { Readable } from 'node:stream'
import { spool } from '#core/files/spool'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf } from '#core/http/schemas'
import { findBuyer } from '../carts/customer.ts'
import { claimCoupon, claimForCustomer } from '../coupons/claim.ts'
import { exportCodes } from '../coupons/export.ts'
import { generateCodes } from '../coupons/generate.ts'
import { importCodes } from '../coupons/import.ts'
import { listCoupons } from '../coupons/repository.ts'
import { presentCoupon } from '../coupons/view.ts'
import {
  BatchShape,
  ClaimedShape,
  ClaimInput,
  CodesQuery,
  CodesReport,
  CouponShape,
  CouponsQuery,
  GenerateInput,
  ImportCodesQuery
} from '../schema/coupons.ts'
import type { PromotionsScope } from '../scope.ts'
import { findPromotion } from '../store/repository.ts'

const contentTypes = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const

/** Codes: made, imported, printed, listed and claimed. */
export function couponRoutes(scope: PromotionsScope): void {
  const { ctx } = scope
  const { importMaxBytes } = ctx.options
  ctx.routes(async (app) => {
    // The body stays a stream: it goes to a file, never into memory.
    app.addContentTypeParser(Object.values(contentTypes), (_, payload, done) => done(null, payload))
    app.get(
      '/coupons',
      {
        config: { permission: 'promotions:read' },
        schema: {
          operationId: 'listCoupons',
          summary: 'List codes in the order they were made',
          querystring: CouponsQuery,
          response: { 200: PageOf(CouponShape) }
        }
      },
      async (request) => {
        const { limit, after, ...filters } = request.query
        const page = await listCoupons(ctx.db, filters, { limit, after })
        const now = ctx.clock.now()
        return { ...page, data: page.data.map((row) => presentCoupon(row, now)) }
      }
    )
    app.post(
      '/coupons/claim',
      {
        config: { permission: 'promotions:claim' },
        schema: {
          operationId: 'claimCoupon',
          summary: 'Give a customer a free code of a promotion, that nobody else can use then',
          body: ClaimInput,
          response: { 201: ClaimedShape }
        }
      },
      (request, reply) => {
        const { promotionId, customerId, channelId, buyer, country = null } = request.body
        const named = buyer && { externalId: null, ...buyer, channelId, region: country }
        return reply.write(201, async (tx) => {
          const keys = named ? await (await findBuyer(scope, tx, named)).keys() : []
          return customerId === undefined
            ? claimCoupon(tx, promotionId, keys)
            : claimForCustomer(scope, tx, promotionId, { customerId, keys })
        })
      }
    )
    app.post(
      '/promotions/:id/codes/generate',
      {
        config: { permission: 'promotions:write' },
        schema: {
          operationId: 'generateCodes',
          summary: 'Make the codes that a batch lacks; the same call again makes none too many',
          params: IdParams,
          body: GenerateInput,
          response: { 200: BatchShape }
        }
      },
      (request) =>
        generateCodes(
          (work) => ctx.transaction(work, request.origin),
          request.params.id,
          request.body
        )
    )
    app.post(
      '/promotions/:id/codes/import',
      {
        config: { permission: 'promotions:write' },
        bodyLimit: importMaxBytes,
        schema: {
          operationId: 'importCodes',
          summary: 'Import codes that were made elsewhere; the same file again changes nothing',
          params: IdParams,
          querystring: ImportCodesQuery,
          consumes: Object.values(contentTypes),
          response: { 200: CodesReport }
        }
      },
      async (request) => {
        const isCsv = request.headers['content-type']?.startsWith(contentTypes.csv)
        const file = await spool(request.body as Readable, { maxBytes: importMaxBytes })
        try {
          return await importCodes(
            (work) => ctx.transaction(work, request.origin),
            { promotionId: request.params.id, batch: request.query.batch },
            { path: file.path, format: isCsv ? 'csv' : 'ndjson', maxBytes: importMaxBytes }
          )
        } finally {
          await file.dispose()
        }
      }
    )
    app.get(
      '/promotions/:id/codes/export',
      {
        config: { permission: 'promotions:read' },
        schema: {
          operationId: 'exportCodes',
          summary: 'Export the codes of a promotion as a stream, for printing',
          params: IdParams,
          querystring: CodesQuery,
          produces: Object.values(contentTypes)
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const { format, batch } = request.query
        if (!(await findPromotion(ctx.db, id))) throw new NotFound({ what: 'promotion', id })
        reply.type(`${contentTypes[format]}; charset=utf-8`)
        reply.header('content-disposition', `attachment; filename="codes.${format}"`)
        return reply.send(Readable.from(exportCodes(ctx.db, { promotionId: id, batch }, format)))
      }
    )
  })
}
