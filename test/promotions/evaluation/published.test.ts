import t from 'tap'
import type { Promotion } from '../../../plugins/promotions/definition/promotion.ts'
import { appliedIn, cartOf, discountsOf, line, promotion, reckonCart, refusalsIn } from './cart.ts'

// The worked numbers of ../shared/domain.md, section 3.

const half = { kind: 'percentOff', percentBps: 5000 } as const
const ten = { kind: 'amountOff', amountMinor: 1000 } as const

t.test('percent and amount do not commute: priority says which comes first', async (t) => {
  const cart = cartOf([line('A', 10_000)])
  const total = (percentPriority: number) =>
    reckonCart(cart, [
      promotion('half', half, { stackableWith: ['ten'], priority: percentPriority }),
      promotion('ten', ten, { stackableWith: ['half'], priority: 100 })
    ]).grossMinor
  t.equal(total(200), 4500, '(100 − 10) × 50 %')
  t.equal(total(50), 4000, '100 × 50 % − 10')
})

t.test('满100减20 twice on 100: on list prices 60, on what is left 80', async (t) => {
  const cart = cartOf([line('A', 10_000)])
  const both = (reckonedOn: Promotion['reckonedOn']) =>
    reckonCart(
      cart,
      ['first', 'second'].map((handle) =>
        promotion(
          handle,
          {
            kind: 'threshold',
            basis: 'amount',
            mode: 'tiered',
            steps: [{ at: 10_000, amountMinor: 2000 }]
          },
          { stackableWith: 'all', reckonedOn }
        )
      )
    )
  t.equal(both('list').grossMinor, 6000)
  t.equal(both('reduced').grossMinor, 8000)
  t.same(refusalsIn(both('reduced')), { second: 'thresholdNotReached' })
})

t.test('an amount across lines, as others publish it', async (t) => {
  const shares = (amountMinor: number, prices: number[]) =>
    Object.values(
      discountsOf(
        reckonCart(cartOf(prices.map((price, i) => line(`S${i}`, price))), [
          promotion('off', { kind: 'amountOff', amountMinor })
        ])
      )
    )
  t.same(shares(1500, [2000, 3000, 10_000]), [200, 300, 1000], 'Solidus')
  t.same(shares(1000, [5000, 5000, 5000]), [334, 333, 333], 'Solidus; ties to the first here')
  t.same(shares(3000, [5000, 15_000]), [750, 2250], 'Medusa')
  t.same(shares(156, [190, 190, 250, 150]), [38, 38, 50, 30], 'VTEX')
  t.same(shares(5, [5, 5]), [3, 2], 'two for five with five off')
  t.same(shares(300, [4300, 1400, 2300]), [161, 53, 86], 'largest remainder, not first come')
})

t.test('满300减50 over 200 and 150', async (t) => {
  const result = reckonCart(cartOf([line('A', 20_000), line('B', 15_000)]), [
    promotion('full', {
      kind: 'threshold',
      basis: 'amount',
      mode: 'tiered',
      steps: [{ at: 30_000, amountMinor: 5000 }]
    })
  ])
  t.equal(result.grossMinor, 30_000)
  t.equal(result.lines[1]?.grossMinor, 12_857)
})

t.test('3 × 100 with 10 off the order sum to 290.00', async (t) => {
  const lines = ['A', 'B', 'C'].map((sku) => line(sku, 10_000))
  const result = reckonCart(cartOf(lines), [promotion('ten', ten)])
  t.same(
    result.lines.map(({ grossMinor }) => grossMinor),
    [9666, 9667, 9667]
  )
  t.equal(result.grossMinor, 29_000)
})

t.test('buy two get two of four: 500 of 1000', async (t) => {
  const result = reckonCart(cartOf([line('A', 250, 4)]), [
    promotion('b2g2', { kind: 'buyGet', buyQuantity: 2, getQuantity: 2 })
  ])
  t.equal(result.grossMinor, 500)
})

t.test('ties go to the first in canonical order, however a cart is written', async (t) => {
  const lines = ['C', 'A', 'B'].map((sku) => line(sku, 1000))
  const off = [promotion('off', { kind: 'amountOff', amountMinor: 100 })]
  t.same(discountsOf(reckonCart(cartOf(lines), off)), { C: 33, A: 34, B: 33 })
  t.same(appliedIn(reckonCart(cartOf(lines.toReversed()), off)), ['off'])
})

t.test('[start, end): open at its first moment, shut at its last', async (t) => {
  const promotions = [
    promotion('day', half, {
      startsAt: '2026-06-17T16:00:00.000Z',
      endsAt: '2026-06-18T16:00:00.000Z'
    })
  ]
  const at = (now: string) => {
    const result = reckonCart(cartOf([line('A', 1000)]), promotions, { now })
    return [...appliedIn(result), ...Object.values(refusalsIn(result))]
  }
  t.same(at('2026-06-17T15:59:59.999Z'), ['notStarted'])
  t.same(at('2026-06-17T16:00:00.000Z'), ['day'])
  t.same(at('2026-06-18T15:59:59.999Z'), ['day'])
  t.same(at('2026-06-18T16:00:00.000Z'), ['ended'])
})

t.test('the worked example of the README', async (t) => {
  const tax = { taxRatesBps: [2000] }
  const cart = cartOf([line('A', 10_000, 2, tax), line('B', 5000, 1, tax)], { shippingMinor: 1000 })
  const result = reckonCart(cart, [
    promotion(
      'a-sale',
      { kind: 'percentOff', percentBps: 2000, scope: { skus: ['A'] } },
      { class: 'item' }
    ),
    promotion('full', {
      kind: 'threshold',
      basis: 'amount',
      mode: 'tiered',
      steps: [{ at: 20_000, amountMinor: 3000 }]
    }),
    promotion('twenty', { kind: 'amountOff', amountMinor: 2000 }),
    promotion('free', { kind: 'percentOff', percentBps: 10_000 }, { class: 'shipping' })
  ])
  t.match(result.lines, [
    { discountMinor: 4000 + 2286, netMinor: 11_428, taxMinor: 2286, grossMinor: 13_714 },
    { discountMinor: 714, netMinor: 3572, taxMinor: 714, grossMinor: 4286 }
  ])
  t.match(result, { grossMinor: 18_000, taxMinor: 3000, shipping: { grossMinor: 0 } })
  t.match(result.refused, [
    { handle: 'twenty', reason: 'notStackable', detail: 'full takes off 30.00 CNY instead' }
  ])
})
