import type { ChannelAbilities } from '#plugins/channels'
import type { OrderMoney } from '#plugins/orders'
import { RefundExceeds, RefundPaymentForeign } from './errors.ts'
import { type Given, tendersOf } from './given.ts'
import type { RefundsOptionsShape } from './options.ts'
import { spreadOver, type Tender, type TenderShare } from './reckon/tenders.ts'
import type { RefundRequest } from './request.ts'
import type { RefundPartRow } from './tables.ts'

/** What is to go back by one payment, and how. */
export type PlannedPart = Pick<
  RefundPartRow,
  'paymentId' | 'method' | 'way' | 'why' | 'amountMinor'
>

/** What decides how money goes back. */
export interface WayFacts {
  order: OrderMoney
  options: RefundsOptionsShape
  directChannelId: string
  /** Null: channels is off, or has no such channel. */
  abilities: ChannelAbilities | null
  /** The case is one of the channel's own. */
  isChannelCase: boolean
  hasCrm: boolean
}

/** By which payments an amount goes back. Errors: REFUND_PAYMENT_FOREIGN, REFUND_EXCEEDS. */
export function planParts(
  amountMinor: number,
  given: Given,
  facts: WayFacts,
  named: RefundRequest['payments']
): PlannedPart[] {
  const { order, options } = facts
  const tenders = tendersOf(order, given)
  const shares = named?.length
    ? namedShares(amountMinor, { order, tenders, named })
    : spreadOver(amountMinor, tenders, options.tenderOrder)
  const coveredMinor = shares.reduce((sum, share) => sum + share.amountMinor, 0)
  if (coveredMinor < amountMinor) {
    const { orderId, currency } = order
    throw new RefundExceeds({
      ...{ orderId, paymentId: null, requestedMinor: amountMinor, maximumMinor: coveredMinor },
      currency
    })
  }
  return shares.map(({ tender, amountMinor: minor }) => ({
    paymentId: tender.paymentId,
    method: tender.method,
    amountMinor: minor,
    ...wayOf(tender, facts)
  }))
}

/** By the payments that were named, in their order; what has no amount of its own takes what is left. */
function namedShares(
  amountMinor: number,
  {
    order,
    tenders,
    named
  }: {
    order: OrderMoney
    tenders: readonly Tender[]
    named: NonNullable<RefundRequest['payments']>
  }
): TenderShare[] {
  let leftMinor = amountMinor
  const fixedMinor = named.reduce((sum, { amountMinor: minor = 0 }) => sum + minor, 0)
  let freeMinor = Math.max(0, amountMinor - fixedMinor)
  const shares = named.map(({ paymentId, amountMinor: fixed }) => {
    const tender = tenders.find((one) => one.paymentId === paymentId)
    const { orderId, currency } = order
    if (!tender) {
      const paymentIds = order.payments.map(({ id }) => id)
      throw new RefundPaymentForeign({ orderId, paymentId, paymentIds })
    }
    const wanted = fixed ?? Math.min(freeMinor, tender.leftMinor)
    if (fixed === undefined) freeMinor -= wanted
    const maximumMinor = Math.max(0, Math.min(tender.leftMinor, leftMinor))
    if (wanted > maximumMinor) {
      throw new RefundExceeds({
        ...{ orderId, paymentId, requestedMinor: wanted, maximumMinor, currency }
      })
    }
    leftMinor -= wanted
    return { tender, amountMinor: wanted }
  })
  return shares.filter((share) => share.amountMinor > 0)
}

type Way = Pick<PlannedPart, 'way' | 'why'>

function wayOf({ paymentId, method }: Tender, facts: WayFacts): Way {
  const { order, options, directChannelId } = facts
  if (paymentId === null && order.channelId !== directChannelId) return channelWay(facts)
  if (method === 'points') {
    if (facts.hasCrm) return { way: 'points', why: null }
    return byHand('crm is off: it knows of no points')
  }
  if (options.bridge?.methods.includes(method)) return { way: 'bridge', why: null }
  return byHand(
    options.bridge
      ? `the payment bridge gives back ${options.bridge.methods.join(', ')}, not ${method}`
      : 'no payment bridge is set up (aftersales.refunds.bridge)'
  )
}

/** What the platform cannot do is said, and not tried. */
function channelWay({ order, abilities, isChannelCase }: WayFacts): Way {
  if (!abilities) return byHand(`no account of ${order.channelId} is known here`)
  if (abilities.pausedReason !== null) {
    return byHand(`the channel is paused: ${abilities.pausedReason}`)
  }
  if (order.lines.some(({ sourceOrderId }) => sourceOrderId !== null)) {
    return byHand('orders of the channel were merged: give each back there')
  }
  if (abilities.refund || (isChannelCase && abilities.agree)) return { way: 'channel', why: null }
  return byHand(
    abilities.agree
      ? 'the platform gives money back only in a case of the buyer'
      : 'the platform takes no refunds: give it back there'
  )
}

function byHand(why: string): Way {
  return { way: 'manual', why }
}
