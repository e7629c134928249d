import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { allocate } from '#core/money'
import type { Promotion } from '../../../plugins/promotions/definition/promotion.ts'
import { promotionsMax } from '../../../plugins/promotions/evaluation/run.ts'
import { appliedIn, cartOf, codeFor, discountsOf, line, promotion, reckonCart } from './cart.ts'

const file = new URL('../../../../shared/cases/vectors.json', import.meta.url)
const isThere = existsSync(file)
const skip = isThere || process.env.CI === 'true' ? false : 'no ../shared/cases here'

type Split = [weights: number[], amount: number, parts: number[]]

interface Vectors {
  allocate_largest_remainder: { cases: Split[] }
  allocate_largest_remainder_own_expected: { cases: Split[] }
  allocate_even: { cases: [lines: number, amount: number, parts: number[]][] }
  allocate_with_minimum_price_floor: {
    cases: { items: { total: number; min: number }[]; amount: number; expect: number[] }[]
  }
  discount_order: {
    cases: {
      lines: number[]
      line_fixed_first?: number[]
      excluded?: number[]
      order_pct_over: [percent: number, overMinor: number]
      line_discounts: number[]
      total: number
    }[]
  }
  coupon_conflict_priority_wechatpay: {
    order: string[]
    limits: { item_level: number; order_level: number }
  }
}

const vectors = (): Vectors => JSON.parse(readFileSync(file, 'utf8'))
const skuOf = (_: unknown, place: number) => String.fromCharCode(65 + place)

t.test('allocate_largest_remainder and its own cases', { skip }, async (t) => {
  const { allocate_largest_remainder, allocate_largest_remainder_own_expected } = vectors()
  for (const [weights, amount, parts] of [
    ...allocate_largest_remainder.cases,
    ...allocate_largest_remainder_own_expected.cases
  ]) {
    t.same(allocate(amount, weights), parts, `${amount} over ${weights}`)
  }
})

t.test(
  'allocate_largest_remainder: an order shares its discount like this',
  { skip },
  async (t) => {
    const { allocate_largest_remainder, allocate_largest_remainder_own_expected } = vectors()
    const cases = [
      ...allocate_largest_remainder.cases,
      ...allocate_largest_remainder_own_expected.cases
    ]
    const discounts = cases.filter(
      ([weights, amount]) =>
        amount > 0 && amount <= weights.reduce((sum, weight) => sum + weight, 0)
    )
    t.ok(discounts.length >= 6, 'most of them are discounts')
    for (const [weights, amountMinor, parts] of discounts) {
      const cart = cartOf(weights.map((weight, i) => line(skuOf(weight, i), weight)))
      const result = reckonCart(cart, [promotion('off', { kind: 'amountOff', amountMinor })])
      t.same(Object.values(discountsOf(result)), parts, `${amountMinor} over ${weights}`)
    }
  }
)

t.test('allocate_even', { skip }, async (t) => {
  for (const [lines, amount, parts] of vectors().allocate_even.cases) {
    t.same(allocate(amount, Array(lines).fill(0)), parts, `${amount} over ${lines}`)
  }
})

t.test(
  'allocate_with_minimum_price_floor: what one line cannot give, others do',
  { skip },
  async (t) => {
    for (const { items, amount, expect } of vectors().allocate_with_minimum_price_floor.cases) {
      const cart = cartOf(
        items.map(({ total, min }, i) => line(skuOf(total, i), total, 1, { unitFloorMinor: min }))
      )
      const result = reckonCart(cart, [
        promotion('off', { kind: 'amountOff', amountMinor: -amount })
      ])
      t.same(
        Object.values(discountsOf(result)),
        expect.map((part) => Math.abs(part))
      )
      const taken = -expect.reduce((sum, part) => sum + part, 0)
      t.match(result.applied[0], { amountMinor: taken, unappliedMinor: -amount - taken })
    }
  }
)

t.test('discount_order', { skip }, async (t) => {
  for (const one of vectors().discount_order.cases) {
    const cart = cartOf(one.lines.map((price, i) => line(skuOf(price, i), price)))
    const first = (one.line_fixed_first ?? []).flatMap((amountMinor, i) =>
      amountMinor === 0
        ? []
        : [
            promotion(
              `first-${i}`,
              { kind: 'amountOff', amountMinor, per: 'line', scope: { skus: [skuOf(0, i)] } },
              { class: 'item' }
            )
          ]
    )
    const excluded = (one.excluded ?? []).map((place) => skuOf(0, place))
    const scope = excluded.length > 0 ? { except: { skus: excluded } } : {}
    const [percent, atLeastMinor] = one.order_pct_over
    const order = promotion(
      'order',
      { kind: 'percentOff', percentBps: percent * 100, scope },
      { conditions: { subtotal: { atLeastMinor, scope } } }
    )
    const result = reckonCart(cart, [...first, order])
    t.equal(result.grossMinor, one.total)
    const ofOrder = one.lines.map(
      (_, i) =>
        result.shares.find(
          ({ promotionId, lineId }) => promotionId === 'order' && lineId === skuOf(0, i)
        )?.amountMinor ?? 0
    )
    t.same(ofOrder, one.line_discounts)
  }
})

/** Two coupons that take off the same, of which the first is better in one respect and worse in all that come after. */
const conflicts: Record<string, [better: Partial<Promotion>, worse: Partial<Promotion>]> = {
  面额高: [
    { reward: { kind: 'amountOff', amountMinor: 5000 }, id: 'z' },
    { conditions: { subtotal: { atLeastMinor: 900 } }, endsAt: '2026-06-16T00:00:00.000Z', id: 'a' }
  ],
  门槛高: [
    { conditions: { subtotal: { atLeastMinor: 900 } }, id: 'z' },
    {
      conditions: { subtotal: { atLeastMinor: 800 } },
      endsAt: '2026-06-16T00:00:00.000Z',
      id: 'a'
    }
  ],
  到期早: [
    { endsAt: '2026-06-16T00:00:00.000Z', id: 'z' },
    { endsAt: '2026-06-17T00:00:00.000Z', id: 'a' }
  ],
  领取早: [{ id: 'z' }, { id: 'a' }],
  批次ID小: [{ id: 'a' }, { id: 'b' }]
}

t.test(
  'coupon_conflict_priority_wechatpay: which of two that give the same',
  { skip },
  async (t) => {
    const { order } = vectors().coupon_conflict_priority_wechatpay
    t.same(order, Object.keys(conflicts))
    for (const respect of order) {
      const [better, worse] = conflicts[respect]!.map((more) =>
        promotion(
          String(more.id),
          { kind: 'amountOff', amountMinor: 4000 },
          { coupon: 'code', code: String(more.id), ...more }
        )
      ) as [Promotion, Promotion]
      const claims =
        respect === '领取早' ? ['2026-06-01', '2026-06-02'] : ['2026-06-02', '2026-06-02']
      const coupons = [better, worse].map(({ id }, i) =>
        codeFor(id, { claimedAt: `${claims[i]}T00:00:00.000Z` })
      )
      const cart = cartOf([line('A', 1000)], { coupons })
      for (const promotions of [
        [better, worse],
        [worse, better]
      ]) {
        t.same(appliedIn(reckonCart(cart, promotions)), [better.handle], respect)
      }
    }
  }
)

t.test('coupon_conflict_priority_wechatpay: the most an order has', { skip }, async (t) => {
  const { limits } = vectors().coupon_conflict_priority_wechatpay
  t.same(promotionsMax, { ofLines: limits.item_level, ofOrder: limits.order_level })
  const many = Array.from({ length: 25 }, (_, i) => `s${i + 10}`)
  const cart = cartOf(many.map((sku) => line(sku, 10_000)))
  const ofLines = many.map((sku, i) =>
    promotion(
      sku,
      { kind: 'amountOff', amountMinor: 100 + i, per: 'line', scope: { skus: [sku] } },
      { class: 'item' }
    )
  )
  const ofOrder = many.map((name, i) =>
    promotion(
      `o-${name}`,
      { kind: 'amountOff', amountMinor: 10 + i },
      { class: i % 2 === 0 ? 'shop' : 'platform', stackableWith: 'all' }
    )
  )
  const { applied, refused } = reckonCart(cart, [...ofLines, ...ofOrder])
  const byClass = (...names: string[]) => applied.filter((one) => names.includes(one.class))
  t.equal(byClass('item').length, 20)
  t.same(
    byClass('item')
      .map(({ amountMinor }) => amountMinor)
      .toSorted((a, b) => a - b),
    Array.from({ length: 20 }, (_, i) => 105 + i),
    'those with the least are left out'
  )
  t.equal(byClass('shop', 'platform').length, 8)
  t.equal(refused.filter(({ reason }) => reason === 'tooMany').length, 5 + 5 + 12)
})
