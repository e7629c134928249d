import { Type } from 'typebox'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf, PageQuery } from '#core/http/schemas'
import type { CrmScope } from '../../scope.ts'
import { addNote, putAddress, removeAddress } from '../keep.ts'
import { loadLiving } from '../living.ts'
import { presentAddress, presentNote } from '../present.ts'
import { addIdentity, removeIdentity } from '../profile.ts'
import { readCustomer, readNotes } from '../read.ts'
import { addressesOf } from '../repository/belongings.ts'
import { findCustomer } from '../repository/customers.ts'
import {
  AddressBody,
  AddressParams,
  AddressShape,
  CustomerShape,
  IdentityBody,
  IdentityParams,
  NoteBody,
  NoteShape,
  TagBody,
  TagParams
} from '../schema.ts'
import { addTags, removeTag } from '../tags.ts'
import { auditLook, masked, openerOf } from './viewer.ts'

/** What belongs to customers: identities, tags, addresses and notes. */
export function belongingRoutes(scope: CrmScope): void {
  identityRoutes(scope)
  tagRoutes(scope)
  addressRoutes(scope)
  noteRoutes(scope)
}

function identityRoutes(scope: CrmScope): void {
  scope.ctx.routes(async (app) => {
    app.post(
      '/customers/:id/identities',
      {
        config: { permission: 'crm:write' },
        schema: {
          operationId: 'addCustomerIdentity',
          summary: 'Add what a channel calls a customer',
          params: IdParams,
          body: IdentityBody,
          response: { 200: CustomerShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => {
          const { id } = request.params
          await addIdentity(tx, scope, { id, identity: request.body })
          return readCustomer(tx, id, masked(scope))
        })
    )
    app.delete(
      '/customers/:id/identities/:channelId/:externalId',
      {
        config: { permission: 'crm:write' },
        schema: {
          operationId: 'removeCustomerIdentity',
          summary: 'Take what a channel calls a customer off it; its orders stay',
          params: IdentityParams,
          response: { 200: CustomerShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => {
          const { id, ...identity } = request.params
          if (!(await removeIdentity(tx, scope, { id, identity }))) {
            throw new NotFound({ what: 'identity', id: identity.externalId })
          }
          return readCustomer(tx, id, masked(scope))
        })
    )
  })
}

function tagRoutes(scope: CrmScope): void {
  scope.ctx.routes(async (app) => {
    app.post(
      '/customers/:id/tags',
      {
        config: { permission: 'crm:write' },
        schema: {
          operationId: 'tagCustomer',
          summary: 'Put a tag on a customer',
          params: IdParams,
          body: TagBody,
          response: { 200: CustomerShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => {
          const { id } = request.params
          await loadLiving(tx, id)
          await addTags(tx, scope, { customerIds: [id], tags: [request.body.tag] })
          return readCustomer(tx, id, masked(scope))
        })
    )
    app.delete(
      '/customers/:id/tags/:tag',
      {
        config: { permission: 'crm:write' },
        schema: {
          operationId: 'untagCustomer',
          summary: 'Take a tag off a customer',
          params: TagParams,
          response: { 200: CustomerShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => {
          const { id, tag } = request.params
          await loadLiving(tx, id)
          if (!(await removeTag(tx, scope, { customerId: id, tag }))) {
            throw new NotFound({ what: 'tag', id: tag })
          }
          return readCustomer(tx, id, masked(scope))
        })
    )
  })
}

function addressRoutes(scope: CrmScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.get(
      '/customers/:id/addresses',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'listCustomerAddresses',
          summary: 'List the addresses of a customer',
          params: IdParams,
          response: { 200: Type.Object({ data: Type.Array(AddressShape) }) }
        }
      },
      async (request) => {
        const { id } = request.params
        if (!(await findCustomer(ctx.db, id))) throw new NotFound({ what: 'customer', id })
        const rows = await addressesOf(ctx.db, id)
        await auditLook(scope, request, { customerIds: [id], what: 'addresses' })
        return { data: rows.map((row) => presentAddress(row, openerOf(scope, request))) }
      }
    )
    app.post(
      '/customers/:id/addresses',
      {
        config: { permission: 'crm:write' },
        schema: {
          operationId: 'addCustomerAddress',
          summary: 'Add an address; the answer is masked',
          params: IdParams,
          body: AddressBody,
          response: { 201: AddressShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => {
          const customerId = request.params.id
          const address = request.body
          const row = await putAddress(tx, scope, { customerId, addressId: null, address })
          return presentAddress(row, masked(scope))
        })
    )
    app.put(
      '/customers/:id/addresses/:addressId',
      {
        config: { permission: 'crm:write' },
        schema: {
          operationId: 'replaceCustomerAddress',
          summary: 'Write another address over one of a customer; the answer is masked',
          params: AddressParams,
          body: AddressBody,
          response: { 200: AddressShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => {
          const { id: customerId, addressId } = request.params
          const row = await putAddress(tx, scope, { customerId, addressId, address: request.body })
          return presentAddress(row, masked(scope))
        })
    )
    app.delete(
      '/customers/:id/addresses/:addressId',
      {
        config: { permission: 'crm:write' },
        schema: {
          operationId: 'removeCustomerAddress',
          summary: 'Remove an address of a customer',
          params: AddressParams,
          response: { 204: Type.Null() }
        }
      },
      (request, reply) =>
        reply.write(204, (tx) => {
          const { id: customerId, addressId } = request.params
          return removeAddress(tx, scope, { customerId, addressId })
        })
    )
  })
}

function noteRoutes(scope: CrmScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.get(
      '/customers/:id/notes',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'listCustomerNotes',
          summary: 'List the notes on a customer, newest first',
          params: IdParams,
          querystring: PageQuery,
          response: { 200: PageOf(NoteShape) }
        }
      },
      async (request) => {
        const { id } = request.params
        if (!(await findCustomer(ctx.db, id))) throw new NotFound({ what: 'customer', id })
        const { data, next } = await readNotes(ctx.db, id, request.query)
        await auditLook(scope, request, { customerIds: [id], what: 'notes' })
        return { data: data.map((row) => presentNote(row, openerOf(scope, request))), next }
      }
    )
    app.post(
      '/customers/:id/notes',
      {
        config: { permission: 'crm:write' },
        schema: {
          operationId: 'addCustomerNote',
          summary: 'Write a note on a customer; the answer is masked',
          params: IdParams,
          body: NoteBody,
          response: { 201: NoteShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => {
          const customerId = request.params.id
          const row = await addNote(tx, scope, { customerId, text: request.body.text })
          return presentNote(row, masked(scope))
        })
    )
  })
}
