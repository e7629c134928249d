import type { AddressInfo } from 'node:net'
import type { AdapterIo } from '#core/channel/io'
import type { PlatformSimulator } from '#core/channel/simulator'
import { parseAmountMinor } from '#core/money'
import type { AmazonAccount } from '../options.ts'
import { listingCategory } from './listing-shelf.ts'
import { Market } from './market.ts'
import { productsIn } from './products.ts'
import { createServer } from './server.ts'

/**
 * Starts a stand-in of one of Amazon's marketplaces with one seller, over real HTTP, in this
 * process. Nothing in it exists.
 */
export async function simulateAmazon(
  account: Partial<AmazonAccount>,
  { clock, log }: Pick<AdapterIo, 'clock' | 'log' | 'channelId'>
): Promise<PlatformSimulator> {
  const { region = 'eu', marketplaceId = 'A1PA6795UKMFR9', currency = 'EUR' } = account
  const products = productsIn(currency)
  const market = new Market({ clock, marketplaceId, currency, products })
  const app = createServer(market)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const baseUrl = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  log.info({ baseUrl }, 'amazon: a simulated marketplace is open')
  const { access, orders, shelf, desk, quotas, faults, calls } = market
  const { clientId, clientSecret, refreshToken } = access
  return {
    settings: {
      region,
      marketplaceId,
      currency,
      clientId,
      clientSecret,
      refreshToken,
      sellerId: market.sellerId,
      applicationId: 'amzn1.sp.solution.simulated',
      returnLocationIds: [market.returnLocationId],
      baseUrl,
      tokenUrl: `${baseUrl}/auth/o2/token`,
      sellerCentralUrl: baseUrl
    },
    products,
    listingCategory,
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
    stockEffects: (sku) => shelf.stockEffects(sku),
    shownPrice(sku) {
      const price = shelf.priceOf(sku)
      if (!price) return null
      const { amount, currencyCode } = price
      return { amountMinor: parseAmountMinor(amount, currencyCode), currency: currencyCode }
    },
    listingOf: (sku) => (shelf.has(sku) ? sku : null),
    openAfterSale: (orderExternalId) =>
      desk.open(orderExternalId, orders.there(orderExternalId)?.lines[0]?.sku ?? ''),
    afterSale: (externalId) => desk.find(externalId),
    sentMessages: (orderExternalId) => market.messages.get(orderExternalId) ?? [],
    decideSubmissions: () => shelf.decide(),
    stop: () => app.close()
  }
}
