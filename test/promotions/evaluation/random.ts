import fc from 'fast-check'
import type { ConditionShape } from '../../../plugins/promotions/definition/condition.ts'
import type { Promotion } from '../../../plugins/promotions/definition/promotion.ts'
import type { RewardOf, RewardShape } from '../../../plugins/promotions/definition/reward.ts'
import type { ScopeShape } from '../../../plugins/promotions/definition/scope.ts'
import type { Circumstances } from '../../../plugins/promotions/evaluation/evaluate.ts'
import type {
  CartLine,
  CartSnapshot,
  Remaining
} from '../../../plugins/promotions/evaluation/types.ts'
import { cartOf, codeFor, customer, line, noon, promotion } from './cart.ts'

const skus = ['A', 'B', 'C', 'D', 'E', 'F']
const sku = fc.constantFrom(...skus)
const someSkus = fc.uniqueArray(sku, { minLength: 1, maxLength: 3 })
const price = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 100, max: 30_000 }))
const amount = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20_000 }))
const bps = fc.constantFrom(1, 333, 1000, 2500, 5000, 9999, 10_000)
const few = fc.integer({ min: 1, max: 3 })
const rates = fc.constantFrom([], [2000], [1000], [400, 450], [1300])
const perhaps = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

/** Leaves out what is undefined: the shapes know no such value. */
function given<T>(value: { [Name in keyof T]: T[Name] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T
}

const scope: fc.Arbitrary<ScopeShape | undefined> = fc.oneof(
  fc.constant(undefined),
  someSkus.map((some) => ({ skus: some })),
  fc.constantFrom('red', 'blue').map((color) => ({ attributes: { color: [color] } })),
  fc.constantFrom('top', 'leaf').map((id) => ({ categoryIds: [id] })),
  someSkus.map((some) => ({ except: { skus: some } })),
  price.map((unitPriceFromMinor) => ({ unitPriceFromMinor }))
)

const onLines: fc.Arbitrary<RewardShape> = fc.oneof(
  fc
    .record({ percentBps: bps, scope, maxDiscountMinor: perhaps(amount) })
    .map((one): RewardShape => given<RewardOf<'percentOff'>>({ kind: 'percentOff', ...one })),
  fc
    .record({
      amountMinor: amount,
      per: fc.constantFrom('unit' as const, 'line' as const, 'across' as const),
      maxUnits: perhaps(few),
      scope
    })
    .map((one): RewardShape => given<RewardOf<'amountOff'>>({ kind: 'amountOff', ...one })),
  fc
    .record({
      basis: fc.constantFrom('amount' as const, 'quantity' as const),
      mode: fc.constantFrom('tiered' as const, 'eachFull' as const),
      at: few.map((n) => n * 3),
      amountMinor: amount,
      scope
    })
    .map(
      ({ at, amountMinor, ...one }): RewardShape =>
        given<RewardOf<'threshold'>>({ kind: 'threshold', ...one, steps: [{ at, amountMinor }] })
    ),
  fc
    .record({
      buyQuantity: few,
      buy: scope,
      getQuantity: few,
      get: scope,
      percentBps: bps,
      benefit: fc.constantFrom('cheapest' as const, 'dearest' as const),
      repeat: fc.boolean()
    })
    .map((one): RewardShape => given<RewardOf<'buyGet'>>({ kind: 'buyGet', ...one })),
  someSkus.map(
    (some): RewardShape => ({ kind: 'gift', gifts: some.map((one) => ({ sku: one, quantity: 1 })) })
  ),
  fc.record({ some: someSkus, quantity: few, priceMinor: price, maxTimes: perhaps(few) }).map(
    ({ some, quantity, ...one }): RewardShape =>
      given<RewardOf<'bundle'>>({
        kind: 'bundle',
        parts: some.map((of) => ({ sku: of, quantity })),
        ...one
      })
  )
)

const onItems: fc.Arbitrary<RewardShape> = fc.oneof(
  onLines,
  fc
    .record({ unitPriceMinor: price, maxUnits: perhaps(few), scope })
    .map((one): RewardShape => given<RewardOf<'fixedPrice'>>({ kind: 'fixedPrice', ...one })),
  fc.record({ some: someSkus, unitPriceMinor: price, perCustomer: few }).map(
    ({ some, ...one }): RewardShape => ({
      kind: 'flash',
      items: some.map((of) => ({ sku: of, quantity: 5, ...one }))
    })
  ),
  fc.record({ some: someSkus, depositMinor: amount, worthMinor: amount }).map(
    ({ some, ...one }): RewardShape => ({
      kind: 'presale',
      items: some.map((of) => ({ sku: of, ...one })),
      balanceFrom: '2026-07-01T00:00:00.000Z',
      balanceTo: '2026-07-03T00:00:00.000Z'
    })
  ),
  fc.record({ some: someSkus, unitPriceMinor: price }).map(
    ({ some, unitPriceMinor }): RewardShape => ({
      kind: 'group',
      items: some.map((of) => ({ sku: of, unitPriceMinor })),
      membersMin: 2,
      fillWithinMinutes: 60
    })
  )
)

const onShipping: fc.Arbitrary<RewardShape> = fc.oneof(
  bps.map((percentBps): RewardShape => ({ kind: 'percentOff', percentBps })),
  amount.map((amountMinor): RewardShape => ({ kind: 'amountOff', amountMinor }))
)

const condition: fc.Arbitrary<ConditionShape | undefined> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: price.map((atLeastMinor): ConditionShape => ({ subtotal: { atLeastMinor } }))
  },
  { weight: 1, arbitrary: few.map((atLeast): ConditionShape => ({ quantity: { atLeast } })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<ConditionShape[]>({ tier: ['gold'] }, { none: [{ tier: ['gold'] }] })
  }
)

const rule = fc.oneof(
  { weight: 4, arbitrary: fc.record({ class: fc.constant('item' as const), reward: onItems }) },
  { weight: 3, arbitrary: fc.record({ class: fc.constant('shop' as const), reward: onLines }) },
  { weight: 2, arbitrary: fc.record({ class: fc.constant('platform' as const), reward: onLines }) },
  {
    weight: 1,
    arbitrary: fc.record({ class: fc.constant('shipping' as const), reward: onShipping })
  }
)

const more = fc.record({
  priority: fc.constantFrom(10, 100, 200),
  stackableWith: fc.oneof(
    fc.constantFrom('all' as const, 'none' as const),
    fc.uniqueArray(fc.constantFrom('p0', 'p1', 'p2', 'p3'), { minLength: 1, maxLength: 3 })
  ),
  exclusiveGroup: fc.constantFrom(null, null, null, 'x', 'y'),
  coupon: fc.constantFrom('none' as const, 'none' as const, 'code' as const),
  reckonedOn: fc.constantFrom('reduced' as const, 'reduced' as const, 'list' as const),
  mayBreakMarginFloor: fc.constantFrom(false, false, true),
  conditions: condition
})

/** Up to nine promotions of every kind and class. */
export const promotions: fc.Arbitrary<Promotion[]> = fc
  .array(fc.tuple(rule, more), { maxLength: 9 })
  .map((all) =>
    all.map(([{ reward, class: name }, rest], i) =>
      promotion(`p${i}`, reward, given({ ...rest, class: name }))
    )
  )

const cartLine: fc.Arbitrary<Omit<CartLine, 'lineId'>> = fc
  .record({
    of: sku,
    unitPriceMinor: price,
    quantity: fc.oneof(few, fc.constant(1000)),
    taxRatesBps: rates,
    unitFloorMinor: fc.oneof(fc.constant(null), price),
    color: fc.constantFrom('red', 'blue', ['red', 'blue'], null),
    categoryIds: fc.constantFrom([], ['top'], ['leaf', 'top'])
  })
  .map(({ of, unitPriceMinor, quantity, color, ...one }) =>
    line(of, unitPriceMinor, quantity, { ...one, attributes: { color } })
  )

/** Carts of up to eight lines, some SKUs twice, with the codes of all promotions and the group of one. */
export const carts: fc.Arbitrary<CartSnapshot> = fc
  .record({
    lines: fc.array(cartLine, { maxLength: 8 }),
    pricesIncludeTax: fc.boolean(),
    shippingMinor: price,
    shippingTaxRatesBps: rates,
    group: fc.constantFrom(null, { groupId: 'g', promotionId: 'p0' })
  })
  .map(({ lines, ...rest }) =>
    cartOf(
      lines.map((one, i) => ({ ...one, lineId: `l${i}` })),
      { ...rest, coupons: ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'].map((id) => codeFor(id)) }
    )
  )

const remaining: fc.Arbitrary<Remaining> = fc.record({
  uses: fc.constantFrom(null, 0, 1),
  budgetMinor: fc.oneof(fc.constant(null), amount),
  units: fc
    .dictionary(sku, fc.integer({ min: 0, max: 3 }))
    .map((units) => new Map(Object.entries(units)))
})

/** Who buys, and what is left of limited promotions. */
export const circumstances: fc.Arbitrary<Circumstances> = fc.record({
  customer: fc.constantFrom(customer({ tier: 'gold', orders: 3 }), customer({})),
  remaining: fc
    .dictionary(fc.constantFrom('p0', 'p1', 'p2'), remaining)
    .map((all) => new Map(Object.entries(all))),
  now: fc.constant(noon)
})
