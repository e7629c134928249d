import { Type } from 'typebox'
import { roles } from '../access/roles.ts'
import { pageOf } from '../database/keyset.ts'
import { NotFound } from '../http/errors.ts'
import { IdParams, InstantText, Nullable, OneOf, PageOf, PageQuery } from '../http/schemas.ts'
import { defineJob } from '../jobs.ts'
import { definePlugin } from '../plugin.ts'
import { alertMigrations } from './migrations.ts'
import { type AlertRow, alertStates, findAlert, wakeSnoozed } from './repository.ts'
import { changeAlert } from './service.ts'

declare module 'shopkeeper' {
  interface Permissions {
    'alerts:read': true
    'alerts:write': true
  }
  interface Jobs {
    'alerts.wake-snoozed': Record<never, never>
  }
}

const wakeSnoozedJob = defineJob({
  name: 'alerts.wake-snoozed',
  title: 'Reopens alerts whose snooze is over',
  payload: Type.Object({}),
  schedule: { cron: '* * * * *', payload: {} }
})

const AlertShape = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  severity: OneOf(['info', 'warning', 'critical']),
  ownerRole: OneOf(roles),
  subjectType: Type.String(),
  subjectId: Type.String(),
  message: Type.String(),
  fields: Type.Record(Type.String(), Type.Unknown()),
  state: OneOf(alertStates),
  count: Type.Integer({ description: 'How often the cause was seen' }),
  version: Type.Integer(),
  raisedAt: InstantText,
  lastRaisedAt: InstantText,
  acknowledgedAt: Nullable(InstantText),
  acknowledgedBy: Nullable(Type.String()),
  snoozedUntil: Nullable(InstantText),
  resolvedAt: Nullable(InstantText),
  resolvedBy: Nullable(Type.String())
})

const everybody = [
  'manager',
  'buyer',
  'marketer',
  'support',
  'clerk',
  'analyst',
  'integration'
] as const

/** Alerts over HTTP, and their clock. */
export const alertsPlugin = definePlugin({
  name: 'alerts',
  migrations: alertMigrations,
  permissions: {
    'alerts:read': { title: 'See alerts', roles: everybody },
    'alerts:write': {
      title: 'Acknowledge, snooze and resolve alerts',
      roles: ['manager', 'buyer', 'marketer', 'support', 'clerk']
    }
  },
  jobs: [wakeSnoozedJob],
  setup(ctx) {
    ctx.handle(wakeSnoozedJob, (job) => job.complete((tx) => wakeSnoozed(tx)))
    ctx.routes(async (app) => {
      app.get(
        '/alerts',
        {
          config: { permission: 'alerts:read' },
          schema: {
            operationId: 'listAlerts',
            summary: 'List alerts, newest first',
            querystring: Type.Object(
              {
                ...PageQuery.properties,
                state: Type.Optional(OneOf(alertStates)),
                kind: Type.Optional(Type.String({ maxLength: 100 })),
                ownerRole: Type.Optional(OneOf(roles))
              },
              { additionalProperties: false }
            ),
            response: { 200: PageOf(AlertShape) }
          }
        },
        async (request) => {
          const { state, kind, ownerRole, ...paging } = request.query
          let query = ctx.db.selectFrom('alerts').selectAll()
          if (state) query = query.where('state', '=', state)
          if (kind) query = query.where('kind', '=', kind)
          if (ownerRole) query = query.where('ownerRole', '=', ownerRole)
          const page = await pageOf(query, { list: 'alerts', sort: ['-id'], ...paging })
          return { ...page, data: page.data.map(toAlert) }
        }
      )
      app.get(
        '/alerts/:id',
        {
          config: { permission: 'alerts:read' },
          schema: {
            operationId: 'getAlert',
            summary: 'Read one alert',
            params: IdParams,
            response: { 200: AlertShape }
          }
        },
        async (request, reply) => {
          const alert = await findAlert(ctx.db, request.params.id)
          if (!alert) throw new NotFound({ what: 'alert', id: request.params.id })
          return reply.sendVersioned(toAlert(alert))
        }
      )
      const actions = { acknowledge: 'acknowledged', resolve: 'resolved' } as const
      for (const [action, state] of Object.entries(actions)) {
        app.post(
          `/alerts/:id/${action}`,
          {
            config: { permission: 'alerts:write' },
            schema: {
              operationId: `${action}Alert`,
              summary: `Mark an alert as ${state}`,
              params: IdParams,
              response: { 200: AlertShape }
            }
          },
          (request, reply) =>
            reply.write(200, async (tx) =>
              toAlert(await changeAlert(tx, request.params.id, { state }, request.ifMatch()))
            )
        )
      }
      app.post(
        '/alerts/:id/snooze',
        {
          config: { permission: 'alerts:write' },
          schema: {
            operationId: 'snoozeAlert',
            summary: 'Put an alert aside until an instant',
            params: IdParams,
            body: Type.Object({ snoozedUntil: InstantText }, { additionalProperties: false }),
            response: { 200: AlertShape }
          }
        },
        (request, reply) =>
          reply.write(200, async (tx) => {
            const change = { state: 'snoozed', snoozedUntil: request.body.snoozedUntil } as const
            return toAlert(await changeAlert(tx, request.params.id, change, request.ifMatch()))
          })
      )
    })
  }
})

function toAlert({ fields, dedupeKey: _, ...row }: AlertRow) {
  return { ...row, ownerRole: row.ownerRole as (typeof roles)[number], fields: JSON.parse(fields) }
}
