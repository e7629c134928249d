import { defineAdapter } from '#core/channel/adapter'
import type { Capabilities } from '#core/channel/capabilities'
import { listAfterSales, refundPageMax } from './after-sales.ts'
import { Carriers } from './carriers.ts'
import { TopClient } from './client.ts'
import { decideAfterSale } from './decisions.ts'
import { classify } from './errors.ts'
import { confirmHints, hintTopics, subscribe, takeHints } from './hints.ts'
import { skuBatchMax } from './items.ts'
import { readListings, setListingStates } from './listings.ts'
import { TaobaoAccount } from './options.ts'
import { getOrder, listOrders, tradePageMax } from './orders.ts'
import { writePrices } from './prices.ts'
import { listReviews, ratePageMax, replyToReview } from './reviews.ts'
import { confirmShipments } from './shipments.ts'
import { simulateTaobao } from './simulator/simulator.ts'
import { readStock, writeStock } from './stock.ts'
import { consent, tokens } from './tokens.ts'

/**
 * Lists are sorted by newest first and counted from there. How late a row appears is not
 * documented.
 */
const window = { by: 'window', windowMax: 'P1D', lag: 'PT1M', direction: 'backward' } as const

const capabilities: Capabilities = {
  orders: {
    pull: { ...window, pageSizeMax: tradePageMax },
    history: { ...window, pageSizeMax: tradePageMax, reach: 'P3M' },
    push: { by: 'queue', topics: hintTopics }
  },
  listings: { write: false, batchMax: 1 },
  stock: { write: 'absolute', batchMax: skuBatchMax },
  prices: { write: true, batchMax: skuBatchMax },
  shipments: { confirm: { split: 'line', batchMax: 10 } },
  afterSales: { pull: { ...window, pageSizeMax: refundPageMax }, agree: true, refuse: true },
  refunds: false,
  reviews: { pull: { ...window, pageSizeMax: ratePageMax, reach: 'P180D' }, reply: true },
  messages: false
}

/** One shop on Taobao or Tmall, by the Taobao Open Platform. */
export const taobao = defineAdapter({
  platform: 'taobao',
  title: 'Taobao and Tmall',
  account: TaobaoAccount,
  capabilities,
  consent,
  tokens,
  connect(account, io) {
    const client = new TopClient(account, io)
    const carriers = new Carriers(client)
    return {
      orders: {
        listChanged: (request) => listOrders(client, 'modified', request),
        listCreated: (request) => listOrders(client, 'created', request),
        get: (externalId) => getOrder(client, externalId)
      },
      setListingStates: (items) => setListingStates(client, items),
      readListings: (ids) => readListings(client, ids),
      writeStock: (items) => writeStock(client, items),
      readStock: (ids) => readStock(client, ids),
      writePrices: (items) => writePrices(client, items),
      confirmShipments: (items) => confirmShipments(client, carriers, items),
      listAfterSales: (request) => listAfterSales(client, request),
      decideAfterSale: (decision) => decideAfterSale(client, decision),
      listReviews: (request) => listReviews(client, request),
      replyToReview: (reply) => replyToReview(client, reply),
      subscribe: () => subscribe(client),
      takeHints: () => takeHints(client),
      confirmHints: (receipt) => confirmHints(client, receipt),
      classify
    }
  },
  simulate: simulateTaobao
})
