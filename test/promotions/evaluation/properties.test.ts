import fc from 'fast-check'
import t from 'tap'
import type { Promotion } from '../../../plugins/promotions/definition/promotion.ts'
import { compilePromotions } from '../../../plugins/promotions/evaluation/compile.ts'
import { type Circumstances, evaluate } from '../../../plugins/promotions/evaluation/evaluate.ts'
import type { CartSnapshot, Evaluation } from '../../../plugins/promotions/evaluation/types.ts'
import { cartOf, line, promotion, reckonCart } from './cart.ts'
import { carts, circumstances, promotions } from './random.ts'

const numRuns = 1000

type Case = [cart: CartSnapshot, promotions: Promotion[], circumstances: Circumstances]

/** Holds a property against thousands of random carts; a failure names its seed and the smallest case. */
function holds(property: (...one: Case) => boolean): void {
  fc.assert(fc.property(carts, promotions, circumstances, property), { numRuns })
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)
const partsOf = ({ lines, shipping }: Evaluation) => [...lines, shipping]
const isSame = (a: unknown, b: unknown) => fc.stringify(a) === fc.stringify(b)
/** Lines by their ids: what is told of a line does not hang on its place. */
const byLine = (result: Evaluation) => ({
  ...result,
  lines: result.lines.toSorted((a, b) => (a.lineId < b.lineId ? -1 : 1))
})

t.test('the lines and shipping sum to the order', async () => {
  holds((...one) => {
    const result = reckonCart(...one)
    const parts = partsOf(result)
    return (['discountMinor', 'netMinor', 'taxMinor', 'grossMinor'] as const).every(
      (name) => sum(parts.map((part) => part[name])) === result[name]
    )
  })
})

t.test('net + tax = gross, and the taxes of a line sum to its tax', async () => {
  holds((...one) => {
    const result = reckonCart(...one)
    return (
      partsOf(result).every((part) => part.netMinor + part.taxMinor === part.grossMinor) &&
      result.lines.every(({ taxesMinor, taxMinor }) => sum(taxesMinor) === taxMinor) &&
      result.netMinor + result.taxMinor === result.grossMinor
    )
  })
})

t.test('shares sum to the discount: of each line, each promotion and the order', async () => {
  holds((...one) => {
    const { shares, lines, shipping, applied, discountMinor } = reckonCart(...one)
    const shared = (belongs: (share: (typeof shares)[number]) => boolean) =>
      sum(shares.filter(belongs).map(({ amountMinor }) => amountMinor))
    return (
      lines.every(
        (line) => shared(({ lineId }) => lineId === line.lineId) === line.discountMinor
      ) &&
      shared(({ lineId }) => lineId === null) === shipping.discountMinor &&
      applied.every(
        (promotion) =>
          shared(({ promotionId }) => promotionId === promotion.promotionId) ===
          promotion.amountMinor
      ) &&
      shared(() => true) === discountMinor
    )
  })
})

t.test('nothing is negative, and everything is a whole number', async () => {
  holds((...one) => {
    const result = reckonCart(...one)
    const numbers = [
      ...partsOf(result).flatMap((part) => Object.values(part)),
      ...result.shares.map(({ amountMinor }) => amountMinor),
      ...result.applied.flatMap((promotion) => [promotion.amountMinor, promotion.unappliedMinor]),
      result.dueNowMinor,
      result.grossMinor - result.dueNowMinor
    ].filter((value) => typeof value === 'number')
    return numbers.every((value) => Number.isSafeInteger(value) && value >= 0)
  })
})

t.test(
  'a discount is the list price less what is paid, in the terms of the list price',
  async () => {
    holds((cart, ...rest) => {
      const result = reckonCart(cart, ...rest)
      return partsOf(result).every(
        ({ listMinor, discountMinor, netMinor, grossMinor }) =>
          listMinor - discountMinor === (cart.pricesIncludeTax ? grossMinor : netMinor)
      )
    })
  }
)

t.test('the order of lines, codes and promotions never matters', async () => {
  const turned = (cart: CartSnapshot) => ({
    ...cart,
    lines: cart.lines.toReversed(),
    coupons: cart.coupons.toReversed()
  })
  holds((cart, promotions, more) =>
    isSame(
      byLine(reckonCart(cart, promotions, more)),
      byLine(reckonCart(turned(cart), promotions.toReversed(), more))
    )
  )
})

t.test('the answer has the order of the question', async () => {
  holds((cart, ...rest) =>
    isSame(
      cart.lines.map(({ lineId }) => lineId),
      reckonCart(cart, ...rest).lines.map(({ lineId }) => lineId)
    )
  )
})

t.test('reckoning twice gives the same, and changes nothing it was given', async () => {
  holds((...one) => {
    const before = fc.stringify(one)
    return isSame(reckonCart(...one), reckonCart(...one)) && fc.stringify(one) === before
  })
})

t.test('a promotion that is added and removed again leaves no trace', async () => {
  holds((cart, promotions, more) => {
    const [removed, ...others] = promotions
    if (removed === undefined) return true
    const before = reckonCart(cart, others, more)
    reckonCart(cart, promotions, more)
    return isSame(reckonCart(cart, others, more), before)
  })
})

t.test('taking away what did not apply changes nothing that is paid', async () => {
  holds((cart, promotions, more) => {
    const result = reckonCart(cart, promotions, more)
    const applied = new Set(result.applied.map(({ promotionId }) => promotionId))
    const alone = reckonCart(
      cart,
      promotions.filter(({ id }) => applied.has(id)),
      more
    )
    return isSame(alone.lines, result.lines) && isSame(alone.shares, result.shares)
  })
})

t.test('never below the margin floor, unless a promotion may', async () => {
  holds((cart, promotions, more) => {
    const breaks = new Set(
      promotions.filter(({ mayBreakMarginFloor }) => mayBreakMarginFloor).map(({ id }) => id)
    )
    const { lines, shares } = reckonCart(cart, promotions, more)
    return lines.every(({ lineId, listMinor, discountMinor, quantity }) => {
      const { unitFloorMinor } = cart.lines.find((line) => line.lineId === lineId)!
      const mayBreak = shares.some(
        (share) => share.lineId === lineId && breaks.has(share.promotionId)
      )
      const floorMinor = Math.min(listMinor, quantity * (unitFloorMinor ?? 0))
      return mayBreak || listMinor - discountMinor >= floorMinor
    })
  })
})

t.test('no budget, no locked units and no exclusive group is overdrawn', async () => {
  holds((cart, promotions, more) => {
    const { applied } = reckonCart(cart, promotions, more)
    const groups = applied
      .map(({ promotionId }) => promotions.find(({ id }) => id === promotionId)?.exclusiveGroup)
      .filter((group) => group != null)
    return (
      new Set(groups).size === groups.length &&
      applied.every(({ promotionId, amountMinor, unitsBySku }) => {
        const { uses, budgetMinor, units } = more.remaining.get(promotionId) ?? {
          uses: null,
          budgetMinor: null,
          units: new Map<string, number>()
        }
        return (
          uses !== 0 &&
          amountMinor <= (budgetMinor ?? amountMinor) &&
          [...unitsBySku].every(([sku, taken]) => taken <= (units.get(sku) ?? taken))
        )
      })
    )
  })
})

t.test(
  'on one line of class item, and on an order, only those apply that go together',
  async () => {
    holds((cart, promotions, more) => {
      const byId = new Map(promotions.map((promotion) => [promotion.id, promotion]))
      const allows = (a: Promotion, b: Promotion) =>
        a.stackableWith === 'all' || a.stackableWith.includes(b.handle)
      const { applied, shares } = reckonCart(cart, promotions, more)
      const linesOf = (id: string) =>
        shares.filter(({ promotionId }) => promotionId === id).map(({ lineId }) => lineId)
      return applied.every((one) =>
        applied.every((other) => {
          const [a, b] = [byId.get(one.promotionId)!, byId.get(other.promotionId)!]
          if (a === b || a.class !== b.class || (allows(a, b) && allows(b, a))) return true
          const ofB = linesOf(b.id)
          return a.class === 'item' && !linesOf(a.id).some((lineId) => ofB.includes(lineId))
        })
      )
    })
  }
)

t.test('a promotion that was looked at either applies or says why not, never both', async () => {
  holds((...one) => {
    const { applied, refused } = reckonCart(...one)
    const ids = [...applied, ...refused].map(({ promotionId }) => promotionId)
    return new Set(ids).size === ids.length && refused.every(({ detail }) => detail.length > 0)
  })
})

t.test('the index leaves out nothing that would apply', async () => {
  holds((cart, promotions, more) => {
    const compiled = compilePromotions(promotions, 'Asia/Shanghai')
    const automatic = [...compiled.byId.values()].filter((one) => one.promotion.coupon === 'none')
    const all = compilePromotions([], 'Asia/Shanghai').index
    const without = { ...compiled, index: { ...all, everywhere: automatic } }
    const [found, looked] = [evaluate(cart, compiled, more), evaluate(cart, without, more)]
    return isSame(found.lines, looked.lines) && isSame(found.applied, looked.applied)
  })
})

t.test('a promotion is over from the first of its ends on', async (t) => {
  const day = fc.integer({ min: 1, max: 9 }).map((one) => `2026-06-0${one}T00:00:00.000Z`)
  const maybe = fc.option(day)
  fc.assert(
    fc.property(maybe, maybe, maybe, day, (endsAt, closesAt, balanceTo, now) => {
      const sale = promotion(
        'sale',
        balanceTo === null
          ? { kind: 'percentOff', percentBps: 1000 }
          : {
              ...{ kind: 'presale', items: [{ sku: 'A', depositMinor: 100, worthMinor: 300 }] },
              ...{ balanceFrom: '2026-05-31T00:00:00.000Z', balanceTo }
            },
        { endsAt, ...(closesAt && { campaign: { id: 'cmp_1', isGuarded: false, closesAt } }) }
      )
      const { refused } = reckonCart(cartOf([line('A', 1000)]), [sale], { now })
      const over = [endsAt, closesAt, balanceTo].filter((end) => end !== null && end <= now).sort()
      const expected = over.length > 0 ? [`it ended at ${over[0]}`] : []
      t.same(
        refused.map(({ detail }) => detail),
        expected
      )
    }),
    { numRuns: 200 }
  )
})

t.test('gifts of a SKU are never more than there are, whichever promotions give them', async () => {
  const units = fc.record({ A: fc.nat({ max: 2 }), B: fc.nat({ max: 2 }), C: fc.nat({ max: 2 }) })
  fc.assert(
    fc.property(carts, promotions, circumstances, units, (cart, some, at, there) => {
      const left = new Map(Object.entries(there))
      const remaining = new Map(
        some.map(({ id }) => [id, { uses: null, budgetMinor: null, units: left }])
      )
      const { gifts } = reckonCart(cart, some, { ...at, remaining })
      return [...left].every(
        ([sku, most]) =>
          sum(gifts.filter((one) => one.sku === sku).map(({ quantity }) => quantity)) <= most
      )
    }),
    { numRuns }
  )
})
