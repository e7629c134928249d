import { defineAdapter } from '#core/channel/adapter'
import type { Capabilities } from '#core/channel/capabilities'
import { listAfterSales, returnPageMax } from './after-sales.ts'
import { budgets } from './budgets.ts'
import { AmazonClient } from './client.ts'
import { classify } from './errors.ts'
import { ListingItems, searchMax } from './listing-items.ts'
import { pollSubmission, readListings, setListingStates, writeListings } from './listings.ts'
import { sendMessage } from './messages.ts'
import { offerBatchMax, readStock, writePrices, writeStock } from './offers.ts'
import { AmazonAccount } from './options.ts'
import { getOrder, listOrders, orderPageMax } from './orders.ts'
import { confirmShipments } from './shipments.ts'
import { simulateAmazon } from './simulator/simulator.ts'
import { consent, tokens } from './tokens.ts'

/**
 * Amazon sets no limit to a window. A page token lasts a day, which is 48,000 orders at the
 * published rate.
 */
const window = { by: 'window', windowMax: 'P30D', lag: 'PT2M', pageSizeMax: orderPageMax } as const

const capabilities: Capabilities = {
  orders: { pull: window, history: { ...window, reach: 'P2Y' }, push: false },
  listings: { write: 'asynchronous', batchMax: offerBatchMax },
  stock: { write: 'absolute', batchMax: offerBatchMax, readMax: searchMax },
  prices: { write: true, batchMax: offerBatchMax },
  shipments: { confirm: { split: 'quantity', batchMax: offerBatchMax } },
  afterSales: { pull: { ...window, pageSizeMax: returnPageMax }, agree: false, refuse: false },
  refunds: false,
  reviews: false,
  messages: { pull: false, send: true }
}

/** One account on one of Amazon's marketplaces, by the Selling Partner API. */
export const amazon = defineAdapter({
  platform: 'amazon',
  title: 'Amazon',
  account: AmazonAccount,
  capabilities,
  capabilitiesOf: ({ returnLocationIds }) =>
    returnLocationIds.length > 0 ? capabilities : { ...capabilities, afterSales: false },
  budgets,
  consent,
  tokens,
  connect(account, io) {
    const client = new AmazonClient(account, io)
    const listings = new ListingItems(client)
    return {
      orders: {
        listChanged: (request) => listOrders(client, 'lastUpdated', request),
        listCreated: (request) => listOrders(client, 'created', request),
        get: (externalId) => getOrder(client, externalId)
      },
      writeListings: (items) => writeListings(client, listings, items),
      setListingStates: (items) => setListingStates(client, listings, items),
      readListings: (ids) => readListings(client, listings, ids),
      pollSubmission: (id) => pollSubmission(client, listings, id),
      writeStock: (items) => writeStock(client, listings, items),
      readStock: (ids) => readStock(client, listings, ids),
      writePrices: (items) => writePrices(client, listings, items),
      confirmShipments: (items) => confirmShipments(client, items),
      listAfterSales: (request) => listAfterSales(client, request),
      sendMessage: (message) => sendMessage(client, message),
      classify
    }
  },
  simulate: simulateAmazon
})
