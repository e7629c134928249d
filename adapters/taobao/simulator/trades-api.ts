import { instantMs } from '#core/time'
import type { WireTrade } from '../wire.ts'
import type { Market } from './market.ts'
import { invalid, refused } from './refusal.ts'
import { pageOf, type TopRequest } from './request.ts'

const dayMs = 24 * 3_600_000
/** Three months, the longer ones. */
const reachMs = 92 * dayMs
const pageMax = 100
const typesDefault = 'guarantee_trade,auto_delivery,ec,cod,step'

/** What the list operations call the ends of their span. */
export const spans = {
  'taobao.trades.sold.increment.get': ['start_modified', 'end_modified'],
  'taobao.trades.sold.get': ['start_created', 'end_created']
} as const

type ListMethod = keyof typeof spans

/** Lists trades by time of change, or by time of creation. */
export function listTrades(market: Market, request: TopRequest): object {
  const method = request.method as ListMethod
  const { since, until } = request.span(spans[method])
  const isOfChanges = method === 'taobao.trades.sold.increment.get'
  if (isOfChanges && instantMs(until) - instantMs(since) > dayMs) {
    throw refused('invalid-parameter', 'the span of modified must not exceed one day')
  }
  if (market.clock.ms() - instantMs(since) > reachMs) {
    throw refused('invalid-parameter', 'trades can be listed for three months')
  }
  const key = isOfChanges ? 'modified' : 'created'
  const read = () => market.trades.between(key, since, until).filter(isOfTypes(request))
  market.beforePage(method, read)
  const { page, counted } = pageOf(request, read(), pageMax)
  const picked = page.map((trade) => pick(request, listed(trade)))
  return { ...counted, trades: { trade: market.spoil(method, picked) } }
}

/** A single trade with all that was asked for. */
export function getTrade(market: Market, request: TopRequest): object {
  const tid = request.id('tid')
  const trade = market.trades.find(tid)
  if (!trade) throw refused('trade-not-exist', `trade ${tid} does not exist`)
  return { trade: pick(request, trade) }
}

/** Takes a parcel. */
export function sendTrade(market: Market, request: TopRequest): object {
  const tid = request.id('tid')
  const isSplit = request.integer('is_split', { min: 0, max: 1, default: 0 }) === 1
  const oids = request.fields.sub_tid?.split(',') ?? null
  if (isSplit !== (oids !== null)) throw invalid('sub_tid', 'sub_tid goes with is_split=1')
  const code = request.text('company_code')
  if (!companies.some((one) => one.code === code)) throw invalid('company_code')
  const number = request.text('out_sid')
  if (market.isTime('partial', request.method)) throw invalid('out_sid')
  const isOnDelivery = market.trades.find(tid)?.type === 'cod'
  if (isOnDelivery !== request.method.includes('online')) {
    throw refused('logistics-offline-service-error:TYPE', 'not for this type of trade')
  }
  market.trades.send(tid, oids, { code, number })
  return { shipping: { is_success: true } }
}

const companies = [
  { id: 505, code: 'SF', name: '顺丰速运' },
  { id: 100, code: 'STO', name: '申通快递' },
  { id: 101, code: 'YTO', name: '圆通速递' },
  { id: 500, code: 'ZTO', name: '中通快递' },
  { id: 102, code: 'YUNDA', name: '韵达快递' },
  { id: 2, code: 'EMS', name: 'EMS' },
  { id: 1, code: 'POST', name: '中国邮政' },
  { id: 103, code: 'ZJS', name: '宅急送' },
  { id: 1259, code: 'SIMEX', name: '模拟快递' }
]

/** Lists the companies that can be named with a parcel. */
export function listCompanies(_market: Market, request: TopRequest): object {
  return {
    logistics_companies: { logistics_company: companies.map((one) => request.pick(one)) }
  }
}

/** An id of the recipient is made of these, when all of them are asked for. */
const oaidParts = [
  'receiver_name',
  'receiver_mobile',
  'receiver_phone',
  'receiver_address',
  'created'
]

/** A trade as far as it is asked for. */
function pick(request: TopRequest, { oaid, ...trade }: WireTrade): WireTrade {
  const asked = request.text('fields').split(',')
  const isMade = oaid !== undefined && oaidParts.every((name) => asked.includes(name))
  return request.pick(isMade ? { ...trade, oaid } : trade) as WireTrade
}

/** A list does not show what the buyer wrote. */
function listed({ buyer_message: _, ...trade }: WireTrade): WireTrade {
  return trade
}

function isOfTypes(request: TopRequest): (trade: WireTrade) => boolean {
  const asked = (request.fields.type ?? typesDefault).split(',')
  // Not a type of its own, but two.
  const types = asked.flatMap((type) => (type === 'guarantee_trade' ? ['fixed', 'auction'] : type))
  return ({ type = '' }) => types.includes(type)
}
