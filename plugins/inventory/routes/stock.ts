import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, type TSchema, Type } from 'typebox'
import { BatchOutcomes } from '#core/http/batch'
import { NotFound } from '#core/http/errors'
import { toProblem } from '#core/http/problem'
import { OneOf, PageOf, PageQuery, skuCharactersMax } from '#core/http/schemas'
import type { PluginContext } from '#core/plugin'
import type { Tx } from '#core/transaction'
import type { Level } from '../repository/levels.ts'
import { sumAvailable } from '../repository/levels.ts'
import { levelsOfVariant, levelsPage, movementsPage } from '../repository/lists.ts'
import { defaultLocationId } from '../repository/locations.ts'
import { variantsById } from '../repository/variants.ts'
import {
  LevelShape,
  LevelsShape,
  MovementShape,
  OnHandBody,
  ReceiptBody,
  SafetyStockBody,
  StockBatchBody,
  StockShape,
  UnitsBody,
  VariantParams
} from '../schema.ts'
import type { Corrections, OnHandOutcome } from '../service/corrections.ts'
import { movementKinds } from '../tables.ts'
import { toLevelAnswer } from './answers.ts'
import { once, read, write } from './permissions.ts'

/** Levels, corrections and the ledger. */
export function stockRoutes(
  ctx: PluginContext,
  corrections: Corrections
): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/stock',
      {
        ...read,
        schema: {
          operationId: 'listStock',
          summary: 'List stock levels by SKU and location',
          querystring: Type.Object(
            {
              ...PageQuery.properties,
              sku: Type.Optional(Type.String({ maxLength: skuCharactersMax })),
              locationId: Type.Optional(Type.String({ maxLength: 128 })),
              low: Type.Optional(
                Type.Boolean({ description: 'Only what is below the minimum of its policy' })
              )
            },
            { additionalProperties: false }
          ),
          response: { 200: PageOf(LevelShape) }
        }
      },
      async (request) => {
        const { sku, locationId, low, ...paging } = request.query
        const page = await levelsPage(ctx.db, { sku, locationId, isLow: low }, paging)
        return { ...page, data: page.data.map((level) => toLevelAnswer(level, level.sku)) }
      }
    )
    app.get(
      '/stock/:variantId',
      {
        ...read,
        schema: {
          operationId: 'getStock',
          summary: 'Read the stock of one variant at all locations',
          params: VariantParams,
          response: { 200: StockShape }
        }
      },
      async (request) => {
        const { variantId } = request.params
        const variant = (await variantsById(ctx.db, [variantId])).get(variantId)
        if (!variant) throw new NotFound({ what: 'variant', id: variantId })
        const levels = await levelsOfVariant(ctx.db, variantId)
        const available = await sumAvailable(ctx.db, [variantId])
        return {
          variantId,
          sku: variant.sku,
          isTracked: variant.isTracked === 1,
          available: available.get(variantId) ?? 0,
          levels: levels.map((level) => toLevelAnswer(level, variant.sku))
        }
      }
    )
    const book = <Body extends TSchema>(
      path: string,
      described: { operationId: string; summary: string; body: Body },
      change: (tx: Tx, body: Static<Body>) => Promise<Level[]>
    ) =>
      app.post(
        path,
        { ...once, schema: { ...described, response: { 201: LevelsShape } } },
        (request, reply) =>
          reply.write(201, async (tx) =>
            toLevels(tx, await change(tx, request.body as Static<Body>))
          )
      )
    book(
      '/stock/adjustments',
      {
        operationId: 'adjustStock',
        summary: 'Add to or take from what is on hand, with a reason',
        body: UnitsBody
      },
      (tx, body) => corrections.adjust(tx, body.lines, body)
    )
    book(
      '/stock/incoming',
      {
        operationId: 'expectStock',
        summary: 'Announce goods that are on their way, or take an announcement back',
        body: UnitsBody
      },
      (tx, body) => corrections.expect(tx, body.lines, body)
    )
    book(
      '/stock/receipts',
      { operationId: 'receiveStock', summary: 'Book goods in', body: ReceiptBody },
      (tx, body) => corrections.receive(tx, body.lines, body)
    )
    app.post(
      '/stock/batch',
      {
        ...write,
        schema: {
          operationId: 'setStockBatch',
          summary: 'Set what is on hand for many SKUs; what is right already is left alone',
          body: StockBatchBody,
          response: { 200: BatchOutcomes(LevelShape) }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => {
          const { items, ...why } = request.body
          const outcomes = await corrections.setOnHand(tx, items, why)
          return {
            outcomes: outcomes.map((outcome, index) =>
              toBatchOutcome(outcome, index, items[index]!.sku)
            )
          }
        })
    )
    app.put(
      '/stock/:variantId/on-hand',
      {
        ...write,
        schema: {
          operationId: 'setOnHand',
          summary: 'Set what is on hand at one location',
          params: VariantParams,
          body: OnHandBody,
          response: { 200: LevelShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => {
          const { variantId } = request.params
          const { locationId = defaultLocationId, onHand, ...why } = request.body
          const sku = await skuOf(tx, variantId)
          const [outcome] = await corrections.setOnHand(tx, [{ sku, locationId, onHand }], why)
          if (!outcome?.level) throw outcome?.problem
          return toLevelAnswer(outcome.level, sku)
        })
    )
    app.put(
      '/stock/:variantId/safety-stock',
      {
        ...write,
        schema: {
          operationId: 'setSafetyStock',
          summary: 'Set the units never promised at a location, or below zero the backorder limit',
          params: VariantParams,
          body: SafetyStockBody,
          response: { 200: LevelShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => {
          const { variantId } = request.params
          const { locationId = defaultLocationId, safetyStock } = request.body
          const level = await corrections.setSafetyStock(tx, { variantId, locationId, safetyStock })
          return toLevelAnswer(level, await skuOf(tx, variantId))
        })
    )
    app.get(
      '/stock/movements',
      {
        ...read,
        schema: {
          operationId: 'listStockMovements',
          summary: 'Read the ledger, newest first',
          querystring: Type.Object(
            {
              ...PageQuery.properties,
              sku: Type.Optional(Type.String({ maxLength: skuCharactersMax })),
              locationId: Type.Optional(Type.String({ maxLength: 128 })),
              kind: Type.Optional(OneOf(movementKinds))
            },
            { additionalProperties: false }
          ),
          response: { 200: PageOf(MovementShape) }
        }
      },
      async (request) => {
        const { sku, locationId, kind, ...paging } = request.query
        return movementsPage(ctx.db, { sku, locationId, kind }, paging)
      }
    )
  }
}

async function skuOf(tx: Tx, variantId: string): Promise<string> {
  const variant = (await variantsById(tx, [variantId])).get(variantId)
  if (!variant) throw new NotFound({ what: 'variant', id: variantId })
  return variant.sku
}

async function toLevels(tx: Tx, levels: readonly Level[]) {
  const variants = await variantsById(
    tx,
    levels.map((level) => level.variantId)
  )
  return {
    levels: levels.map((level) => toLevelAnswer(level, variants.get(level.variantId)!.sku))
  }
}

function toBatchOutcome(outcome: OnHandOutcome, index: number, sku: string) {
  return outcome.level
    ? { index, status: 'done' as const, result: toLevelAnswer(outcome.level, sku) }
    : { index, status: 'rejected' as const, problem: toProblem(outcome.problem) }
}
