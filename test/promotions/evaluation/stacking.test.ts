import fc from 'fast-check'
import t from 'tap'
import type { Promotion } from '../../../plugins/promotions/definition/promotion.ts'
import {
  appliedIn,
  cartOf,
  codeFor,
  discountsOf,
  line,
  promotion,
  reckonCart,
  refusalsIn
} from './cart.ts'

function off(handle: string, amountMinor: number, more: Partial<Promotion> = {}): Promotion {
  return promotion(handle, { kind: 'amountOff', amountMinor }, more)
}

function percent(
  handle: string,
  percentBps: number,
  skus: string[],
  more: Partial<Promotion> = {}
) {
  return promotion(
    handle,
    { kind: 'percentOff', percentBps, scope: { skus } },
    { class: 'item', ...more }
  )
}

t.test('classes come one after the other: item, shop, platform, shipping', async (t) => {
  const half = { kind: 'percentOff', percentBps: 5000 } as const
  const promotions = (['shipping', 'platform', 'shop', 'item'] as const).map((name) =>
    promotion(name, half, { class: name })
  )
  const result = reckonCart(cartOf([line('A', 8000)], { shippingMinor: 1000 }), promotions)
  t.same(appliedIn(result), ['item', 'shop', 'platform', 'shipping'])
  t.same(
    result.applied.map(({ amountMinor }) => amountMinor),
    [4000, 2000, 1000, 500]
  )
})

t.test('of a class the better one, and the other is told which', async (t) => {
  const result = reckonCart(cartOf([line('A', 8000)]), [off('less', 500), off('more', 700)])
  t.same(appliedIn(result), ['more'])
  t.match(result.refused, [
    { handle: 'less', reason: 'notStackable', detail: 'more takes off 7.00 CNY instead' }
  ])
})

t.test('two go together only when both say so', async (t) => {
  const both = (a: Promotion['stackableWith'], b: Promotion['stackableWith']) =>
    appliedIn(
      reckonCart(cartOf([line('A', 8000)]), [
        off('a', 500, { stackableWith: a }),
        off('b', 700, { stackableWith: b })
      ])
    )
  t.same(both('all', 'all'), ['b', 'a'])
  t.same(both(['b'], ['a']), ['b', 'a'])
  t.same(both('all', 'none'), ['b'])
  t.same(both(['c'], 'all'), ['b'])
})

t.test('two that go together beat a better one that stands alone', async (t) => {
  const result = reckonCart(cartOf([line('A', 8000)]), [
    off('alone', 1000),
    off('one', 600, { stackableWith: ['two'] }),
    off('two', 500, { stackableWith: ['one'] })
  ])
  t.same(appliedIn(result), ['one', 'two'])
  t.same(refusalsIn(result), { alone: 'notStackable' })
})

t.test('each line has the best price of its own', async (t) => {
  const result = reckonCart(cartOf([line('A', 1000), line('B', 1000), line('C', 1000)]), [
    percent('ten', 1000, ['A', 'B', 'C']),
    percent('twenty', 2000, ['B']),
    promotion(
      'fixed',
      { kind: 'fixedPrice', unitPriceMinor: 950, scope: { skus: ['C'] } },
      { class: 'item' }
    )
  ])
  t.same(discountsOf(result), { A: 100, B: 200, C: 100 })
  t.same(refusalsIn(result), { fixed: 'notStackable' })
})

t.test('what is about several lines is in or out as a whole', async (t) => {
  const set = promotion(
    'set',
    { kind: 'bundle', parts: ['A', 'B'].map((sku) => ({ sku, quantity: 1 })), priceMinor: 1700 },
    { class: 'item' }
  )
  const cart = cartOf([line('A', 1000), line('B', 1000), line('C', 1000)])
  const beside = (percentBps: number) =>
    discountsOf(reckonCart(cart, [set, percent('sale', percentBps, ['A', 'C'])]))
  t.same(beside(2000), { A: 150, B: 150, C: 200 }, 'the set is worth more than the sale of A')
  t.same(beside(4000), { A: 400, B: 0, C: 400 }, 'the sale of A is worth more than the set')
})

t.test('an exclusive group applies once, within a class and across classes', async (t) => {
  const group = { exclusiveGroup: 'double-eleven', stackableWith: 'all' } as const
  const result = reckonCart(cartOf([line('A', 8000)]), [
    off('shop-less', 100, group),
    off('shop-more', 200, group),
    off('platform', 900, { ...group, class: 'platform' }),
    off('free', 50, { stackableWith: 'all' })
  ])
  t.same(appliedIn(result), ['shop-more', 'free'])
  t.same(refusalsIn(result), { 'shop-less': 'exclusiveGroup', platform: 'exclusiveGroup' })
})

t.test('what others leave nothing for is told so', async (t) => {
  const result = reckonCart(cartOf([line('A', 500)]), [
    off('all', 500, { stackableWith: 'all', priority: 1 }),
    off('rest', 100, { stackableWith: 'all', priority: 2 })
  ])
  t.same(refusalsIn(result), { rest: 'nothingLeftToDiscount' })
})

t.test('codes: only with their code, once, and the bad ones are told', async (t) => {
  const coupon = off('ten', 1000, { coupon: 'code', code: 'TEN' })
  const cart = cartOf([line('A', 8000)])
  t.same(reckonCart(cart, [coupon]).refused, [], 'it is not looked at')
  const coupons = [
    codeFor('ten'),
    codeFor('ten'),
    codeFor('gone'),
    codeFor('no', { promotionId: null }),
    codeFor('old', { promotionId: null, refusal: { reason: 'couponExpired', detail: 'in May' } })
  ]
  const result = reckonCart({ ...cart, coupons }, [coupon])
  t.equal(result.discountMinor, 1000)
  t.same(refusalsIn(result), { GONE: 'ended', NO: 'couponUnknown', OLD: 'couponExpired' })
})

t.test('two codes of one promotion: one counts', async (t) => {
  const unique = off('ten', 1000, { coupon: 'unique' })
  const coupons = ['X2', 'X1'].map((code) => codeFor('ten', { code, couponId: `cpn_${code}` }))
  const result = reckonCart(cartOf([line('A', 8000)], { coupons }), [unique])
  t.equal(result.discountMinor, 1000)
  t.equal(result.applied[0]?.couponId, 'cpn_X1')
  t.match(result.refused, [{ code: 'X2', reason: 'notStackable' }])
})

const price = fc.integer({ min: 1, max: 50_000 })

t.test('of a class of promotions that stand alone, none alone would have given more', async () => {
  fc.assert(
    fc.property(
      fc.array(price, { minLength: 1, maxLength: 6 }),
      fc.array(price, { minLength: 1, maxLength: 6 }),
      (prices, amounts) => {
        const cart = cartOf(prices.map((each, i) => line(`S${i}`, each)))
        const promotions = amounts.map((amount, i) => off(`p${i}`, amount))
        const best = Math.max(...promotions.map((one) => reckonCart(cart, [one]).discountMinor))
        return reckonCart(cart, promotions).discountMinor === best
      }
    )
  )
})

t.test('of class item, no choice of one promotion a line would have given more', async () => {
  const places = fc.subarray(['S0', 'S1', 'S2'], { minLength: 1 })
  const rules = fc.array(fc.tuple(fc.integer({ min: 1, max: 10_000 }), places), { maxLength: 6 })
  fc.assert(
    fc.property(fc.array(price, { minLength: 3, maxLength: 3 }), rules, (prices, all) => {
      const cart = cartOf(prices.map((each, i) => line(`S${i}`, each)))
      const promotions = all.map(([bps, skus], i) => percent(`p${i}`, bps, skus))
      const alone = promotions.map((one) => discountsOf(reckonCart(cart, [one])))
      const together = discountsOf(reckonCart(cart, promotions))
      return ['S0', 'S1', 'S2'].every(
        (sku) => together[sku] === Math.max(0, ...alone.map((discounts) => discounts[sku] ?? 0))
      )
    })
  )
})
