import { byColumns } from './by-columns.ts'

/**
 * Reads files made after our own template, described in the README: five columns are needed, the
 * others may be left out.
 */
export const generic = byColumns({
  required: ['order', 'placedAt', 'sku', 'quantity', 'unitPrice'],
  columns: {
    order: 'order',
    placedAt: 'placed_at',
    sku: 'sku',
    quantity: 'quantity',
    unitPrice: 'unit_price',
    number: 'number',
    status: 'status',
    currency: 'currency',
    modifiedAt: 'modified_at',
    shipBy: 'ship_by',
    lineId: 'line_id',
    title: 'title',
    lineDiscount: 'line_discount',
    lineTax: 'line_tax',
    shipping: 'shipping',
    discount: 'discount',
    tax: 'tax',
    total: 'total',
    paid: 'paid',
    customer: 'customer',
    name: 'name',
    email: 'email',
    phone: 'phone',
    recipient: 'recipient',
    address1: 'address1',
    address2: 'address2',
    city: 'city',
    region: 'region',
    postalCode: 'postal_code',
    country: 'country',
    note: 'note'
  }
})
