import type { Static } from 'typebox'
import { type Adapter, defineAdapter } from '#core/channel/adapter'
import type { WindowPull } from '#core/channel/capabilities'
import type { ChannelClient } from '#core/channel/client'
import type { AdapterIo } from '#core/channel/io'
import { mapEach } from '#core/channel/reading'
import { formatAmount } from '#core/money'
import { SandboxClient, type SandboxCredentials } from './client.ts'
import { classify } from './errors.ts'
import { toChannelOrder, toOrders, toOutcome, toRecord, toTraffic, trafficIdOf } from './map.ts'
import { ordersPerMinuteDefault, SandboxAccount } from './options.ts'
import { products } from './simulator/products.ts'
import { startSandbox } from './simulator.ts'
import type {
  WireAfterSalePage,
  WireOrder,
  WireOrderPage,
  WireResult,
  WireTrafficPage,
  WireWebhook
} from './wire.ts'

const pageSize = 20

/** How both of its lists are read. */
const window = {
  by: 'window',
  windowMax: 'P1D',
  lag: 'PT0.2S',
  overlap: 'PT2S',
  pageSizeMax: pageSize
} as const

/** How the adapter is varied: the platform lets itself be read in both directions. */
export interface SandboxVariant {
  platform?: string
  direction?: WindowPull['direction']
}

/** Makes the adapter of the simulated marketplace. Nothing it sells exists. */
export function createSandboxAdapter({
  platform = 'sandbox',
  direction = 'forward'
}: SandboxVariant = {}): Adapter<typeof SandboxAccount> {
  return defineAdapter({
    platform,
    title: 'Sandbox (simulated marketplace)',
    account: SandboxAccount,
    capabilities: {
      orders: {
        pull: { ...window, direction },
        push: { by: 'webhook', topics: ['order.created', 'order.changed'] }
      },
      listings: false,
      stock: { write: 'absolute', batchMax: 50 },
      prices: { write: true, batchMax: 50 },
      shipments: { confirm: { split: 'quantity', batchMax: 20 } },
      afterSales: { pull: window, agree: true, refuse: true },
      refunds: false,
      reviews: false,
      messages: false,
      traffic: { pull: window }
    },
    connect: (account, io) => connect(account, io, direction),
    simulate: async ({ seed, ordersPerMinute }, { clock, log }) => {
      const sandbox = await startSandbox({
        clock,
        log,
        ...(seed !== undefined && { seed }),
        ordersPerMinute: ordersPerMinute ?? ordersPerMinuteDefault
      })
      return { settings: { ...sandbox.credentials }, products, stop: () => sandbox.stop() }
    }
  })
}

function connect(
  credentials: SandboxCredentials & Static<typeof SandboxAccount>,
  io: AdapterIo,
  direction: WindowPull['direction']
): ChannelClient {
  const client = new SandboxClient(credentials, io)
  const write = async (operation: string, body: object) =>
    (await client.call<{ results: WireResult[] }>(operation, body)).results.map(toOutcome)
  return {
    orders: {
      async listChanged({ slice, pageToken }) {
        const query = {
          modified_since: slice.since,
          modified_until: slice.until,
          page_size: pageSize
        }
        const { orders, next } =
          direction === 'backward'
            ? await pageBackward(client, query, pageToken)
            : await pageForward(client, query, pageToken)
        return { ...toOrders(orders), next, observedUntil: null }
      },
      async get(externalId) {
        const { order } = await client.call<{ order: WireOrder | null }>('orders/get', {
          order_id: externalId
        })
        return order === null ? null : toChannelOrder(order)
      }
    },
    writeStock: (items, requestId) =>
      write('stock/write', {
        request_id: requestId,
        items: items.map(({ externalListingId, sku, quantity, sequence }) => ({
          listing_id: externalListingId,
          merchant_sku: sku,
          quantity,
          sequence
        }))
      }),
    async readStock(externalListingIds) {
      const { stock } = await client.call<{ stock: Record<string, number> }>('stock/read', {
        listing_ids: externalListingIds
      })
      return new Map(Object.entries(stock))
    },
    writePrices: (items, requestId) =>
      write('prices/write', {
        request_id: requestId,
        items: items.map(({ externalListingId, amountMinor, currency }) => ({
          listing_id: externalListingId,
          price: formatAmount(amountMinor, currency),
          currency
        }))
      }),
    confirmShipments: (items, requestId) =>
      write('shipments/confirm', {
        request_id: requestId,
        packages: items.map((item) => ({
          package_ref: item.shipmentId,
          order_id: item.orderExternalId,
          carrier: item.carrier,
          tracking_no: item.trackingNumber,
          shipped_at: item.shippedAt,
          lines: item.lines.map(({ externalId, quantity }) => ({ line_no: externalId, quantity }))
        }))
      }),
    async listAfterSales({ slice, pageToken }) {
      const page = await client.call<WireAfterSalePage>('after-sales/list', {
        modified_since: slice.since,
        modified_until: slice.until,
        page_size: pageSize,
        page_token: pageToken
      })
      const read = mapEach('after-sales', page.cases, toRecord, ({ case_id: id }) => id)
      return { ...read, next: page.next_token, observedUntil: null }
    },
    async listTraffic({ slice, pageToken }) {
      const page = await client.call<WireTrafficPage>('traffic/list', {
        modified_since: slice.since,
        modified_until: slice.until,
        page_size: pageSize,
        page_token: pageToken
      })
      const read = mapEach('traffic', page.rows, toTraffic, trafficIdOf)
      return { ...read, next: page.next_token, observedUntil: null }
    },
    async decideAfterSale(decision, requestId) {
      const { externalId, action, version, amountMinor, currency, note } = decision
      const [outcome] = await write('after-sales/decide', {
        request_id: requestId,
        decisions: [
          {
            ...{ case_id: externalId, revision: Number(version), action, note },
            amount: amountMinor === null ? null : formatAmount(amountMinor, currency)
          }
        ]
      })
      return outcome!
    },
    subscribe: (url) => client.call<void>('webhooks/subscribe', { url }),
    verify(rawBody, headers) {
      const { deliveryId } = client.verify(rawBody, headers)
      const { topic, order_id: externalId } = JSON.parse(rawBody.toString('utf8')) as WireWebhook
      return [{ deliveryId, topic, externalId }]
    },
    classify
  }
}

interface OrderQuery {
  modified_since: string
  modified_until: string
  page_size: number
}

async function pageForward(client: SandboxClient, query: OrderQuery, pageToken: string | null) {
  const page = await client.call<WireOrderPage>('orders/list', { ...query, page_token: pageToken })
  return { orders: page.orders, next: page.next_token }
}

/** Begins with the last page, whose number only the first one tells, and ends with the first. */
async function pageBackward(client: SandboxClient, query: OrderQuery, pageToken: string | null) {
  const list = (page: number) => client.call<WireOrderPage>('orders/list', { ...query, page })
  const number = pageToken === null ? Math.max(1, (await list(1)).total_pages) : Number(pageToken)
  const { orders } = await list(number)
  return { orders, next: number > 1 ? String(number - 1) : null }
}

/** The simulated marketplace as a channel. */
export const sandbox = createSandboxAdapter()
