import { defineAdapter } from '#core/channel/adapter'
import type { Capabilities } from '#core/channel/capabilities'
import { decideAfterSale, listAfterSales } from './after-sales.ts'
import { ShopifyClient } from './client.ts'
import { classify } from './errors.ts'
import { readListings, setListingStates, writeListings } from './listings.ts'
import { ShopifyAccount } from './options.ts'
import { getOrder, listOrders } from './orders.ts'
import { orderPageMax } from './page-size.ts'
import { writePrices } from './prices.ts'
import { refund } from './refunds.ts'
import { confirmShipments, parcelBatchMax } from './shipments.ts'
import { simulateShopify } from './simulator/simulator.ts'
import { readStock, writeStock } from './stock.ts'
import { consent, tokens } from './tokens.ts'
import { variantBatchMax } from './variants.ts'
import { subscribe, topics, verify } from './webhooks.ts'

/** Shopify sets no limit to a window, but ends a list after 25,000 rows. Its search lags a little behind. */
const window = { by: 'window', windowMax: 'P1D', lag: 'PT2M', pageSizeMax: orderPageMax } as const

const capabilities: Capabilities = {
  orders: {
    pull: window,
    history: { ...window, reach: 'P60D' },
    push: { by: 'webhook', topics }
  },
  listings: { write: 'immediate', batchMax: 10 },
  stock: { write: 'absolute', batchMax: variantBatchMax },
  prices: { write: true, batchMax: variantBatchMax },
  shipments: { confirm: { split: 'quantity', batchMax: parcelBatchMax } },
  afterSales: { pull: window, agree: true, refuse: true },
  refunds: { write: true },
  reviews: false,
  messages: false
}

/** One shop on Shopify, by the GraphQL Admin API. */
export const shopify = defineAdapter({
  platform: 'shopify',
  title: 'Shopify',
  account: ShopifyAccount,
  capabilities,
  capabilitiesOf: ({ scopes }) => {
    if (!scopes.includes('read_all_orders')) return capabilities
    const history = { ...window, reach: 'P20Y' }
    return { ...capabilities, orders: { ...capabilities.orders, history } }
  },
  // Of the smallest plan, in points of cost; answers tell what it is.
  budgets: [{ operation: '*', ratePerSecond: 100, burst: 2000 }],
  consent,
  tokens,
  connect(account, io) {
    const client = new ShopifyClient(account, io)
    return {
      orders: {
        listChanged: (request) => listOrders(client, 'updated', request),
        listCreated: (request) => listOrders(client, 'created', request),
        get: (externalId) => getOrder(client, externalId)
      },
      writeListings: (items, key) => writeListings(client, items, key),
      setListingStates: (items) => setListingStates(client, items),
      readListings: (ids) => readListings(client, ids),
      writeStock: (items, key) => writeStock(client, items, key),
      readStock: (ids) => readStock(client, ids),
      writePrices: (items) => writePrices(client, items),
      confirmShipments: (items) => confirmShipments(client, items),
      listAfterSales: (request) => listAfterSales(client, request),
      decideAfterSale: (decision, key) => decideAfterSale(client, decision, key),
      refund: (write, key) => refund(client, write, key),
      subscribe: (callbackUrl) => subscribe(client, callbackUrl),
      verify: (rawBody, headers) => verify(client, rawBody, headers),
      classify
    }
  },
  simulate: simulateShopify
})
