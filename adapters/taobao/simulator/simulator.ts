import type { AddressInfo } from 'node:net'
import type { AdapterIo } from '#core/channel/io'
import type { PlatformSimulator } from '#core/channel/simulator'
import { listingIdOf } from '../map/values.ts'
import type { TaobaoAccount } from '../options.ts'
import type { WireTrade } from '../wire.ts'
import { Market } from './market.ts'
import { products } from './products.ts'
import { addRate } from './rates-api.ts'
import { createServer } from './server.ts'

/** A simulated shop, with what only this platform has. */
export interface TaobaoSimulator extends PlatformSimulator {
  openAfterSale(orderExternalId: string): { externalId: string }
  /** A case where the goods come back first. */
  openReturn(orderExternalId: string): { externalId: string }
  /** The buyer of a case sends the goods back. */
  sendBack(externalId: string): void
  /** The buyer of a case withdraws it. */
  withdraw(externalId: string): void
  /** Taobao itself looks at a case. */
  stepIn(externalId: string): void
  /** A case comes into a status of Taobao's. */
  moveCase(externalId: string, status: string): void
  addReview(sku: string): { externalId: string }
  queueHint(externalId: string): void
  /** Gives a trade what else the platform may tell of it, such as where a presale stands. */
  amendTrade(externalId: string, changed: Partial<WireTrade>): void
}

/**
 * Starts a stand-in of the gateway with one shop, over real HTTP, in this process. Nothing in it
 * exists.
 */
export async function simulateTaobao(
  { shopType = 'taobao' }: Partial<TaobaoAccount>,
  { clock, log }: Pick<AdapterIo, 'clock' | 'log' | 'channelId'>
): Promise<TaobaoSimulator> {
  const market = new Market(clock, shopType)
  const app = createServer(market)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const baseUrl = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  log.info({ baseUrl }, 'taobao: a simulated shop is open')
  const { access, gate, trades, shelf, desk, queue, rates, faults, calls } = market
  const { appKey, appSecret, refreshToken, userId } = access
  const openCase = (tid: string, hasReturn: boolean) => desk.open(trades.find(tid)!, hasReturn)
  return {
    settings: {
      appKey,
      appSecret,
      refreshToken,
      userId,
      shopType,
      gatewayUrl: `${baseUrl}/router/rest`,
      authorizeUrl: `${baseUrl}/authorize`,
      tokenUrl: `${baseUrl}/token`
    },
    products,
    calls,
    faults,
    setQuotas: (isOn) => {
      gate.hasQuotas = isOn
    },
    offer: (more) => shelf.offer(more),
    placeOrder: (order) => trades.place(order),
    changeOrder: (externalId, change) => trades.change(externalId, change),
    order: (externalId) => trades.there(externalId),
    orders: () => trades.all(),
    shownStock: (sku) => shelf.stockOf(sku),
    stockEffects: (sku) => shelf.stockEffects(sku),
    shownPrice: (sku) => shelf.priceOf(sku),
    listingOf(sku) {
      const ids = shelf.idsOf(sku)
      return ids && listingIdOf(ids.num_iid, ids.sku_id)
    },
    openAfterSale: (tid) => openCase(tid, false),
    openReturn: (tid) => openCase(tid, true),
    sendBack: (externalId) => desk.move(desk.get(externalId), 'WAIT_SELLER_CONFIRM_GOODS'),
    withdraw: (externalId) => desk.move(desk.get(externalId), 'CLOSED'),
    stepIn: (externalId) => desk.stepIn(desk.get(externalId)),
    moveCase: (externalId, status) => desk.move(desk.get(externalId), status),
    afterSale: (externalId) => desk.there(externalId),
    addReview: (sku) => addRate(market, sku),
    reviewReply: (externalId) => rates.get(externalId)?.reply || null,
    queueHint: (tid) => queue.put('taobao_trade_TradeBuyerPay', { userId, tid }),
    amendTrade: (tid, changed) => {
      Object.assign(trades.find(tid)!, changed)
    },
    stop: () => app.close()
  }
}
