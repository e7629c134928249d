import fc from 'fast-check'
import t from 'tap'
import {
  contributionOf,
  marginBps
} from '../../../plugins/promotions/pricing/margin/contribution.ts'
import { isFloorReachable, priceFloor } from '../../../plugins/promotions/pricing/margin/floor.ts'
import { noCosts } from '../../../plugins/promotions/pricing/margin/no-costs.ts'
import {
  type EndingKind,
  endingKinds,
  endingWithin,
  gridOf,
  roundingDirections,
  withEnding
} from '../../../plugins/promotions/pricing/policies/endings.ts'
import {
  indexed,
  medianMinor,
  priceAtMargin,
  priceAtMarkup,
  withTax
} from '../../../plugins/promotions/pricing/policies/formulas.ts'

t.test('cost plus: a markup is of the cost, a margin is of the price', async (t) => {
  t.equal(priceAtMarkup(8_000, 2_500), 10_000)
  t.equal(priceAtMargin(8_000, 2_500), 10_667)
  t.equal(priceAtMargin(8_000, 0), 8_000)
  t.equal(priceAtMarkup(333, 1_500), 383, '382.95 is rounded half-up')
  t.equal(withTax(10_000, 1_300), 11_300)
  t.throws(() => priceAtMargin(8_000, 10_000), RangeError, 'a margin of 100 % has no price')
})

t.test('market: the price in the middle, and a part of it', async (t) => {
  t.equal(medianMinor([]), null)
  t.equal(medianMinor([900]), 900)
  t.equal(medianMinor([1_200, 900, 1_000]), 1_000)
  t.equal(medianMinor([1_000, 1_001]), 1_001, '1,000.5 is rounded half-up')
  t.equal(indexed(10_000, 9_500), 9_500)
  t.equal(indexed(999, 9_950), 994)
})

t.test('contribution: the worked example of the domain rules', async (t) => {
  const rates = { ...noCosts, platformFeeBps: 500, shippingMinor: 800, adMinor: 1_200 }
  // Price 100.00 less a coupon of 10.00; goods 45.00, fee 5 % of what is paid, shipping 8.00, ads 12.00.
  const sale = { paidMinor: 9_000, netMinor: 9_000, units: 1, costMinor: 4_500 }
  const contribution = contributionOf(rates, { ...sale, orders: { times: 1, of: 1 } })
  t.match(contribution, {
    netSalesMinor: 9_000,
    cm1Minor: 4_500,
    platformFeeMinor: 450,
    cm2Minor: 3_250,
    adsMinor: 1_200,
    cm3Minor: 2_050
  })
  t.equal(marginBps(contribution.cm3Minor, contribution.netSalesMinor), 2_278)
  t.equal(marginBps(5, 0), null, 'without sales there is no margin')
})

t.test(
  'contribution: returns give money and resalable goods back, not what was spent',
  async (t) => {
    const rates = {
      ...noCosts,
      platformFeeBps: 1_000,
      paymentFeeBps: 100,
      shippingMinor: 500,
      returnRateBps: 2_000,
      resalableBps: 5_000
    }
    // 116.00 with 16 % tax. A fifth comes back, half of which can be sold again.
    const sale = { paidMinor: 11_600, netMinor: 10_000, units: 1, costMinor: 4_000 }
    t.match(contributionOf(rates, { ...sale, orders: { times: 1, of: 1 } }), {
      netSalesMinor: 8_000,
      cogsMinor: 3_600,
      cm1Minor: 4_400,
      platformFeeMinor: 928,
      paymentFeeMinor: 116,
      shippingMinor: 500,
      cm2Minor: 2_856,
      cm3Minor: 2_856
    })
  }
)

const rates = fc.record({
  taxBps: fc.integer({ min: 0, max: 2_500 }),
  landedExtraBps: fc.integer({ min: 0, max: 5_000 }),
  landedExtraMinor: fc.integer({ min: 0, max: 5_000 }),
  platformFeeBps: fc.integer({ min: 0, max: 3_000 }),
  paymentFeeBps: fc.integer({ min: 0, max: 400 }),
  paymentFeeMinor: fc.integer({ min: 0, max: 100 }),
  shippingMinor: fc.integer({ min: 0, max: 3_000 }),
  packagingMinor: fc.integer({ min: 0, max: 500 }),
  adBps: fc.integer({ min: 0, max: 2_000 }),
  adMinor: fc.integer({ min: 0, max: 2_000 }),
  returnRateBps: fc.integer({ min: 0, max: 5_000 }),
  resalableBps: fc.integer({ min: 0, max: 10_000 }),
  unitsPerOrder: fc.integer({ min: 1, max: 20 }),
  floorBps: fc.integer({ min: -2_000, max: 4_000 }),
  floorMinor: fc.integer({ min: 0, max: 2_000 })
})

t.test('floor: the least price that keeps it; one minor unit less breaks it', async (t) => {
  const property = () =>
    fc.assert(
      fc.property(
        rates,
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.boolean(),
        (given, costMinor, isTaxIncluded) => {
          const unit = { costMinor, taxBps: given.taxBps, isTaxIncluded }
          const floor = priceFloor(given, unit)
          if (floor === null) return !isFloorReachable(given)
          if (!Number.isSafeInteger(floor) || floor < 0) return false
          return keeps(given, unit, floor) && (floor === 0 || !keeps(given, unit, floor - 1))
        }
      ),
      { numRuns: 2_000 }
    )
  t.doesNotThrow(property)
})

/** Whether a price keeps the floor, reckoned another way: step by step, on amounts blown up so that nothing is rounded. */
function keeps(
  given: typeof noCosts,
  unit: { costMinor: number; taxBps: number; isTaxIncluded: boolean },
  price: number
): boolean {
  const b = 10_000n
  const tax = b + BigInt(given.taxBps)
  // Everything in parts of `whole` to a minor unit, so that each division below is exact.
  const whole = b ** 4n * tax * BigInt(given.unitsPerOrder)
  const paid = unit.isTaxIncluded ? BigInt(price) * whole : (BigInt(price) * whole * tax) / b
  const net = unit.isTaxIncluded ? (BigInt(price) * whole * b) / tax : BigInt(price) * whole
  const part = (amount: bigint, bps: number) => (amount * BigInt(bps)) / b
  const orders = (minor: number) => (BigInt(minor) * whole) / BigInt(given.unitsPerOrder)
  const sales = net - part(net, given.returnRateBps)
  const landed =
    BigInt(unit.costMinor) * whole +
    part(BigInt(unit.costMinor) * whole, given.landedExtraBps) +
    BigInt(given.landedExtraMinor) * whole
  const back = part(part(landed, given.returnRateBps), given.resalableBps)
  const cm3 =
    sales -
    (landed - back) -
    part(paid - part(paid, given.returnRateBps), given.platformFeeBps) -
    part(paid, given.paymentFeeBps) -
    orders(given.paymentFeeMinor) -
    orders(given.shippingMinor) -
    orders(given.packagingMinor) -
    part(paid, given.adBps) -
    orders(given.adMinor)
  return cm3 * b >= sales * BigInt(given.floorBps) + BigInt(given.floorMinor) * whole * b
}

t.test('floor: numbers one can check by hand', async (t) => {
  const unit = { costMinor: 4_500, taxBps: 0, isTaxIncluded: true }
  t.equal(priceFloor(noCosts, unit), 4_500, 'what it costs')
  t.equal(priceFloor({ ...noCosts, floorBps: 2_500 }, unit), 6_000)
  t.equal(priceFloor({ ...noCosts, floorMinor: 500 }, unit), 5_000)
  t.equal(priceFloor({ ...noCosts, floorBps: 2_500 }, { ...unit, costMinor: 0 }), 0)
  const taxed = { ...unit, taxBps: 2_000 }
  t.equal(priceFloor({ ...noCosts, floorBps: 2_500 }, taxed), 7_200, 'with tax inside')
  t.equal(priceFloor({ ...noCosts, floorBps: 2_500 }, { ...taxed, isTaxIncluded: false }), 6_000)
  t.equal(priceFloor({ ...noCosts, shippingMinor: 900, unitsPerOrder: 3 }, unit), 4_800)
  const greedy = { ...noCosts, platformFeeBps: 6_000, floorBps: 4_000 }
  t.equal(priceFloor(greedy, unit), null)
  t.notOk(isFloorReachable(greedy))
})

t.test('endings: by the currency, up, down and nearest', async (t) => {
  const end = (
    price: number,
    ending: EndingKind,
    rounding: 'up' | 'down' | 'nearest',
    currency: string
  ) => withEnding(price, { ending, rounding }, currency)
  t.equal(end(10_667, '.99', 'nearest', 'CNY'), 10_699)
  t.equal(end(10_640, '.99', 'nearest', 'CNY'), 10_599)
  t.equal(end(10_649, '.99', 'nearest', 'CNY'), 10_699, 'of two that are as near the higher')
  t.equal(end(10_667, '.9', 'down', 'CNY'), 10_590)
  t.equal(end(10_667, '.9', 'up', 'CNY'), 10_690)
  t.equal(end(10_667, 'whole', 'nearest', 'CNY'), 10_700)
  t.equal(end(10_699, '.99', 'up', 'CNY'), 10_699, 'a price that has its ending stays')
  t.equal(end(12_345, '.99', 'down', 'KWD'), 11_990)
  t.equal(end(12_345, '.9', 'up', 'KWD'), 12_900)
  t.equal(end(1_040, '.99', 'nearest', 'JPY'), 999)
  t.equal(end(1_042, '.9', 'nearest', 'JPY'), 1_039)
  t.equal(end(1_042, 'whole', 'up', 'JPY'), 1_042)
  t.equal(end(3, '.99', 'down', 'CNY'), 99, 'no ending makes a price zero')
  t.equal(end(0, 'whole', 'nearest', 'CNY'), 100)
})

t.test('endings: properties', async (t) => {
  const price = fc.integer({ min: 0, max: 2_000_000_000 })
  const currency = fc.constantFrom('CNY', 'JPY', 'KWD', 'CLF')
  const rule = fc.record({
    ending: fc.constantFrom(...endingKinds),
    rounding: fc.constantFrom(...roundingDirections)
  })
  fc.assert(
    fc.property(price, rule, currency, (from, given, code) => {
      const { step, offset } = gridOf(given.ending, code)
      const to = withEnding(from, given, code)
      t.ok(Number.isSafeInteger(to) && to > 0)
      t.equal((to - offset) % step, 0, 'it has the ending')
      t.equal(withEnding(to, given, code), to, 'once more changes nothing')
      if (given.rounding === 'up') t.ok(to >= from && to - from < Math.max(step, offset + 1))
      if (given.rounding === 'down' && from >= offset) t.ok(to <= from && from - to < step)
      if (given.rounding === 'nearest' && from >= offset) t.ok(Math.abs(to - from) * 2 <= step)
    }),
    { numRuns: 2_000 }
  )
  fc.assert(
    fc.property(price, rule, currency, price, price, (from, given, code, one, other) => {
      const [floorMinor, capMinor] = [Math.min(one, other), Math.max(one, other)]
      const to = endingWithin(from, given, { floorMinor, capMinor, currency: code })
      t.ok(to >= floorMinor && to <= capMinor, 'within floor and cap, whatever the ending')
    }),
    { numRuns: 2_000 }
  )
  const tight = { floorMinor: 1_010, capMinor: 1_020, currency: 'CNY' }
  t.equal(endingWithin(1_015, { ending: '.99', rounding: 'up' }, tight), 1_015, 'none fits')
  const crossed = { floorMinor: 2_000, capMinor: 1_000, currency: 'CNY' }
  t.equal(endingWithin(1_500, null, crossed), 2_000, 'the floor goes before the cap')
})
