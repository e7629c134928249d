import * as items from './items-api.ts'
import type { Market } from './market.ts'
import * as queue from './queue.ts'
import * as rates from './rates-api.ts'
import * as refunds from './refunds-api.ts'
import type { TopRequest } from './request.ts'
import * as trades from './trades-api.ts'

type Operation = (market: Market, request: TopRequest) => object

/** The operations that the simulated gateway has. */
export const operations: Readonly<Record<string, Operation>> = {
  'taobao.trades.sold.increment.get': trades.listTrades,
  'taobao.trades.sold.get': trades.listTrades,
  'taobao.trade.fullinfo.get': trades.getTrade,
  'taobao.logistics.offline.send': trades.sendTrade,
  'taobao.logistics.online.send': trades.sendTrade,
  'taobao.logistics.companies.get': trades.listCompanies,
  'taobao.item.seller.get': items.getItem,
  'taobao.item.quantity.update': items.updateQuantity,
  'taobao.skus.quantity.update': items.updateQuantities,
  'taobao.item.sku.price.update': items.updateSkuPrice,
  'tmall.item.price.update': items.updateItemPrice,
  'alibaba.item.operate.upshelf': items.operateShelf,
  'alibaba.item.operate.downshelf': items.operateShelf,
  'taobao.refunds.receive.get': refunds.listRefunds,
  'taobao.refund.get': refunds.getRefund,
  'taobao.refund.refusereason.get': refunds.listRefusalReasons,
  'taobao.rp.refunds.agree': refunds.agreeToRefunds,
  'taobao.rp.returngoods.agree': refunds.agreeToReturn,
  'taobao.refund.refuse': refunds.refuseRefund,
  'taobao.traderates.get': rates.listRates,
  'taobao.traderate.explain.add': rates.explainRate,
  'taobao.tmc.user.permit': queue.permit,
  'taobao.tmc.messages.consume': queue.consume,
  'taobao.tmc.messages.confirm': queue.confirm
}
