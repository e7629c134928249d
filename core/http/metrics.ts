import { collectDefaultMetrics, Gauge, Histogram, type Registry } from 'prom-client'
import type { App } from './server.ts'

/** Adds `/metrics`: requests by route and status, the process, and what other parts register. */
export function addMetrics(app: App, registry: Registry): void {
  collectDefaultMetrics({ register: registry, prefix: 'shopkeeper_' })
  const requests = new Histogram({
    name: 'shopkeeper_http_request_seconds',
    help: 'Time to answer, by operation and status',
    labelNames: ['operation', 'status'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry]
  })
  app.addHook('onResponse', async (request, reply) => {
    const operation = request.routeOptions.schema?.operationId ?? 'unknown'
    requests.observe({ operation, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
  app.get(
    '/metrics',
    {
      config: { public: true },
      schema: { operationId: 'getMetrics', summary: 'Prometheus metrics', produces: ['text/plain'] }
    },
    async (_, reply) => reply.type(registry.contentType).send(await registry.metrics())
  )
}

/** A gauge whose value is asked for when metrics are read. */
export function addGauge(
  registry: Registry,
  name: string,
  help: string,
  read: () => Promise<number>
): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      this.set(await read().catch(() => Number.NaN))
    }
  })
}
