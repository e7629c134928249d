import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { AdapterIo } from '#core/channel/io'
import type { PlatformSimulator } from '#core/channel/simulator'
import { parseAmountMinor } from '#core/money'
import { numberOf } from '../map/ids.ts'
import type { ShopifyAccount } from '../options.ts'
import { productsIn } from './products.ts'
import { openReturn, returnThere } from './returns.ts'
import { createServer } from './server.ts'
import { Shop } from './shop.ts'
import { sendWebhook } from './webhooks.ts'

/** Starts a stand-in of a shop on Shopify, over real HTTP, in this process. Nothing in it exists. */
export async function simulateShopify(
  account: Partial<ShopifyAccount>,
  { clock, log }: Pick<AdapterIo, 'clock' | 'log' | 'channelId'>
): Promise<PlatformSimulator> {
  const { currency = 'EUR' } = account
  const domain = `tea-${randomBytes(4).toString('hex')}.myshopify.com`
  const products = productsIn(currency)
  const shop = new Shop(clock, { domain, currency, products })
  const app = createServer(shop)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const baseUrl = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  log.info({ baseUrl }, 'shopify: a simulated shop is open')
  const { access, orders, shelf, quotas, faults, calls } = shop
  let webhookUrl: string | null = null
  const callbackUrl = () => webhookUrl ?? shop.subscriptions[0]?.uri ?? null
  return {
    settings: {
      shop: domain,
      currency,
      locationId: shop.locationNumber,
      access: 'client_credentials',
      clientId: access.clientId,
      clientSecret: access.clientSecret,
      accessToken: access.fixedToken(),
      baseUrl
    },
    products,
    calls,
    faults,
    setQuotas: (isOn) => {
      quotas.isOn = isOn
    },
    offer: (more) => shelf.offer(more),
    placeOrder: (order) => orders.place(order),
    changeOrder: (externalId, change) => orders.change(externalId, change),
    order: (externalId) => orders.there(externalId),
    orders: () => orders.all(),
    shownStock: (sku) => shelf.stockOf(sku),
    stockEffects: (sku) => shelf.effectsOf(sku),
    shownPrice(sku) {
      const price = shelf.bySku(sku)?.price
      if (price === undefined) return null
      return { amountMinor: parseAmountMinor(price, currency), currency }
    },
    listingOf(sku) {
      const id = shelf.bySku(sku)?.id
      return id === undefined ? null : numberOf(id)
    },
    openAfterSale: (orderExternalId) => openReturn(shop, orderExternalId),
    afterSale: (externalId) => returnThere(shop, externalId),
    get webhookUrl() {
      return callbackUrl()
    },
    set webhookUrl(url) {
      webhookUrl = url
    },
    sendWebhook(number, delivery) {
      const url = callbackUrl()
      if (url === null) throw new RangeError('webhooks have nowhere to go')
      return sendWebhook(shop, { url, number, delivery })
    },
    stop: () => app.close()
  }
}
