import fc from 'fast-check'
import t from 'tap'
import { formatAmount } from '#core/money'
import { toOrder } from '../../../adapters/amazon/map/order.ts'
import type { WireBreakdown, WireOrder } from '../../../adapters/amazon/wire.ts'

const currencies = ['EUR', 'JPY', 'KWD']

function orderOf(items: WireOrder['orderItems'], changed: Partial<WireOrder> = {}): WireOrder {
  return {
    orderId: '302-1-1',
    createdTime: '2026-03-01T08:00:00Z',
    lastUpdatedTime: '2026-03-01T08:00:00Z',
    salesChannel: { channelName: 'AMAZON' },
    fulfillment: { fulfillmentStatus: 'UNSHIPPED' },
    orderItems: items,
    ...changed
  }
}

const minor = fc.integer({ min: 0, max: 10_000_000 })
const item = fc.record({
  goods: minor,
  wrap: minor,
  delivery: minor,
  tax: minor,
  deliveryTaxShare: fc.double({ min: 0, max: 1, noNaN: true }),
  discountShare: fc.double({ min: 0, max: 1, noNaN: true }),
  deliveryDiscountShare: fc.double({ min: 0, max: 1, noNaN: true }),
  isDiscountSigned: fc.boolean()
})

t.test('amounts: the parts of any order add up to what its buyer pays', async (t) => {
  const property = fc.property(
    fc.constantFrom(...currencies),
    fc.array(item, { minLength: 1, maxLength: 6 }),
    (currency, items) => {
      const money = (amountMinor: number) => ({
        amount: formatAmount(amountMinor, currency),
        currencyCode: currency
      })
      let totalMinor = 0
      let discounts = 0
      const orderItems = items.map((wish, index) => {
        const goodsDiscount = Math.floor(wish.goods * wish.discountShare)
        const deliveryDiscount = Math.floor(wish.delivery * wish.deliveryDiscountShare)
        const deliveryTax = Math.floor(wish.tax * wish.deliveryTaxShare)
        const discount = goodsDiscount + deliveryDiscount
        const sign = wish.isDiscountSigned ? -1 : 1
        totalMinor += wish.goods + wish.wrap + wish.delivery + wish.tax - discount
        discounts += goodsDiscount
        const breakdowns: WireBreakdown[] = [
          { type: 'ITEM', subtotal: money(wish.goods) },
          { type: 'GIFT_WRAP', subtotal: money(wish.wrap) },
          { type: 'SHIPPING', subtotal: money(wish.delivery) },
          {
            type: 'TAX',
            subtotal: money(wish.tax),
            detailedBreakdowns: [{ subtype: 'SHIPPING', value: money(deliveryTax) }]
          },
          {
            type: 'DISCOUNT',
            subtotal: money(sign * discount),
            detailedBreakdowns: [{ subtype: 'SHIPPING', value: money(sign * deliveryDiscount) }]
          }
        ]
        const product = { sellerSku: `S${index}` }
        return { orderItemId: String(index), quantityOrdered: 1, product, proceeds: { breakdowns } }
      })
      const order = toOrder(orderOf(orderItems), currency)
      const lines = order.lines.reduce((sum, line) => sum + line.totalMinor, 0)
      return (
        order.totalMinor === totalMinor &&
        lines + order.shippingMinor + order.taxMinor === totalMinor &&
        order.lines.reduce((sum, line) => sum + line.discountMinor, 0) === discounts &&
        order.lines.every((line) => line.totalMinor >= 0 && line.taxMinor >= 0) &&
        order.shippingMinor >= 0
      )
    }
  )
  fc.assert(property)
  t.pass('they do')
})

t.test('amounts: an order that makes no sense is refused with its reason', async (t) => {
  const line = (changed: object) => ({
    orderItemId: '1',
    quantityOrdered: 1,
    product: { sellerSku: 'A', price: { unitPrice: { amount: '5.00', currencyCode: 'EUR' } } },
    ...changed
  })
  const refuse = (wire: WireOrder, reason: RegExp) =>
    t.throws(() => toOrder(wire, 'EUR'), { message: reason })
  const total = (amount: string, currencyCode: string) => ({
    proceeds: { grandTotal: { amount, currencyCode } }
  })
  refuse(orderOf([line({})], total('twelve', 'EUR')), /twelve/)
  refuse(orderOf([line({})], total('12', 'USD')), /EUR in an order in USD/)
  refuse(orderOf([line({})], total('12', 'XXY')), /XXY/)
  refuse(orderOf([line({ product: {} })]), /neither a SKU nor an ASIN/)
  refuse(orderOf([], { orderId: '' }), /without an id/)
  refuse(orderOf([], { createdTime: 'yesterday' }), /yesterday/)
})

t.test('amounts: cash on delivery is paid once the parcel is there', async (t) => {
  const price = { amount: '5.00', currencyCode: 'EUR' }
  const orderItems = [
    { orderItemId: '1', quantityOrdered: 2, product: { asin: 'B01', price: { unitPrice: price } } }
  ]
  const payment = {
    paymentExecutions: [
      { paymentMethod: 'CashOnDelivery', paymentAmount: { amount: '8.00', currencyCode: 'EUR' } }
    ]
  }
  const here = toOrder(orderOf(orderItems, { payment }), 'EUR')
  t.same([here.totalMinor, here.paidMinor, here.lines[0]!.sku], [1000, 200, 'B01'])
  const packages = [{ packageReferenceId: '1', packageStatus: { status: 'DELIVERED' } }]
  const fulfillment = { fulfillmentStatus: 'SHIPPED' }
  const there = toOrder(orderOf(orderItems, { payment, packages, fulfillment }), 'EUR')
  t.same([there.status, there.paidMinor], ['delivered', 1000])
})
