import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { Type } from 'typebox'
import { type Clock, systemClock } from '#core/time'
import { type Fault, FaultShape, Faults } from './simulator/faults.ts'
import { createApi, type SeenWrite } from './simulator/server.ts'
import { WebhookSender } from './simulator/webhooks.ts'
import { type OrderWish, World } from './simulator/world.ts'
import type { WireOrder, WireStatus } from './wire.ts'

/** How a simulated marketplace is started. */
export interface SandboxOptions {
  /** Default 0: any that is free. */
  port?: number
  /** Default 127.0.0.1: nobody outside should mistake it for something real. */
  host?: string
  /** Default 1. The same seed makes the same orders. */
  seed?: number
  /** Default 0: only those that are asked for. */
  ordersPerMinute?: number
  /** Where webhooks go. Default: nowhere, until the account asks for them. */
  webhookUrl?: string
  /** Default: made up. */
  apiKey?: string
  webhookSecret?: string
  clock?: Clock
  log?: Logger
}

/** A simulated marketplace that runs. */
export interface Sandbox {
  /** Settings of an account on it. */
  readonly credentials: { baseUrl: string; apiKey: string; webhookSecret: string }
  readonly world: World
  readonly faults: Faults
  readonly webhooks: WebhookSender
  /** Calls so far, by operation. */
  readonly calls: ReadonlyMap<string, number>
  readonly stockWrites: readonly SeenWrite[]
  /** Places an order now and tells of it. Null: nothing is in stock. */
  placeOrder(wish?: OrderWish): WireOrder | null
  /** Changes an order now and tells of it. */
  changeOrder(orderId: string, change: { status: WireStatus } & Partial<WireOrder>): WireOrder
  stop(): Promise<void>
}

/**
 * Starts a simulated marketplace over real HTTP, in this process. Nothing in it exists: it is for
 * tests, for trying the engine out, and for the quickstart.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, host = '127.0.0.1', seed = 1, ordersPerMinute = 0, log } = options
  const clock = options.clock ?? systemClock
  const apiKey = options.apiKey ?? randomBytes(12).toString('hex')
  const webhookSecret = options.webhookSecret ?? randomBytes(24).toString('hex')
  const world = new World(seed, clock)
  const faults = new Faults()
  const webhooks = new WebhookSender(webhookSecret, clock, faults)
  webhooks.url = options.webhookUrl ?? null
  const calls = new Map<string, number>()
  const stockWrites: SeenWrite[] = []
  const app = createApi({ world, faults, webhooks, apiKey, clock, calls, stockWrites })
  const sandbox: Omit<Sandbox, 'credentials'> = {
    world,
    faults,
    webhooks,
    calls,
    stockWrites,
    placeOrder(wish) {
      const order = world.placeOrder(wish)
      if (order) webhooks.send('order.created', order)
      return order
    },
    changeOrder(orderId, change) {
      const order = world.change(orderId, change)
      webhooks.send('order.changed', order)
      return order
    },
    async stop() {
      clearInterval(life)
      await webhooks.stop()
      await app.close()
    }
  }
  addAdmin(app, sandbox)
  await app.listen({ port, host })
  const address = app.server.address() as AddressInfo
  const baseUrl = `http://${host}:${address.port}`
  const life = ordersPerMinute > 0 ? live(sandbox, ordersPerMinute) : undefined
  log?.info({ baseUrl, ordersPerMinute, seed }, 'sandbox: simulated marketplace is open')
  return { ...sandbox, credentials: { baseUrl, apiKey, webhookSecret } }
}

/** Orders and cases come, and those that are there go on. */
function live(sandbox: Omit<Sandbox, 'credentials'>, ordersPerMinute: number): NodeJS.Timeout {
  return setInterval(() => {
    sandbox.placeOrder({ status: sandbox.world.orders.size % 5 === 4 ? 'WAIT_PAY' : 'WAIT_SHIP' })
    const moved = sandbox.world.progress()
    if (moved) sandbox.webhooks.send('order.changed', moved)
    sandbox.world.desk.live()
    sandbox.world.traffic.live()
  }, 60_000 / ordersPerMinute)
}

const OrderWishShape = Type.Object(
  {
    lines: Type.Optional(
      Type.Array(
        Type.Object({
          sku: Type.String({ maxLength: 100 }),
          quantity: Type.Integer({ minimum: 1, maximum: 10_000 })
        }),
        { minItems: 1, maxItems: 100 }
      )
    ),
    status: Type.Optional(Type.String({ maxLength: 40 }))
  },
  { additionalProperties: false }
)

const CaseWishShape = Type.Object(
  {
    orderId: Type.String({ maxLength: 40 }),
    kind: Type.Union([Type.Literal('refund'), Type.Literal('return')])
  },
  { additionalProperties: false }
)

/** The simulator's own controls, beside the platform's API. */
function addAdmin(app: FastifyInstance, sandbox: Omit<Sandbox, 'credentials'>): void {
  app.get('/admin', async () => ({
    notice: 'This is a simulated marketplace. Nothing in it exists.',
    orders: sandbox.world.orders.size,
    webhookUrl: sandbox.webhooks.url,
    calls: Object.fromEntries(sandbox.calls)
  }))
  app.post('/admin/orders', { schema: { body: OrderWishShape } }, async (request, reply) => {
    const order = sandbox.placeOrder(request.body as OrderWish)
    return order ?? reply.code(409).send({ message: 'nothing is in stock' })
  })
  app.post('/admin/cases', { schema: { body: CaseWishShape } }, async (request, reply) => {
    const { orderId, kind } = request.body as { orderId: string; kind: 'refund' | 'return' }
    if (sandbox.world.orders.has(orderId)) return sandbox.world.openCase(orderId, kind)
    return reply.code(404).send({ message: `no order ${orderId}` })
  })
  app.post('/admin/faults', { schema: { body: FaultShape } }, async (request) => {
    sandbox.faults.add(request.body as Fault)
    return { added: request.body }
  })
  app.delete('/admin/faults', async () => {
    sandbox.faults.clear()
    return { cleared: true }
  })
  app.put('/admin/webhook', async (request) => {
    const { url } = request.body as { url: string | null }
    sandbox.webhooks.url = url
    return { url }
  })
}
