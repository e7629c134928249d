import { Type } from 'typebox'
import { pageOf } from '../database/keyset.ts'
import { PermissionMissing } from '../http/errors.ts'
import { IdParams, InstantText, Nullable, OneOf, PageOf, PageQuery } from '../http/schemas.ts'
import type { Actor } from '../http/types.ts'
import { definePlugin } from '../plugin.ts'
import { createKey, revokeKey } from './keys.ts'
import { accessMigrations } from './migrations.ts'
import { roles } from './roles.ts'

declare module 'shopkeeper' {
  interface Permissions {
    'access:manage': true
    'audit:read': true
  }
}

const KeyShape = Type.Object({
  id: Type.String(),
  name: Type.String(),
  role: OneOf(roles),
  scopes: Nullable(Type.Array(Type.String())),
  createdAt: InstantText,
  expiresAt: Nullable(InstantText),
  revokedAt: Nullable(InstantText)
})

const ShownOnce = Type.Optional(
  Type.String({ description: 'Shown this once; a retry gets the answer without it' })
)

const NewKeyShape = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    role: OneOf(roles),
    scopes: Type.Optional(
      Type.Array(Type.String({ maxLength: 100 }), {
        maxItems: 100,
        description: 'Permissions it is narrowed to. Default: all of its role'
      })
    ),
    expiresAt: Type.Optional(InstantText)
  },
  { additionalProperties: false }
)

const AuditShape = Type.Object({
  id: Type.String(),
  at: InstantText,
  actor: Type.String(),
  requestId: Nullable(Type.String()),
  jobId: Nullable(Type.String()),
  action: Type.String(),
  subjectType: Type.String(),
  subjectId: Type.String(),
  before: Type.Unknown(),
  after: Type.Unknown()
})

/** API keys and the audit log. */
export const accessPlugin = definePlugin({
  name: 'access',
  migrations: accessMigrations,
  permissions: {
    'access:manage': { title: 'Make and revoke API keys', roles: [] },
    'audit:read': { title: 'Read the audit log', roles: ['manager', 'analyst'] }
  },
  setup(ctx) {
    ctx.routes(async (app) => {
      app.get(
        '/keys',
        {
          config: { permission: 'access:manage' },
          schema: {
            operationId: 'listKeys',
            summary: 'List API keys',
            querystring: PageQuery,
            response: { 200: PageOf(KeyShape) }
          }
        },
        async (request) => {
          const query = ctx.db.selectFrom('apiKeys').selectAll()
          const page = await pageOf(query, { list: 'keys', sort: ['id'], ...request.query })
          return { ...page, data: page.data.map(toKey) }
        }
      )
      app.post(
        '/keys',
        {
          config: { permission: 'access:manage', shownOnce: 'key' },
          schema: {
            operationId: 'createKey',
            summary: 'Make an API key; the answer shows it this once',
            body: NewKeyShape,
            response: { 201: Type.Intersect([KeyShape, Type.Object({ key: ShownOnce })]) }
          }
        },
        (request, reply) => {
          assertWithin(request.actor, request.body.scopes)
          return reply.write(201, async (tx) => {
            const { row, key } = await createKey(tx, request.body)
            return { ...toKey(row), key }
          })
        }
      )
      app.delete(
        '/keys/:id',
        {
          config: { permission: 'access:manage' },
          schema: {
            operationId: 'revokeKey',
            summary: 'Revoke an API key at once',
            params: IdParams,
            response: { 204: Type.Null() }
          }
        },
        (request, reply) => reply.write(204, (tx) => revokeKey(tx, request.params.id))
      )
      app.get(
        '/audit',
        {
          config: { permission: 'audit:read' },
          schema: {
            operationId: 'listAudit',
            summary: 'Read the audit log, newest first',
            querystring: Type.Object(
              {
                ...PageQuery.properties,
                subjectId: Type.Optional(Type.String({ maxLength: 128 })),
                actor: Type.Optional(Type.String({ maxLength: 128 }))
              },
              { additionalProperties: false }
            ),
            response: { 200: PageOf(AuditShape) }
          }
        },
        async (request) => {
          const { subjectId, actor, ...paging } = request.query
          let query = ctx.db.selectFrom('auditLog').selectAll()
          if (subjectId) query = query.where('subjectId', '=', subjectId)
          if (actor) query = query.where('actor', '=', actor)
          const page = await pageOf(query, { list: 'audit', sort: ['-id'], ...paging })
          return {
            ...page,
            data: page.data.map((row) => ({
              ...row,
              before: row.before && JSON.parse(row.before),
              after: row.after && JSON.parse(row.after)
            }))
          }
        }
      )
    })
  }
})

/**
 * A narrowed key makes keys as narrow at most: it could give itself the rest of its role otherwise. Errors:
 * PERMISSION_MISSING.
 */
function assertWithin({ isNarrowed, permissions }: Actor, scopes: readonly string[] = ['*']): void {
  const beyond = isNarrowed && scopes.find((scope) => !permissions.has(scope))
  if (beyond) throw new PermissionMissing({ permission: beyond })
}

function toKey({ hash: _, scopes, ...row }: import('./keys.ts').ApiKeyRow) {
  return { ...row, scopes: scopes === null ? null : (JSON.parse(scopes) as string[]) }
}
