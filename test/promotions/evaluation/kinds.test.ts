import t from 'tap'
import type { RewardShape } from '../../../plugins/promotions/definition/reward.ts'
import type { Remaining } from '../../../plugins/promotions/evaluation/types.ts'
import {
  appliedIn,
  cartOf,
  customer,
  discountsOf,
  line,
  promotion,
  reckonCart,
  refusalsIn
} from './cart.ts'

const unlimited: Remaining = { uses: null, budgetMinor: null, units: new Map() }

function off(reward: RewardShape, ...lines: Parameters<typeof line>[]): number {
  return reckonCart(cartOf(lines.map((one) => line(...one))), [promotion('it', reward)])
    .discountMinor
}

t.test('percent off: rounded half-up once a line; a cap is shared', async (t) => {
  t.equal(off({ kind: 'percentOff', percentBps: 1000 }, ['A', 15], ['B', 15]), 2 + 2)
  const capped = reckonCart(cartOf([line('A', 10_000), line('B', 20_000)]), [
    promotion('it', { kind: 'percentOff', percentBps: 5000, maxDiscountMinor: 100 })
  ])
  t.same(discountsOf(capped), { A: 33, B: 67 })
  t.equal(capped.applied[0]?.unappliedMinor, 0, 'its cap is part of what it promises')
})

t.test('fixed price: what is cheaper stays so; units beyond the limit too', async (t) => {
  const scope = { attributes: { sale: ['true'] } }
  const lines = [
    line('A', 1000, 3, { attributes: { sale: true } }),
    line('B', 200, 1, { attributes: { sale: true } }),
    line('C', 1000)
  ]
  const fixed = promotion(
    'it',
    { kind: 'fixedPrice', unitPriceMinor: 400, maxUnits: 2, scope },
    { class: 'item' }
  )
  t.same(discountsOf(reckonCart(cartOf(lines), [fixed])), { A: 1200, B: 0, C: 0 })
})

t.test('a limit of units counts by SKU, however many lines it is on', async (t) => {
  const each = promotion(
    'it',
    { kind: 'amountOff', amountMinor: 100, per: 'unit', maxUnits: 2 },
    { class: 'item' }
  )
  const lines = ['l1', 'l2', 'l3'].map((lineId) => line('A', 500, 1, { lineId }))
  t.same(discountsOf(reckonCart(cartOf(lines), [each])), { l1: 100, l2: 100, l3: 0 })
})

t.test('满减: the highest step reached, in money or in units', async (t) => {
  const steps = [
    { at: 10_000, amountMinor: 1000 },
    { at: 20_000, amountMinor: 3000 }
  ]
  const tiered = { kind: 'threshold', basis: 'amount', mode: 'tiered', steps } as const
  const at = (price: number) => off({ ...tiered, steps: [...steps] }, ['A', price])
  t.same([at(9999), at(10_000), at(19_999), at(20_000)], [0, 1000, 1000, 3000])
  const pieces: RewardShape = {
    kind: 'threshold',
    basis: 'quantity',
    mode: 'tiered',
    steps: [{ at: 3, percentBps: 2000 }]
  }
  t.same([off(pieces, ['A', 100, 2]), off(pieces, ['A', 100, 3])], [0, 60])
})

t.test('满减: each full amount counts, so often at most', async (t) => {
  const each = (price: number, maxTimes?: number) =>
    off(
      {
        kind: 'threshold',
        basis: 'amount',
        mode: 'eachFull',
        steps: [{ at: 10_000, amountMinor: 1000 }],
        ...(maxTimes && { maxTimes })
      },
      ['A', price]
    )
  t.same([each(9999), each(10_000), each(35_000), each(35_000, 2)], [0, 1000, 3000, 2000])
})

t.test('秒杀: locked units, so many a customer; the others cost what they did', async (t) => {
  const flash = promotion(
    'flash',
    {
      kind: 'flash',
      items: [{ sku: 'A', unitPriceMinor: 100, quantity: 10, perCustomer: 2 }]
    },
    { class: 'item' }
  )
  const cart = cartOf([line('A', 1000, 3)])
  const first = reckonCart(cart, [flash])
  t.equal(first.grossMinor, 100 + 100 + 1000)
  t.same(first.applied[0]?.unitsBySku, new Map([['A', 2]]))
  const left = (units: number) =>
    reckonCart(cart, [flash], {
      remaining: new Map([['flash', { ...unlimited, units: new Map([['A', units]]) }]])
    })
  t.equal(left(1).grossMinor, 100 + 1000 + 1000)
  t.same(refusalsIn(left(0)), { flash: 'soldOut' })
  const again = reckonCart(cart, [flash], {
    customer: customer({ flashUnits: new Map([['flash', new Map([['A', 2]])]]) })
  })
  t.same(refusalsIn(again), { flash: 'customerLimit' })
})

t.test('秒杀: two lines of one SKU share what one customer may have', async (t) => {
  const flash = promotion(
    'flash',
    { kind: 'flash', items: [{ sku: 'A', unitPriceMinor: 100, quantity: 10, perCustomer: 1 }] },
    { class: 'item' }
  )
  const lines = ['l1', 'l2'].map((lineId) => line('A', 1000, 1, { lineId }))
  t.same(discountsOf(reckonCart(cartOf(lines), [flash])), { l1: 900, l2: 0 })
})

t.test('buy X get Y: other products, part of the price, so often at most', async (t) => {
  const buyGet = {
    kind: 'buyGet',
    buyQuantity: 2,
    buy: { skus: ['A'] },
    getQuantity: 1,
    get: { skus: ['B'] }
  } as const
  const shirts: Parameters<typeof line>[] = [
    ['A', 1000, 5],
    ['B', 300, 5]
  ]
  const more = (given: object) =>
    off({ ...buyGet, buy: { skus: ['A'] }, get: { skus: ['B'] }, ...given }, ...shirts)
  t.equal(more({}), 600, 'five bought: twice')
  t.equal(more({ percentBps: 5000 }), 300)
  t.equal(more({ maxTimes: 1 }), 300)
  t.equal(more({ repeat: false }), 300)
  t.equal(more({ get: { skus: ['A', 'B'] } }), 300 + 300, 'the cheapest that are got')
})

t.test('buy X get Y: a unit never qualifies and is got as well', async (t) => {
  const reward = { kind: 'buyGet', buyQuantity: 1, getQuantity: 1 } as const
  t.equal(off(reward, ['A', 1000]), 0)
  t.equal(off(reward, ['A', 1000], ['B', 400], ['C', 300]), 300)
})

t.test('gifts: all of them, chosen ones, and those that are short', async (t) => {
  const gifts = ['MUG', 'BAG', 'PEN'].map((sku) => ({ sku, quantity: 1 }))
  const all = promotion('it', { kind: 'gift', gifts })
  const cart = cartOf([line('A', 1000)])
  const skusOf = (result: ReturnType<typeof reckonCart>) => result.gifts.map(({ sku }) => sku)
  t.same(skusOf(reckonCart(cart, [all])), ['MUG', 'BAG', 'PEN'])
  t.equal(reckonCart(cart, [all]).grossMinor, 1000)
  const remaining = new Map([['it', { ...unlimited, units: new Map([['BAG', 0]]) }]])
  t.same(skusOf(reckonCart(cart, [all], { remaining })), ['MUG', 'PEN'], 'left out')
  const strict = promotion('it', { kind: 'gift', gifts, whenShort: 'refuse' })
  t.same(refusalsIn(reckonCart(cart, [strict], { remaining })), { it: 'soldOut' })

  const choice = promotion('it', { kind: 'gift', gifts, choose: 2 })
  const choosing = (...skus: string[]) =>
    reckonCart({ ...cart, giftChoices: { it: skus } }, [choice])
  t.same(skusOf(choosing('PEN', 'MUG')), ['MUG', 'PEN'])
  t.same(skusOf(choosing('PEN')), ['PEN'])
  for (const wrong of [choosing(), choosing('MUG', 'BAG', 'PEN'), choosing('MUG', 'CAR')]) {
    t.same(refusalsIn(wrong), { it: 'giftNotChosen' })
  }
})

t.test('bundles: one price for the set, shared by what the parts cost', async (t) => {
  const parts = [
    { sku: 'A', quantity: 1 },
    { sku: 'B', quantity: 2 }
  ]
  const set = promotion('set', { kind: 'bundle', parts, priceMinor: 3000 }, { class: 'item' })
  const cart = cartOf([line('A', 2000, 2), line('B', 1000, 5)])
  const result = reckonCart(cart, [set])
  t.same(discountsOf(result), { A: 1000, B: 1000 })
  t.equal(result.applied[0]?.times, 2)
  const once = promotion('set', { kind: 'bundle', parts, priceMinor: 3000, maxTimes: 1 })
  t.equal(reckonCart(cart, [once]).discountMinor, 1000)
  const percent = promotion('set', { kind: 'bundle', parts, percentBps: 1000 })
  t.equal(reckonCart(cart, [percent]).discountMinor, 400 + 400)
  const short = reckonCart(cartOf([line('A', 2000)]), [set])
  t.match(short.refused[0], { reason: 'thresholdNotReached', detail: /2 × B/ })
})

t.test('团购: the price of those who join; a better one does not push it out', async (t) => {
  const group = promotion(
    'group',
    {
      kind: 'group',
      items: [{ sku: 'A', unitPriceMinor: 700 }],
      membersMin: 3,
      fillWithinMinutes: 60
    },
    { class: 'item' }
  )
  const half = promotion('half', { kind: 'percentOff', percentBps: 5000 }, { class: 'item' })
  const cart = cartOf([line('A', 1000), line('B', 1000)])
  t.same(refusalsIn(reckonCart(cart, [group])), { group: 'groupMissing' })
  const joined = { ...cart, group: { groupId: 'grp_1', promotionId: 'group' } }
  t.same(discountsOf(reckonCart(joined, [group, half])), { A: 300, B: 500 })
})

t.test('presale: a deposit now, worth more of the price', async (t) => {
  const presale = promotion(
    'presale',
    {
      kind: 'presale',
      items: [{ sku: 'A', depositMinor: 1000, worthMinor: 3000 }],
      balanceFrom: '2026-07-01T00:00:00.000Z',
      balanceTo: '2026-07-03T00:00:00.000Z'
    },
    { class: 'item' }
  )
  const result = reckonCart(cartOf([line('A', 10_000, 2)], { shippingMinor: 500 }), [presale])
  t.equal(result.discountMinor, 4000)
  t.equal(result.dueNowMinor, 2000, 'shipping comes with the balance')
  const mixed = reckonCart(cartOf([line('A', 10_000), line('B', 700)], { shippingMinor: 500 }), [
    presale
  ])
  t.equal(mixed.dueNowMinor, 1000 + 700 + 500)
  t.equal(reckonCart(cartOf([line('B', 700)]), []).dueNowMinor, 700)
})

t.test('margin floor: kept, told, and broken only by those that may', async (t) => {
  const cart = cartOf([line('A', 1000, 2, { unitFloorMinor: 900 })])
  const half = (mayBreakMarginFloor: boolean) =>
    reckonCart(cart, [
      promotion('half', { kind: 'percentOff', percentBps: 5000 }, { mayBreakMarginFloor })
    ])
  t.match(half(false).applied[0], { amountMinor: 200, unappliedMinor: 800 })
  t.match(half(true).applied[0], { amountMinor: 1000, unappliedMinor: 0 })
  const atFloor = cartOf([line('A', 1000, 1, { unitFloorMinor: 1000 })])
  t.same(
    refusalsIn(reckonCart(atFloor, [promotion('it', { kind: 'amountOff', amountMinor: 1 })])),
    {
      it: 'marginFloor'
    }
  )
})

t.test('a sum beyond what a number holds is refused, not rounded', async (t) => {
  const cart = cartOf([line('A', Number.MAX_SAFE_INTEGER, 2)])
  t.throws(() => reckonCart(cart, []), { code: 'AMOUNT_INVALID' })
  t.same(
    appliedIn(reckonCart(cartOf([]), [promotion('it', { kind: 'amountOff', amountMinor: 1 })])),
    []
  )
})
