import type { ItemOutcome, RefundWrite } from '#core/channel/writes'
import { formatAmount } from '#core/money'
import type { WirePayments, WireTransaction } from '../wire.ts'
import { MoneyReader } from './amounts.ts'

/** What of a payment is given back. */
export interface PaymentShare {
  id: string
  gateway: string
  /** Decimal, in the currency of the order. */
  amount: string
}

/**
 * Spreads a refund over the payments of an order, oldest first, each up to what is left of it.
 * Errors: AMOUNT_INVALID, CURRENCY_UNKNOWN, TypeError.
 */
export function spreadRefund(
  { transactions, presentmentCurrencyCode }: WirePayments,
  { amountMinor, currency, refundId }: Pick<RefundWrite, 'amountMinor' | 'currency' | 'refundId'>
): PaymentShare[] | ItemOutcome {
  if (currency !== presentmentCurrencyCode) {
    const reason = `${refundId}: the buyer has paid in ${presentmentCurrencyCode}, not in ${currency}`
    return { status: 'rejected', code: 'CURRENCY_FOREIGN', reason }
  }
  const money = new MoneyReader(currency)
  const good = transactions.filter(({ status }) => status === 'SUCCESS' || status === 'PENDING')
  let leftMinor = amountMinor
  const shares: PaymentShare[] = []
  for (const payment of good.filter(({ kind }) => kind === 'SALE' || kind === 'CAPTURE')) {
    const shareMinor = Math.min(leftMinor, openOf(payment, good, money))
    if (shareMinor <= 0) continue
    shares.push({
      id: payment.id,
      gateway: payment.gateway ?? '',
      amount: formatAmount(shareMinor, currency)
    })
    leftMinor -= shareMinor
  }
  if (leftMinor === 0) return shares
  const paid = formatAmount(amountMinor - leftMinor, currency)
  const reason = `${refundId}: no more than ${paid} ${currency} of the order can be given back`
  return { status: 'rejected', code: 'REFUND_TOO_LARGE', reason, class: 'conflict' }
}

/** What of a payment has not been given back; a payment that is pending gives nothing. */
function openOf(
  payment: WireTransaction,
  transactions: readonly WireTransaction[],
  money: MoneyReader
): number {
  if (payment.status !== 'SUCCESS') return 0
  const back = transactions.filter(
    ({ kind, parentTransaction }) => kind === 'REFUND' && parentTransaction?.id === payment.id
  )
  return money.minor(payment.amountSet) - money.sum(back.map(({ amountSet }) => amountSet))
}
