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
  /** Of each operation and status, so that its labels are put together once. */
  const observed = new Map<string, Histogram.Internal<'operation' | 'status'>>()
  app.addHook('onResponse', (request, reply, done) => {
    const operation = request.routeOptions.schema?.operationId ?? 'unknown'
    const key = `${operation} ${reply.statusCode}`
    let histogram = observed.get(key)
    if (!histogram) {
      histogram = requests.labels({ operation, status: reply.statusCode })
      observed.set(key, histogram)
    }
    histogram.observe(reply.elapsedTime / 1000)
    done()
  })
  app.get(
    '/metrics',
    {
      config: { public: true, always: true },
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
