import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf, PageQuery } from '#core/http/schemas'
import { selectCategories } from '../repository/categories.ts'
import { pageOfCategories } from '../repository/list.ts'
import { CategoryChange, CategoryShape, NewCategory } from '../schema.ts'
import { changeCategory, createCategory, removeCategory } from '../service/categories.ts'
import type { CatalogScope } from './scope.ts'

/** The tree of categories. */
export function categoryRoutes({ ctx }: CatalogScope): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/categories',
      {
        config: { permission: 'catalog:read' },
        schema: {
          operationId: 'listCategories',
          summary: 'List categories in the order of the tree',
          querystring: PageQuery,
          response: { 200: PageOf(CategoryShape) }
        }
      },
      (request) => pageOfCategories(ctx.db, request.query)
    )
    app.get(
      '/categories/:id',
      {
        config: { permission: 'catalog:read' },
        schema: {
          operationId: 'getCategory',
          summary: 'Read one category',
          params: IdParams,
          response: { 200: CategoryShape }
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const [category] = await selectCategories(ctx.db, 'id', [id])
        if (!category) throw new NotFound({ what: 'category', id })
        return reply.sendVersioned(category)
      }
    )
    app.post(
      '/categories',
      {
        config: { permission: 'catalog:write' },
        schema: {
          operationId: 'createCategory',
          summary: 'Make a category',
          body: NewCategory,
          response: { 201: CategoryShape }
        }
      },
      (request, reply) => reply.write(201, (tx) => createCategory(tx, request.body))
    )
    app.patch(
      '/categories/:id',
      {
        config: { permission: 'catalog:write' },
        schema: {
          operationId: 'updateCategory',
          summary: 'Rename or move a category with everything below it',
          params: IdParams,
          body: CategoryChange,
          response: { 200: CategoryShape }
        }
      },
      (request, reply) => {
        const { id } = request.params
        const change = { id, given: request.body, expectedVersion: request.ifMatch() }
        return reply.write(200, (tx) => changeCategory(tx, change))
      }
    )
    app.delete(
      '/categories/:id',
      {
        config: { permission: 'catalog:write' },
        schema: {
          operationId: 'deleteCategory',
          summary: 'Delete an empty category',
          params: IdParams,
          response: { 204: Type.Null() }
        }
      },
      (request, reply) =>
        reply.write(204, (tx) => removeCategory(tx, request.params.id, request.ifMatch()))
    )
  }
}
