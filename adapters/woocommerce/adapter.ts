import { defineAdapter } from '#core/channel/adapter'
import type { Capabilities } from '#core/channel/capabilities'
import { batchMax } from './batch.ts'
import { WooClient } from './client.ts'
import { consent } from './consent.ts'
import { classify } from './errors.ts'
import { readListings, setListingStates, writeListings } from './listings.ts'
import { sendMessage } from './messages.ts'
import { readStock, writePrices, writeStock } from './offers.ts'
import { WooCommerceAccount } from './options.ts'
import { getOrder, listOrders } from './orders.ts'
import { pageMax } from './pages.ts'
import { refund } from './refunds.ts'
import { listReviews } from './reviews.ts'
import { confirmShipments } from './shipments/confirm.ts'
import { simulateWooCommerce } from './simulator/simulator.ts'
import { subscribe, topics, verify } from './webhooks.ts'

/**
 * The shop sets no limit to a window: a month keeps walks short. Its pages are counted from the
 * start.
 */
const window = {
  by: 'window',
  windowMax: 'P30D',
  lag: 'PT1M',
  pageSizeMax: pageMax,
  direction: 'backward'
} as const

/** Parcels that are written in one go, each with some calls of its own. */
const parcelsMax = 10

const capabilities: Capabilities = {
  orders: {
    pull: window,
    history: { ...window, reach: 'P20Y' },
    push: { by: 'webhook', topics: [...topics] }
  },
  listings: { write: 'immediate', batchMax },
  stock: { write: 'absolute', batchMax },
  prices: { write: true, batchMax },
  shipments: { confirm: { split: 'quantity', batchMax: parcelsMax } },
  afterSales: false,
  refunds: { write: true },
  reviews: { pull: window, reply: false },
  messages: { pull: false, send: true }
}

/** One shop on WooCommerce, by its REST API. */
export const woocommerce = defineAdapter({
  platform: 'woocommerce',
  title: 'WooCommerce',
  account: WooCommerceAccount,
  capabilities,
  // Only a fulfillment says what is in a parcel.
  capabilitiesOf: ({ shipments }) =>
    shipments === 'fulfillments'
      ? capabilities
      : { ...capabilities, shipments: { confirm: { split: false, batchMax: parcelsMax } } },
  consent,
  connect(account, io) {
    const client = new WooClient(account, io)
    return {
      orders: {
        listChanged: (request) => listOrders(client, 'modified', request),
        listCreated: (request) => listOrders(client, 'created', request),
        get: (externalId) => getOrder(client, externalId)
      },
      writeListings: (items) => writeListings(client, items),
      setListingStates: (items) => setListingStates(client, items),
      readListings: (ids) => readListings(client, ids),
      writeStock: (items) => writeStock(client, items),
      readStock: (ids) => readStock(client, ids),
      writePrices: (items) => writePrices(client, items),
      confirmShipments: (items) => confirmShipments(client, items),
      refund: (item) => refund(client, item),
      listReviews: (request) => listReviews(client, request),
      sendMessage: (message) => sendMessage(client, message),
      subscribe: (callbackUrl) => subscribe(client, callbackUrl),
      verify: (rawBody, headers) => verify(client, rawBody, headers),
      classify
    }
  },
  simulate: simulateWooCommerce
})
