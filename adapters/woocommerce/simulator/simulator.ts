import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { AdapterIo } from '#core/channel/io'
import type { PlatformSimulator } from '#core/channel/simulator'
import { listingIdOf } from '../map/listing-id.ts'
import type { WooCommerceAccount } from '../options.ts'
import type { WireWebhook } from '../wire.ts'
import { productsIn } from './products.ts'
import { createServer } from './server.ts'
import { Shop } from './shop.ts'
import { gmtOf } from './times.ts'

/** A simulated shop, with what only this platform has. */
export interface WooCommerceSimulator extends PlatformSimulator {
  webhookUrl: string | null
  sendWebhook: NonNullable<PlatformSimulator['sendWebhook']>
  /** Asks an address as the shop does when a webhook is new. Returns the answer's status. */
  ping(url: string): Promise<number>
  webhooks(): WireWebhook[]
  /** Throws an order into the trash, which makes it newer. */
  trashOrder(externalId: string): void
  /** Switches the feature of fulfillments on or off; on at first. */
  setFulfillments(isOn: boolean): void
}

/**
 * Starts a stand-in of one shop on WooCommerce, over real HTTP, in this process. Nothing in it
 * exists. It has fulfillments, and an account that does not say otherwise tells of parcels by them.
 */
export async function simulateWooCommerce(
  account: Partial<WooCommerceAccount>,
  { clock, log }: Pick<AdapterIo, 'clock' | 'log' | 'channelId'>
): Promise<WooCommerceSimulator> {
  const { currency = 'EUR', shipments = 'fulfillments' } = account
  const products = productsIn(currency)
  const shop = new Shop(clock, currency, products)
  const app = createServer(shop)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  log.info({ url }, 'woocommerce: a simulated shop is open')
  const { access, orders, shelf, webhooks, calls, faults } = shop
  const webhookSecret = randomBytes(24).toString('hex')
  const { consumerKey, consumerSecret } = access
  const simulator: WooCommerceSimulator = {
    settings: { url, consumerKey, consumerSecret, webhookSecret, currency, shipments },
    products,
    calls,
    faults,
    setQuotas: (isOn) => {
      shop.hasQuota = isOn
    },
    placeOrder: (order) => orders.place(order),
    changeOrder: (externalId, change) => orders.change(Number(externalId), change),
    order: (externalId) => orders.there(Number(externalId)),
    orders: () => orders.wires().map(({ id }) => orders.there(id)!),
    shownStock: (sku) => shelf.bySku(sku)?.stock_quantity ?? null,
    stockEffects: (sku) => shelf.stockEffects(sku),
    shownPrice: (sku) => shelf.priceOf(sku),
    listingOf(sku) {
      const offer = shelf.offerOf(sku)
      return offer && listingIdOf(offer.productId, offer.variationId)
    },
    addReview(sku) {
      const id = orders.nextId()
      shop.reviews.push({
        id,
        date_created_gmt: gmtOf(clock.now()),
        product_id: shelf.offerOf(sku)?.productId ?? 0,
        status: 'hold',
        review: '<p>As it should be.</p>\n',
        rating: 5
      })
      return { externalId: String(id) }
    },
    sentMessages: (externalId) =>
      orders
        .find(Number(externalId))
        .notes.filter((note) => note.customer_note)
        .map(({ note }) => note),
    webhookUrl: null,
    sendWebhook: (externalId, how) => {
      const { wire: order } = orders.find(Number(externalId))
      const delivery = { order, how, atMs: clock.ms() }
      return webhooks.deliver(simulator.webhookUrl, webhookSecret, delivery)
    },
    ping: (address) => webhooks.ping(address, 1),
    webhooks: () => webhooks.list(),
    trashOrder(externalId) {
      orders.setStatus(Number(externalId), 'trash')
      orders.touch(Number(externalId))
    },
    setFulfillments: (isOn) => {
      shop.hasFulfillments = isOn
    },
    stop: () => app.close()
  }
  return simulator
}
