import { NotFound } from '#core/http/errors'
import { IdParams, PageOf, PageQuery } from '#core/http/schemas'
import type { CrmScope } from '../../scope.ts'
import { mergeCustomers, unmergeCustomer } from '../merge.ts'
import { presentTimelineEntry } from '../present.ts'
import { createCustomer, editCustomer } from '../profile.ts'
import { readCustomer, readCustomers, readTimeline, searchFilters } from '../read.ts'
import { findCustomer } from '../repository/customers.ts'
import {
  CustomerInput,
  CustomerPatch,
  CustomerShape,
  CustomersQuery,
  CustomersSearch,
  MergeBody,
  TimelineEntryShape
} from '../schema.ts'
import { auditLook, masked, openerOf } from './viewer.ts'

/** Customers themselves: found, made, changed, made one and taken apart. */
export function customerRoutes(scope: CrmScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.get(
      '/customers',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'listCustomers',
          summary: 'List customers, newest first',
          querystring: CustomersQuery,
          response: { 200: PageOf(CustomerShape) }
        }
      },
      async (request) => {
        const { limit, after, ...filters } = request.query
        const opener = openerOf(scope, request)
        const page = await readCustomers(ctx.db, filters, { limit, after }, opener)
        const customerIds = page.data.map(({ id }) => id)
        await auditLook(scope, request, { customerIds, what: 'list' })
        return page
      }
    )
    app.post(
      '/customers/search',
      {
        // Whoever may not see contacts may not try them out either.
        config: { permission: 'crm:personal' },
        schema: {
          operationId: 'searchCustomers',
          summary: 'Find customers by contact; not in a URL, since those end up in logs',
          body: CustomersSearch,
          response: { 200: PageOf(CustomerShape) }
        }
      },
      async (request) => {
        const { limit, after, ...wanted } = request.body
        const filters = await searchFilters(scope, wanted)
        const opener = openerOf(scope, request)
        const page = await readCustomers(ctx.db, filters, { limit, after }, opener)
        const customerIds = page.data.map(({ id }) => id)
        await auditLook(scope, request, { customerIds, what: 'search' })
        return page
      }
    )
    app.post(
      '/customers',
      {
        config: { permission: 'crm:write' },
        schema: {
          operationId: 'createCustomer',
          summary: 'Make a customer; the answer is masked',
          body: CustomerInput,
          response: { 201: CustomerShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => {
          const id = await createCustomer(tx, scope, request.body)
          return readCustomer(tx, id, masked(scope))
        })
    )
    app.get(
      '/customers/:id',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'getCustomer',
          summary: 'Read a customer; one that was merged says where it went',
          params: IdParams,
          response: { 200: CustomerShape }
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const customer = await readCustomer(ctx.db, id, openerOf(scope, request))
        await auditLook(scope, request, { customerIds: [id], what: 'customer' })
        return reply.sendVersioned(customer)
      }
    )
    app.patch(
      '/customers/:id',
      {
        config: { permission: 'crm:write' },
        schema: {
          operationId: 'editCustomer',
          summary: 'Change a customer; the answer is masked',
          params: IdParams,
          body: CustomerPatch,
          response: { 200: CustomerShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => {
          const { id } = request.params
          await editCustomer(tx, scope, { id, version: request.ifMatch(), patch: request.body })
          return readCustomer(tx, id, masked(scope))
        })
    )
    app.get(
      '/customers/:id/timeline',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'getCustomerTimeline',
          summary: 'Read what has happened to a customer, newest first',
          params: IdParams,
          querystring: PageQuery,
          response: { 200: PageOf(TimelineEntryShape) }
        }
      },
      async (request) => {
        const { id } = request.params
        if (!(await findCustomer(ctx.db, id))) throw new NotFound({ what: 'customer', id })
        const { data, next } = await readTimeline(ctx.db, id, request.query)
        return { data: data.map(presentTimelineEntry), next }
      }
    )
    app.post(
      '/customers/:id/merge',
      {
        config: { permission: 'crm:write' },
        schema: {
          operationId: 'mergeCustomers',
          summary: 'Make another customer part of this one',
          params: IdParams,
          body: MergeBody,
          response: { 200: CustomerShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => {
          const intoId = request.params.id
          await mergeCustomers(tx, scope, { fromId: request.body.fromId, intoId })
          return readCustomer(tx, intoId, masked(scope))
        })
    )
    app.post(
      '/customers/:id/unmerge',
      {
        config: { permission: 'crm:write' },
        schema: {
          operationId: 'unmergeCustomer',
          summary: 'Take a customer out of the one it was merged into',
          params: IdParams,
          response: { 200: CustomerShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => {
          const { id } = request.params
          await unmergeCustomer(tx, scope, id)
          return readCustomer(tx, id, masked(scope))
        })
    )
  })
}
