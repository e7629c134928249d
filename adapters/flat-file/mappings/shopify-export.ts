import type { ChannelOrderStatus } from '#core/channel/documents'
import { byColumns } from './by-columns.ts'
import { cellOf } from './cells.ts'
import type { FileRow } from './mapping.ts'

/**
 * Reads the order export of a Shopify store: one row a line, the order's own values in its first
 * row alone.
 *
 * Refunds are not in it as documents of their own; a refunded order keeps its payment status as the
 * raw status.
 * Source: Shopify help, "Exporting orders", columns of the order CSV.
 */
export const shopifyExport = byColumns({
  required: ['order', 'placedAt', 'sku', 'title', 'quantity', 'unitPrice', 'currency', 'total'],
  columns: {
    order: 'Name',
    placedAt: 'Created at',
    sku: 'Lineitem sku',
    title: 'Lineitem name',
    quantity: 'Lineitem quantity',
    unitPrice: 'Lineitem price',
    lineDiscount: 'Lineitem discount',
    currency: 'Currency',
    shipping: 'Shipping',
    discount: 'Discount Amount',
    tax: 'Taxes',
    total: 'Total',
    email: 'Email',
    name: 'Billing Name',
    recipient: 'Shipping Name',
    phone: 'Shipping Phone',
    address1: 'Shipping Address1',
    address2: 'Shipping Address2',
    city: 'Shipping City',
    region: 'Shipping Province',
    postalCode: 'Shipping Zip',
    country: 'Shipping Country',
    note: 'Notes'
  },
  readStatus
})

const paidStatuses = new Set(['paid', 'partially_refunded', 'refunded'])
const waitingStatuses = new Set(['pending', 'authorized', 'partially_paid', ''])

/**
 * A canceled order is canceled whatever else it says; a shipped one has been paid for or is on
 * account.
 */
function readStatus(row: FileRow): { status: ChannelOrderStatus; rawStatus: string } {
  const payment = cellOf(row, 'Financial Status').toLowerCase()
  const shipping = cellOf(row, 'Fulfillment Status').toLowerCase()
  const canceled = cellOf(row, 'Cancelled at') !== ''
  const rawStatus = [payment, shipping, canceled && 'cancelled'].filter(Boolean).join('/')
  if (canceled || payment === 'voided' || payment === 'expired') {
    return { status: 'canceled', rawStatus }
  }
  if (shipping === 'fulfilled') return { status: 'shipped', rawStatus }
  if (shipping === 'partial') return { status: 'partially_shipped', rawStatus }
  if (shipping !== '' && shipping !== 'unfulfilled') return { status: 'unmapped', rawStatus }
  if (paidStatuses.has(payment)) return { status: 'paid', rawStatus }
  if (waitingStatuses.has(payment)) return { status: 'awaiting_payment', rawStatus }
  return { status: 'unmapped', rawStatus }
}
