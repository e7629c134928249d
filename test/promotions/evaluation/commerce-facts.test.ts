import t from 'tap'
import { allocate } from '#core/money'
import type { Promotion } from '../../../plugins/promotions/definition/promotion.ts'
import { taxed } from '../../../plugins/promotions/evaluation/tax.ts'
import type { Evaluation } from '../../../plugins/promotions/evaluation/types.ts'
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

// Each test is a row of ../shared/cases/commerce-facts.md, section 1, by its number.

const standard = { taxRatesBps: [2000] }
const reduced = { taxRatesBps: [1000] }
const onTop = { pricesIncludeTax: false }

function off(amountMinor: number, more: Partial<Promotion> = {}): Promotion {
  return promotion(`${amountMinor}-off`, { kind: 'amountOff', amountMinor }, more)
}

function percent(percentBps: number, more: Partial<Promotion> = {}): Promotion {
  return promotion(`${percentBps}-bps`, { kind: 'percentOff', percentBps }, more)
}

function totals({ netMinor, grossMinor }: Evaluation): [net: number, gross: number] {
  return [netMinor, grossMinor]
}

t.test('1: tax is rounded on the line, not on the unit', async (t) => {
  t.same(totals(reckonCart(cartOf([line('A', 123, 3, standard)], onTop), [])), [369, 443])
})

t.test('2: ten of 31 with tax on top', async (t) => {
  t.same(totals(reckonCart(cartOf([line('A', 31, 10, standard)], onTop), [])), [310, 372])
})

t.test('4: an amount off the order is taken off before tax on top', async (t) => {
  t.same(totals(reckonCart(cartOf([line('A', 1230, 1, standard)], onTop), [off(500)])), [730, 876])
})

t.test('5: an amount off prices with two kinds of tax inside', async (t) => {
  const cart = cartOf([line('A', 2000, 1, standard), line('B', 1000, 2, reduced)])
  t.equal(reckonCart(cart, [off(500)]).grossMinor, 3500)
})

t.test('6: equal prices with different tax inside share alike', async (t) => {
  const result = reckonCart(cartOf([line('A', 500, 1, standard), line('B', 500)]), [off(500)])
  t.equal(result.grossMinor, 500)
  t.same(discountsOf(result), { A: 250, B: 250 })
})

/** Half off from three units on, and then a tenth off from ten on. */
const halfThenTenth = [
  percent(5000, { class: 'item', conditions: { quantity: { atLeast: 3 } } }),
  percent(1000, { conditions: { subtotal: { atLeastMinor: 1000 } } })
]

t.test('8: two discounts of two classes, one after the other', async (t) => {
  const result = reckonCart(cartOf([line('A', 800, 3, standard)], onTop), halfThenTenth)
  t.same(totals(result), [1080, 1296])
  t.equal(result.applied.length, 2)
})

t.test('9: the first discount can take the ground from under the second', async (t) => {
  const two = reckonCart(cartOf([line('A', 500, 2, standard)], onTop), halfThenTenth)
  t.same(totals(two), [900, 1080])
  t.same(appliedIn(two), ['1000-bps'])
  const three = reckonCart(cartOf([line('A', 500, 3, standard)], onTop), halfThenTenth)
  t.same(totals(three), [750, 900])
  t.same(refusalsIn(three), { '1000-bps': 'thresholdNotReached' })
})

t.test('11: percentages off prices with tax inside, once and twice', async (t) => {
  const cart = cartOf([line('A', 155_880, 1, standard)])
  const first = percent(1000, { class: 'item' })
  t.same(totals(reckonCart(cart, [first])), [116_910, 140_292])
  const second = percent(1000, { id: 'second', handle: 'second' })
  t.same(totals(reckonCart(cart, [first, second])), [105_219, 126_263])
})

t.test('12: an amount is shared by what a buyer pays: with the tax on top', async (t) => {
  const lines = [
    line('A', 1000, 2, standard),
    line('B', 3499, 1, reduced),
    line('C', 255, 4, reduced)
  ]
  const thousands = promotion(
    'thousands',
    {
      kind: 'percentOff',
      percentBps: 1500,
      scope: { unitPriceFromMinor: 1000, unitPriceToMinor: 1000 }
    },
    { class: 'item' }
  )
  const result = reckonCart(cartOf(lines, onTop), [thousands, off(500)])
  t.same(totals(result), [5719, 6446])
  t.same(discountsOf(result), { A: 300 + 145, B: 275, C: 80 })
})

t.test('14: two taxes on one line', async (t) => {
  const result = reckonCart(cartOf([line('A', 5499, 1, { taxRatesBps: [400, 450] })], onTop), [])
  t.same(result.lines[0]?.taxesMinor, [220, 247])
  t.same(totals(result), [5499, 5966])
})

t.test('15: a surcharge, a reduction, and one with its tax inside', async (t) => {
  const base = taxed(1000, false, [2000])
  const sums = [taxed(240, false, [2000]), taxed(-240, false, [2000]), taxed(-240, true, [2000])]
  t.same(
    sums.map((one) => [base.netMinor + one.netMinor, base.grossMinor + one.grossMinor]),
    [
      [1240, 1488],
      [760, 912],
      [800, 960]
    ]
  )
})

t.test('16: prorated over lines', async (t) => {
  t.same(allocate(300, [4000, 2000, 2000]), [150, 75, 75])
  t.same(allocate(299, [4300, 1400, 2300]), [161, 52, 86])
  t.same(allocate(299, [1000, 1000, 1000]), [100, 100, 99])
  t.same(allocate(-300, [4000, 2000, 2000]), [-150, -75, -75])
  t.same(allocate(10, [0, 0]), [5, 5])
  t.same(allocate(40, [10, 0]), [40, 0])
  const cart = cartOf([line('A', 4300), line('B', 1400), line('C', 2300)])
  t.same(discountsOf(reckonCart(cart, [off(299)])), { A: 161, B: 52, C: 86 })
})

t.test('18: a percentage off the order, whole and with a fraction', async (t) => {
  const cart = cartOf([line('A', 5000, 1, standard)], onTop)
  t.equal(reckonCart(cart, [percent(2000)]).grossMinor, 4800)
  t.equal(reckonCart(cart, [percent(1050)]).grossMinor, 5370)
})

t.test('19: an amount is taken off the price as it is listed', async (t) => {
  const without = reckonCart(cartOf([line('A', 5000, 1, standard)], onTop), [off(1000)])
  t.same(totals(without), [4000, 4800])
  t.equal(reckonCart(cartOf([line('A', 6000, 1, standard)]), [off(1000)]).grossMinor, 5000)
})

t.test('20: never below zero, and never out of shipping', async (t) => {
  const cart = cartOf([line('A', 100, 1, standard)], { ...onTop, shippingMinor: 500 })
  const result = reckonCart(cart, [off(1000)])
  t.match(result.lines[0], { netMinor: 0, grossMinor: 0, discountMinor: 100 })
  t.equal(result.grossMinor, 500)
  t.match(result.applied[0], { amountMinor: 100, unappliedMinor: 900 })
})

t.test('21: an amount off a line is taken once', async (t) => {
  const once = promotion(
    'once',
    { kind: 'amountOff', amountMinor: 1000, per: 'line' },
    { class: 'item' }
  )
  t.same(totals(reckonCart(cartOf([line('A', 1000, 3, standard)], onTop), [once])), [2000, 2400])
})

t.test('23: shipping with tax on top and inside, free with a code and back without', async (t) => {
  const shipping = { shippingMinor: 345, shippingTaxRatesBps: [2000] }
  t.match(reckonCart(cartOf([], { ...onTop, ...shipping }), []).shipping, {
    netMinor: 345,
    grossMinor: 414
  })
  const cart = cartOf([line('A', 1000)], shipping)
  const free = percent(10_000, { class: 'shipping', coupon: 'code', code: 'FREE' })
  t.match(reckonCart(cart, [free]).shipping, { netMinor: 288, grossMinor: 345 })
  const withCode = reckonCart({ ...cart, coupons: [codeFor(free.id)] }, [free])
  t.match(withCode.shipping, { discountMinor: 345, netMinor: 0, taxMinor: 0, grossMinor: 0 })
  t.equal(withCode.shares[0]?.lineId, null)
})

t.test('25: a line of price zero takes part and breaks nothing', async (t) => {
  const lines = [line('A', 100, 1, standard), line('B', 0, 1, standard)]
  t.equal(reckonCart(cartOf(lines, onTop), [percent(2000)]).grossMinor, 96)
})

t.test('29: an amount across two lines', async (t) => {
  const result = reckonCart(cartOf([line('A', 200), line('B', 600)]), [off(400)])
  t.same(discountsOf(result), { A: 100, B: 300 })
})

t.test('30: an amount off one unit each, never more than the unit costs', async (t) => {
  const each = promotion(
    'each',
    { kind: 'amountOff', amountMinor: 200, per: 'unit', maxUnits: 1 },
    { class: 'item' }
  )
  const result = reckonCart(cartOf([line('A', 100), line('B', 150, 5)]), [each])
  t.same(discountsOf(result), { A: 100, B: 150 })
})

t.test(
  '32: two percentages one after another: on what is left, or both on the list price',
  async (t) => {
    const cart = cartOf([line('A', 5000), line('B', 15_000)])
    const twice = (reckonedOn: Promotion['reckonedOn']) =>
      reckonCart(
        cart,
        ['first', 'second'].map((handle) =>
          percent(1000, { id: handle, handle, stackableWith: 'all', reckonedOn })
        )
      ).shares.map(({ amountMinor }) => amountMinor)
    t.same(twice('reduced'), [500, 1500, 450, 1350])
    t.same(twice('list'), [500, 1500, 500, 1500])
  }
)

t.test('33: buy one of S, get one of T: the cheapest or the dearest', async (t) => {
  const cart = cartOf([line('S', 2000), line('T1', 500), line('T2', 1000)])
  const free = (benefit: 'cheapest' | 'dearest') =>
    discountsOf(
      reckonCart(cart, [
        promotion('bogo', {
          kind: 'buyGet',
          buyQuantity: 1,
          buy: { skus: ['S'] },
          getQuantity: 1,
          get: { skus: ['T1', 'T2'] },
          benefit
        })
      ])
    )
  t.same(free('cheapest'), { S: 0, T1: 500, T2: 0 })
  t.same(free('dearest'), { S: 0, T1: 0, T2: 1000 })
})

const buyTwoGetTwo = { kind: 'buyGet', buyQuantity: 2, getQuantity: 2 } as const

t.test('34: buy two get two of the same', async (t) => {
  const promotions = [promotion('b2g2', buyTwoGetTwo)]
  t.equal(reckonCart(cartOf([line('A', 250, 4)]), promotions).discountMinor, 500)
  const three = reckonCart(cartOf([line('A', 250, 3)]), promotions)
  t.equal(three.discountMinor, 0)
  t.same(refusalsIn(three), { b2g2: 'thresholdNotReached' })
})

t.test('35: the dearest units are the bought ones, or the free ones', async (t) => {
  const cart = cartOf([line('A', 500), line('B', 500), line('C', 1000), line('D', 1000)])
  t.same(discountsOf(reckonCart(cart, [promotion('b2g2', buyTwoGetTwo)])), {
    A: 500,
    B: 500,
    C: 0,
    D: 0
  })
  t.same(
    discountsOf(reckonCart(cart, [promotion('b2g2', { ...buyTwoGetTwo, benefit: 'dearest' })])),
    { A: 0, B: 0, C: 1000, D: 1000 }
  )
})

t.test('37: buy two get one, once or again', async (t) => {
  const free = (quantity: number, repeat: boolean) =>
    reckonCart(cartOf([line('A', 100, quantity)]), [
      promotion('b2g1', { kind: 'buyGet', buyQuantity: 2, getQuantity: 1, repeat })
    ]).discountMinor
  t.same([free(4, false), free(6, false)], [100, 100])
  t.same([free(4, true), free(6, true)], [100, 200])
})

t.test('44: two kinds of tax on top', async (t) => {
  const lines = [line('A', 3000, 2, reduced), line('B', 500, 1, { taxRatesBps: [5000] })]
  const result = reckonCart(cartOf(lines, onTop), [])
  t.same([...totals(result), result.taxMinor], [6500, 7350, 850])
})

t.test('45: an amount off before tax on top', async (t) => {
  const result = reckonCart(cartOf([line('A', 5000, 2, reduced)], onTop), [off(1000)])
  t.same([result.taxMinor, result.grossMinor], [900, 9900])
})

t.test('46: an amount off a price with tax inside is all of it', async (t) => {
  t.equal(reckonCart(cartOf([line('A', 5000, 1, reduced)]), [off(1000)]).grossMinor, 4000)
})
