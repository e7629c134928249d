import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { NotFound } from '#core/http/errors'
import { IdParams, OneOf, PageOf, PageQuery } from '#core/http/schemas'
import type { PluginContext } from '#core/plugin'
import type { Tx } from '#core/transaction'
import { groupBy } from '../group-by.ts'
import { reservationsPage } from '../repository/lists.ts'
import { findReservation, partsOf } from '../repository/reservations.ts'
import { CommitBody, ReservationBody, ReservationPatch, ReservationShape } from '../schema.ts'
import type { Reservation, Reservations } from '../service/reservations.ts'
import { reservationStates } from '../tables.ts'
import { toReservationAnswer } from './answers.ts'
import { once, read, write } from './permissions.ts'

/** Expiring holds. */
export function reservationRoutes(
  ctx: PluginContext,
  reservations: Reservations
): FastifyPluginAsyncTypebox {
  const answer = (act: (tx: Tx) => Promise<Reservation>) => async (tx: Tx) =>
    toReservationAnswer(await act(tx), tx.now)

  return async (app) => {
    app.get(
      '/reservations',
      {
        ...read,
        schema: {
          operationId: 'listReservations',
          summary: 'List reservations, newest first',
          querystring: Type.Object(
            {
              ...PageQuery.properties,
              owner: Type.Optional(Type.String({ maxLength: 200 })),
              state: Type.Optional(OneOf(reservationStates))
            },
            { additionalProperties: false }
          ),
          response: { 200: PageOf(ReservationShape) }
        }
      },
      async (request) => {
        const { owner, state, ...paging } = request.query
        const now = ctx.clock.now()
        const page = await reservationsPage(ctx.db, { owner, state, now }, paging)
        const ids = page.data.map((row) => row.id)
        const parts = groupBy(await partsOf(ctx.db, ids), (part) => part.reservationId)
        const toAnswer = (row: (typeof page.data)[number]) =>
          toReservationAnswer({ ...row, parts: parts.get(row.id) ?? [] }, now)
        return { ...page, data: page.data.map(toAnswer) }
      }
    )
    app.get(
      '/reservations/:id',
      {
        ...read,
        schema: {
          operationId: 'getReservation',
          summary: 'Read a reservation',
          params: IdParams,
          response: { 200: ReservationShape }
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const row = await findReservation(ctx.db, id)
        if (!row) throw new NotFound({ what: 'reservation', id })
        const parts = await partsOf(ctx.db, [id])
        return reply.sendVersioned(toReservationAnswer({ ...row, parts }, ctx.clock.now()))
      }
    )
    app.post(
      '/reservations',
      {
        ...once,
        schema: {
          operationId: 'createReservation',
          summary: 'Hold units until their time is up: all of them, or none',
          body: ReservationBody,
          response: { 201: ReservationShape }
        }
      },
      (request, reply) =>
        reply.write(
          201,
          answer((tx) => reservations.hold(tx, request.body))
        )
    )
    app.patch(
      '/reservations/:id',
      {
        ...write,
        schema: {
          operationId: 'changeReservation',
          summary: 'Hold other units, or for longer',
          params: IdParams,
          body: ReservationPatch,
          response: { 200: ReservationShape }
        }
      },
      (request, reply) =>
        reply.write(
          200,
          answer((tx) => reservations.change(tx, request.params.id, request.body))
        )
    )
    app.post(
      '/reservations/:id/commit',
      {
        ...write,
        schema: {
          operationId: 'commitReservation',
          summary: "Turn a reservation into an order's allocation",
          params: IdParams,
          body: CommitBody,
          response: { 200: ReservationShape }
        }
      },
      (request, reply) =>
        reply.write(
          200,
          answer((tx) => reservations.commit(tx, request.params.id, request.body))
        )
    )
    app.post(
      '/reservations/:id/release',
      {
        ...write,
        schema: {
          operationId: 'releaseReservation',
          summary: 'Give back what a reservation holds',
          params: IdParams,
          response: { 200: ReservationShape }
        }
      },
      (request, reply) =>
        reply.write(
          200,
          answer((tx) => reservations.release(tx, request.params.id))
        )
    )
  }
}
