import type { ChannelOrderStatus } from '#core/channel/documents'
import type { OrderThere, SimulatedOrder } from '#core/channel/simulator'
import { allocate } from '#core/money'
import { type Clock, type Instant, instantAt, instantMs } from '#core/time'
import { isClosed, statusOf } from '../map/trade.ts'
import { toFen, toInstant, toTime, toYuan } from '../map/values.ts'
import type { WireSubOrder, WireTrade } from '../wire.ts'
import { products } from './products.ts'
import { refused } from './refusal.ts'
import type { Shelf } from './shelf.ts'

const firstTid = 2_700_000_000_000_000_001n
/** Postage of trades below the limit, and what is off those of several sub orders. In fen. */
const postage = { fee: 800, freeFrom: 9900 }
const offSeveral = 333
/**
 * Types of trades as they come: the last is not among those that a list shows unless it is asked
 * for.
 */
const types = ['fixed', 'fixed', 'auction', 'step', 'tmall_i18n']

const statuses: Partial<Record<ChannelOrderStatus, string>> = {
  awaiting_payment: 'WAIT_BUYER_PAY',
  paid: 'WAIT_SELLER_SEND_GOODS',
  on_hold: 'PAID_FORBID_CONSIGN',
  partially_shipped: 'SELLER_CONSIGNED_PART',
  shipped: 'WAIT_BUYER_CONFIRM_GOODS',
  delivered: 'TRADE_BUYER_SIGNED',
  completed: 'TRADE_FINISHED',
  canceled: 'TRADE_CLOSED_BY_TAOBAO'
}

interface Placed {
  trade: WireTrade
  parcels: OrderThere['parcels']
  refunds: { amountMinor: number }[]
}

/** Trades of the simulated shop. */
export class TradeBook {
  readonly #clock: Clock
  readonly #shelf: Shelf
  readonly #placed = new Map<string, Placed>()

  constructor(clock: Clock, shelf: Shelf) {
    this.#clock = clock
    this.#shelf = shelf
  }

  place(wish: SimulatedOrder = {}): OrderThere {
    const index = this.#placed.size
    const tid = wish.externalId ?? String(firstTid + BigInt(index) * 1000n)
    const placedAt = wish.placedAt ?? this.#clock.now()
    const wanted = wish.lines ?? [{ sku: products[0]!.sku, quantity: 1 }]
    const subOrders = wanted.map((line, at) => this.#subOrder(tid, wanted.length, line, at))
    const fees = priced(subOrders)
    const status = wish.status ?? 'paid'
    const trade: WireTrade = {
      tid,
      status: '',
      type: types[index % types.length]!,
      ...fees,
      created: toTime(placedAt),
      modified: toTime(wish.modifiedAt ?? placedAt),
      ...(status !== 'awaiting_payment' && { pay_time: toTime(placedAt) }),
      ...buyerOf(index),
      orders: { order: subOrders }
    }
    this.#placed.set(tid, { trade, parcels: [], refunds: [] })
    this.#setStatus(trade, status)
    return this.there(tid)!
  }

  /** Changes a trade, which makes it newer unless it is told a time. */
  change(
    tid: string,
    { status, modifiedAt }: { status?: ChannelOrderStatus; modifiedAt?: Instant }
  ): OrderThere {
    const placed = this.#placed.get(tid)
    if (!placed) throw new RangeError(`no trade ${tid}`)
    if (status !== undefined) this.#setStatus(placed.trade, status)
    placed.trade.modified =
      modifiedAt === undefined ? this.#later(placed.trade) : toTime(modifiedAt)
    return this.there(tid)!
  }

  find(tid: string): WireTrade | null {
    return this.#placed.get(tid)?.trade ?? null
  }

  there(tid: string): OrderThere | null {
    const placed = this.#placed.get(tid)
    if (!placed) return null
    const { trade, parcels, refunds } = placed
    return {
      externalId: tid,
      ...statusOf(trade),
      placedAt: toInstant(trade.created),
      modifiedAt: toInstant(trade.modified),
      currency: 'CNY',
      totalMinor: toFen(trade.payment),
      lines: trade.orders!.order!.map(({ oid, outer_sku_id, outer_iid, num }) => ({
        externalId: String(oid),
        sku: (outer_sku_id ?? outer_iid)!,
        quantity: num
      })),
      parcels: structuredClone(parcels),
      refunds: structuredClone(refunds)
    }
  }

  all(): OrderThere[] {
    return [...this.#placed.keys()].map((tid) => this.there(tid)!)
  }

  /** Trades by one of their times, both ends included, newest first. */
  between(key: 'created' | 'modified', since: Instant, until: Instant): WireTrade[] {
    const [from, to] = [toTime(since), toTime(until)]
    return [...this.#placed.values()]
      .map(({ trade }) => trade)
      .filter((trade) => trade[key] >= from && trade[key] <= to)
      .sort((a, b) => (`${a[key]}${a.tid}` < `${b[key]}${b.tid}` ? 1 : -1))
  }

  /** Takes a parcel with some sub orders, or with all. Errors: Refusal. */
  send(
    tid: string,
    oids: readonly string[] | null,
    parcel: { code: string; number: string }
  ): void {
    const placed = this.#placed.get(tid)
    if (!placed) throw refused('trade-not-exist', `trade ${tid} does not exist`)
    const { trade } = placed
    const all = trade.orders!.order!
    const meant = all.filter((one) =>
      oids === null ? !isClosed(one) : oids.includes(String(one.oid))
    )
    if (meant.length === 0 || (oids !== null && meant.length < oids.length)) {
      throw refused('logistics-offline-service-error:SUB_TID', 'sub orders are not of the trade')
    }
    if (meant.some(({ status }) => status !== 'WAIT_SELLER_SEND_GOODS')) {
      const text = `the trade is ${trade.status}, or a sub order has been consigned`
      throw refused('logistics-offline-service-error:STATUS', text)
    }
    for (const one of meant) {
      one.status = 'WAIT_BUYER_CONFIRM_GOODS'
      one.invoice_no = parcel.number
      one.logistics_company = parcel.code
      one.consign_time = toTime(this.#clock.now())
    }
    const isWhole = all.every(({ status }) => status !== 'WAIT_SELLER_SEND_GOODS')
    trade.status = isWhole ? 'WAIT_BUYER_CONFIRM_GOODS' : 'SELLER_CONSIGNED_PART'
    trade.modified = this.#later(trade)
    placed.parcels.push({
      carrier: parcel.code,
      trackingNumber: parcel.number,
      lines: meant.map(({ oid, num }) => ({ externalId: String(oid), quantity: num }))
    })
  }

  giveBack(tid: string, amountMinor: number): void {
    this.#placed.get(tid)!.refunds.push({ amountMinor })
  }

  #subOrder(
    tid: string,
    count: number,
    line: NonNullable<SimulatedOrder['lines']>[number],
    at: number
  ): WireSubOrder {
    const { sku, quantity } = line
    const product = products.find((one) => one.sku === sku)
    const unitFen = line.unitPriceMinor ?? product?.amountMinor ?? 1000
    const ids = this.#shelf.idsOf(sku) ?? { num_iid: '599000000001' }
    const isSku = ids.sku_id !== undefined
    return {
      // A trade with one sub order has its number.
      oid: count === 1 ? tid : String(BigInt(tid) + BigInt(at + 1)),
      status: '',
      title: line.title ?? product?.title ?? sku,
      price: toYuan(unitFen),
      num: quantity,
      ...ids,
      ...(isSku ? { outer_sku_id: sku } : { outer_iid: sku }),
      total_fee: toYuan(unitFen * quantity),
      discount_fee: '0.00',
      adjust_fee: '0.00'
    }
  }

  #setStatus(trade: WireTrade, status: ChannelOrderStatus): void {
    const raw = statuses[status]
    if (raw === undefined) throw new RangeError(`Taobao has no status for ${status}`)
    trade.status = raw
    const each = status === 'partially_shipped' ? 'WAIT_SELLER_SEND_GOODS' : raw
    for (const subOrder of trade.orders!.order!) subOrder.status = each
  }

  /** Now, but later than the trade's last change. */
  #later({ modified }: WireTrade): string {
    const nextMs = instantMs(toInstant(modified)) + 1000
    return toTime(instantAt(Math.max(this.#clock.ms(), nextMs)))
  }
}

/** What a trade costs; its sub orders are told their shares. */
function priced(subOrders: readonly WireSubOrder[]): Pick<WireTrade, 'payment' | 'post_fee'> {
  const goods = subOrders.map(({ total_fee: fee }) => toFen(fee))
  const sum = goods.reduce((total, fen) => total + fen, 0)
  const off = subOrders.length > 1 ? Math.min(offSeveral, sum) : 0
  const postFen = sum < postage.freeFrom ? postage.fee : 0
  const shares = allocate(off, goods)
  for (const [index, subOrder] of subOrders.entries()) {
    const paid = toYuan(goods[index]! - shares[index]!)
    subOrder.part_mjz_discount = toYuan(shares[index]!)
    subOrder.divide_order_fee = paid
    subOrder.payment = subOrders.length === 1 ? toYuan(sum + postFen) : subOrder.total_fee
  }
  return { payment: toYuan(sum - off + postFen), post_fee: toYuan(postFen) }
}

/** A buyer as the platform shows one: masked. */
function buyerOf(index: number): Partial<WireTrade> {
  return {
    buyer_nick: `t**${index % 10}`,
    buyer_open_uid: `AAHd${String(index).padStart(20, '0')}`,
    oaid: `1HzT${String(index).padStart(20, '0')}`,
    receiver_name: '张**',
    receiver_mobile: '1*********0',
    receiver_address: `文三路**号`,
    receiver_district: '西湖区',
    receiver_city: '杭州市',
    receiver_state: '浙江省',
    receiver_zip: '310000'
  }
}
