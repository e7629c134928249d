import fc from 'fast-check'
import t from 'tap'
import type { Promotion } from '../../plugins/promotions/definition/promotion.ts'
import type { RewardOf } from '../../plugins/promotions/definition/reward.ts'
import { ofTheGoods, type Remembered } from '../../plugins/promotions/returns/of-the-goods.ts'
import {
  type GivenGifts,
  type OrderedLine,
  reckonReturn
} from '../../plugins/promotions/returns/reckon.ts'
import { line, noon, promotion } from './evaluation/cart.ts'

const soldAt = (
  sku: string,
  unitMinor: number,
  quantity: number,
  netMinor: number
): OrderedLine => ({
  line: line(sku, unitMinor, quantity),
  netMinor,
  gone: 0,
  returnedBefore: 0,
  returning: 0
})
const mug = (units = 1): OrderedLine => soldAt('MUG', 0, units, 0)

/** A mug worth 20.00 from 300.00 on. */
function giftFrom300(
  whenReturned: RewardOf<'gift'>['whenReturned'],
  more: Partial<Promotion> = {},
  earlierMinor: Record<string, number> = {}
): GivenGifts {
  const reward: RewardOf<'gift'> = {
    kind: 'gift',
    gifts: [{ sku: 'MUG', quantity: 1, ...(whenReturned === 'charge' && { valueMinor: 2000 }) }],
    ...(whenReturned && { whenReturned })
  }
  const conditions = { subtotal: { atLeastMinor: 30_000 } }
  return {
    promotion: { ...promotion('mug', reward, { conditions, ...more }), reward },
    lineIds: new Set(['MUG']),
    earlierMinor: new Map(Object.entries(earlierMinor))
  }
}

function returned(lines: OrderedLine[], units: Record<string, number>, given: GivenGifts[] = []) {
  const coming = lines.map((one) => ({ ...one, returning: units[one.line.lineId] ?? 0 }))
  return reckonReturn({ orderId: 'o', currency: 'CNY', placedAt: noon, lines: coming, given })
}

t.test('case 1: three of 100.00 less 10.00 come back one by one as 96.67, 96.66, 96.67', (t) => {
  const refunds = [0, 1, 2].map((returnedBefore) => {
    const lines = [{ ...soldAt('A', 10_000, 3, 29_000), returnedBefore }]
    return returned(lines, { A: 1 }).refundMinor
  })
  t.same(refunds, [9667, 9666, 9667])
  t.end()
})

t.test('case 6: 6 and 4 less 1 come back as 5.40 and 3.60', (t) => {
  const lines = [soldAt('A', 600, 1, 540), soldAt('B', 400, 1, 360)]
  t.equal(returned(lines, { A: 1 }).refundMinor, 540)
  t.equal(returned(lines, { B: 1 }).refundMinor, 360)
  t.end()
})

t.test('cases 3 and 8: of A 200 and B 150, 50 off from 300, B comes back for 128.57', async (t) => {
  const lines = [soldAt('A', 20_000, 1, 17_143), soldAt('B', 15_000, 1, 12_857), mug()]
  const of = (rule: RewardOf<'gift'>['whenReturned'], units: Record<string, number> = { B: 1 }) =>
    returned(lines, units, [giftFrom300(rule)])
  t.match(of(undefined), {
    gifts: [{ sku: 'MUG', quantity: 1, outcome: 'giftBack', chargeMinor: 0 }],
    refundMinor: 12_857,
    payableMinor: 12_857
  })
  t.match(of('giftBack', { B: 1, MUG: 1 }).gifts, [{ quantity: 0, outcome: 'giftBack' }])
  t.match(of('keep'), { gifts: [{ outcome: 'keep' }], payableMinor: 12_857 })
  t.match(of('charge'), {
    gifts: [{ quantity: 1, outcome: 'charge', chargeMinor: 2000 }],
    chargeMinor: 2000,
    deductedMinor: 2000,
    uncoveredMinor: 0,
    payableMinor: 10_857
  })
  t.match(of('charge', { B: 1, MUG: 1 }), { chargeMinor: 0, payableMinor: 12_857 }, 'it is back')
})

t.test('case 3: six of 50.00 less 10 %, five come back for 225.00, and the gift is lost', (t) => {
  const lines = [soldAt('A', 5000, 6, 27_000), mug()]
  t.match(returned(lines, { A: 5 }, [giftFrom300('charge')]), {
    refundMinor: 22_500,
    payableMinor: 20_500
  })
  const more = [soldAt('A', 5000, 8, 36_000), mug()]
  t.match(returned(more, { A: 2 }, [giftFrom300('charge')]), {
    gifts: [{ outcome: 'earned', chargeMinor: 0 }],
    payableMinor: 9000
  })
  t.end()
})

t.test('a gift of a later class is earned by what earlier ones left', (t) => {
  const lines = [soldAt('A', 20_000, 1, 17_143), soldAt('B', 15_000, 1, 12_857), mug()]
  const shares = { A: 2857, B: 2143 }
  const given = giftFrom300('keep', { class: 'platform' }, shares)
  t.match(returned(lines, { MUG: 1 }, [given]).gifts, [{ outcome: 'earned' }], '300.00 exactly')
  t.match(returned(lines, { B: 1 }, [given]).gifts, [{ outcome: 'keep' }])
  t.end()
})

t.test('a gift is charged once, and never more than the refund covers', (t) => {
  const lines = [soldAt('A', 30_000, 1, 30_000), soldAt('B', 500, 3, 1500), mug(1)]
  const given = [giftFrom300('charge', { conditions: { quantity: { atLeast: 4 } } })]
  t.match(returned(lines, { B: 1 }, given), {
    refundMinor: 500,
    chargeMinor: 2000,
    deductedMinor: 500,
    uncoveredMinor: 1500,
    payableMinor: 0
  })
  const later = lines.map((one) => (one.line.sku === 'B' ? { ...one, returnedBefore: 1 } : one))
  t.match(returned(later, { B: 1 }, given), { chargeMinor: 0, payableMinor: 500 })
  t.end()
})

t.test('what does not depend on the goods was so, and stays so', (t) => {
  const lines = [soldAt('A', 20_000, 1, 20_000), soldAt('B', 15_000, 1, 15_000), mug()]
  const subtotal = { subtotal: { atLeastMinor: 30_000 } }
  const outcome = (conditions: Promotion['conditions'], units: Record<string, number> = { B: 1 }) =>
    returned(lines, units, [giftFrom300('keep', { conditions })]).gifts[0]!.outcome
  t.equal(outcome({ all: [{ segment: ['vip'] }, subtotal] }), 'keep')
  t.equal(outcome({ any: [{ segment: ['vip'] }, subtotal] }), 'earned')
  t.equal(outcome({ any: [{ quantity: { atLeast: 2 } }, subtotal] }), 'keep')
  t.equal(outcome({ none: [{ quantity: { atLeast: 3 } }] }), 'earned')
  t.equal(outcome({ firstOrder: true }), 'earned')
  t.equal(outcome(undefined), 'earned')
  t.equal(outcome(undefined, { A: 1, B: 1 }), 'keep', 'nothing of the goods is kept')
  t.equal(outcome({ quantity: { atLeast: 1, scope: { skus: ['B'] } } }), 'keep')
  t.end()
})

t.test('property: what is asked of other goods is what the order would have had with them', (t) => {
  type Shape = NonNullable<Promotion['conditions']>
  const { shape: shapes } = fc.letrec<{ shape: Shape }>((tie) => {
    const inside = fc.array(tie('shape'), { minLength: 1, maxLength: 3 })
    return {
      shape: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom('a', 'b').map((name) => ({ channel: [name] })),
        fc.constantFrom('c', 'd').map((name) => ({ segment: [name] })),
        fc.integer({ min: 1, max: 4 }).map((atLeast) => ({ quantity: { atLeast } })),
        inside.map((all) => ({ all })),
        inside.map((any) => ({ any })),
        inside.map((none) => ({ none }))
      )
    }
  })
  const isMet = (shape: Shape, names: readonly string[], units: number): boolean => {
    const of = (one: Shape) => isMet(one, names, units)
    if ('all' in shape) return shape.all.every(of)
    if ('any' in shape) return shape.any.some(of)
    if ('none' in shape) return !shape.none.some(of)
    if ('quantity' in shape) return units >= shape.quantity.atLeast
    return Object.values(shape)
      .flat()
      .some((name) => names.includes(name))
  }
  const facts = fc.subarray(['a', 'b', 'c', 'd'])
  const units = fc.integer({ min: 1, max: 5 })
  fc.assert(
    fc.property(shapes, facts, units, units, (shape, names, before, after) => {
      fc.pre(isMet(shape, names, before))
      const again = (remembered: Remembered) => {
        const asked = ofTheGoods(shape, remembered)
        return typeof asked === 'boolean' ? asked : isMet(asked, [], after)
      }
      const would = isMet(shape, names, after)
      const exact = again((leaf) => isMet(leaf, names, after))
      const some = again((leaf) => ('channel' in leaf ? isMet(leaf, names, after) : null))
      const none = again(() => null)
      // Whoever remembers all of it says the same; whoever does not takes nothing away from the customer.
      return exact === would && (some || !would) && (none || !some)
    }),
    { numRuns: 5000 }
  )
  t.end()
})

t.test(
  'property: refunds sum to the net, charges to the value at most once, nothing is negative',
  (t) => {
    const sold = fc.record({
      unitMinor: fc.nat({ max: 5000 }),
      quantity: fc.integer({ min: 1, max: 9 }),
      offBps: fc.nat({ max: 10_000 }),
      gone: fc.nat({ max: 9 })
    })
    fc.assert(
      fc.property(
        fc.array(sold, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(), { minLength: 1, maxLength: 40 }),
        fc.nat({ max: 60_000 }),
        (goods, picks, atLeastMinor) => {
          const lines = goods.map(({ unitMinor, quantity, offBps, gone }, i) => {
            const allMinor = unitMinor * quantity
            const netMinor = allMinor - Math.floor((allMinor * offBps) / 10_000)
            return {
              ...soldAt(`S${i}`, unitMinor, quantity, netMinor),
              gone: Math.min(gone, quantity)
            }
          })
          const given = [giftFrom300('charge', { conditions: { subtotal: { atLeastMinor } } })]
          const canceledMinor = (one: OrderedLine) =>
            returned([{ ...one, gone: 0 }], { [one.line.lineId]: one.gone }).refundMinor
          const owedMinor = lines.reduce((sum, one) => sum + one.netMinor - canceledMinor(one), 0)
          let [refundMinor, chargeMinor] = [0, 0]
          const order = [...lines, mug()]
          const rounds = [...picks, ...lines.flatMap((_, i) => Array(9).fill(i))]
          for (const pick of rounds) {
            const one = order[pick % lines.length]!
            const left = one.line.quantity - one.gone - one.returnedBefore
            if (left === 0) continue
            const result = returned(order, { [one.line.lineId]: 1 }, given)
            one.returnedBefore += 1
            refundMinor += result.refundMinor
            chargeMinor += result.chargeMinor
            if (result.refundMinor < 0 || result.payableMinor < 0) return false
            if (result.payableMinor + result.deductedMinor !== result.refundMinor) return false
          }
          return refundMinor === owedMinor && chargeMinor <= 2000
        }
      ),
      { numRuns: 2000 }
    )
    t.end()
  }
)
