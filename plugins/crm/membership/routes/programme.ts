import { Type } from 'typebox'
import { NotFound } from '#core/http/errors'
import { IdParams } from '#core/http/schemas'
import type { CrmScope } from '../../scope.ts'
import { createTier, putProgramme, removeTier, replaceTier } from '../programme/keep.ts'
import { type Programme, readProgramme, tierFrom } from '../programme/programme.ts'
import { ProgrammeBody, ProgrammeShape, TierBody, TierShape } from '../programme/schema.ts'

const read = { permission: 'membership:read' } as const
const write = { permission: 'membership:write' } as const

/** The rules of membership, and its tiers. */
export function programmeRoutes(scope: CrmScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.get(
      '/membership/programme',
      {
        config: read,
        schema: {
          operationId: 'getMembershipProgramme',
          summary: 'Read the rules of membership',
          response: { 200: ProgrammeShape }
        }
      },
      async (_request, reply) => {
        const programme = await readProgramme(ctx.db)
        if (!programme) throw new NotFound({ what: 'membership programme', id: 'main' })
        return reply.sendVersioned(present(programme))
      }
    )
    app.put(
      '/membership/programme',
      {
        config: write,
        schema: {
          operationId: 'putMembershipProgramme',
          summary: 'Write the rules of membership; they hold for orders from now on',
          body: ProgrammeBody,
          response: { 200: ProgrammeShape }
        }
      },
      (request, reply) => {
        const change = { body: request.body, expected: request.ifMatch() }
        return reply.write(200, async (tx) =>
          present(await putProgramme(tx, ctx.tryUse('catalog'), change))
        )
      }
    )
  })
  tierRoutes(scope)
}

function present({ rule, version, createdAt, updatedAt }: Programme) {
  return { ...rule, version, createdAt, updatedAt }
}

function tierRoutes({ ctx }: CrmScope): void {
  ctx.routes(async (app) => {
    app.get(
      '/membership/tiers',
      {
        config: read,
        schema: {
          operationId: 'listTiers',
          summary: 'List the tiers, lowest first',
          response: { 200: Type.Object({ data: Type.Array(TierShape) }) }
        }
      },
      async () => {
        const query = ctx.db.selectFrom('membershipTiers').selectAll().orderBy('level')
        return { data: (await query.execute()).map(tierFrom) }
      }
    )
    app.post(
      '/membership/tiers',
      {
        config: write,
        schema: {
          operationId: 'createTier',
          summary: 'Add a tier; members reach it with their next order',
          body: TierBody,
          response: { 201: TierShape }
        }
      },
      (request, reply) => reply.write(201, (tx) => createTier(tx, request.body))
    )
    app.get(
      '/membership/tiers/:id',
      {
        config: read,
        schema: {
          operationId: 'getTier',
          summary: 'Read a tier',
          params: IdParams,
          response: { 200: TierShape }
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const query = ctx.db.selectFrom('membershipTiers').selectAll().where('id', '=', id)
        const row = await query.executeTakeFirst()
        if (!row) throw new NotFound({ what: 'tier', id })
        return reply.sendVersioned(tierFrom(row))
      }
    )
    app.put(
      '/membership/tiers/:id',
      {
        config: write,
        schema: {
          operationId: 'replaceTier',
          summary: 'Put a tier in the place of what it was; who has it keeps it',
          params: IdParams,
          body: TierBody,
          response: { 200: TierShape }
        }
      },
      (request, reply) => {
        const change = { ...request.params, body: request.body, expected: request.ifMatch() }
        return reply.write(200, (tx) => replaceTier(tx, change))
      }
    )
    app.delete(
      '/membership/tiers/:id',
      {
        config: write,
        schema: {
          operationId: 'removeTier',
          summary: 'Remove a tier that no member has',
          params: IdParams,
          response: { 204: Type.Null() }
        }
      },
      (request, reply) => {
        const change = { ...request.params, expected: request.ifMatch() }
        return reply.write(204, (tx) => removeTier(tx, change))
      }
    )
  })
}
