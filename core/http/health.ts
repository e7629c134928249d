import { Type } from 'typebox'
import type { Health } from '../jobs.ts'
import { OneOf } from './schemas.ts'
import type { App } from './server.ts'

const HealthShape = Type.Object({
  status: OneOf(['ok', 'degraded', 'down']),
  checks: Type.Record(
    Type.String(),
    Type.Object({ ok: Type.Boolean(), detail: Type.Optional(Type.String()) })
  )
})

/**
 * Adds `/healthz` (the process lives) and `/readyz` (what works and what does not). Without its database the engine is
 * `down` and answers 503; without Redis it is `degraded`: it serves, and jobs wait in the outbox.
 */
export function addHealthRoutes(app: App, checks: Record<string, () => Promise<Health>>): void {
  app.get(
    '/healthz',
    {
      config: { public: true, rateLimit: false, always: true },
      schema: {
        operationId: 'getHealth',
        summary: 'Whether the process lives',
        response: { 200: Type.Object({ status: Type.Literal('ok') }) }
      }
    },
    async () => ({ status: 'ok' as const })
  )
  app.get(
    '/readyz',
    {
      config: { public: true, rateLimit: false, always: true },
      schema: {
        operationId: 'getReadiness',
        summary: 'Whether the engine can do its work, and what is degraded',
        response: { 200: HealthShape, 503: HealthShape }
      }
    },
    async (_, reply) => {
      const entries = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => {
          const health = await check().catch(
            (error: Error): Health => ({ ok: false, detail: error.name })
          )
          return [name, health] as const
        })
      )
      const isDown = entries.some(([name, health]) => name === 'database' && !health.ok)
      const isDegraded = entries.some(([, health]) => !health.ok)
      const status = isDown ? 'down' : isDegraded ? 'degraded' : 'ok'
      return reply.code(isDown ? 503 : 200).send({ status, checks: Object.fromEntries(entries) })
    }
  )
}
