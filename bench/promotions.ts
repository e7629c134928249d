import type { Promotion, PromotionInputShape } from '../plugins/promotions/definition/promotion.ts'
import { compilePromotions } from '../plugins/promotions/evaluation/compile.ts'
import { evaluate } from '../plugins/promotions/evaluation/evaluate.ts'
import {
  type CartLine,
  type CartSnapshot,
  type CustomerFacts,
  guest
} from '../plugins/promotions/evaluation/types.ts'
import { type Figure, sideBySide } from './measure.ts'

const products = 20_000
const bestsellers = 200
const cartsEach = 200
const secondsEach = 1
const now = '2026-06-18T04:00:00.000Z'

type Rule = Pick<PromotionInputShape, 'class' | 'reward'> & Partial<PromotionInputShape>

/** Numbers that look random and are the same in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

const skuOf = (product: number) => `SKU-${product}`
/** A hundred leaves below ten roots. */
const leafOf = (product: number) => `leaf-${product % 100}`
const rootOf = (product: number) => `root-${product % 10}`
const brandOf = (product: number) => `brand-${product % 400}`

/** What every shop has a few of: for any cart. */
const shopWide: Rule[] = [
  {
    class: 'shop',
    reward: {
      kind: 'threshold',
      basis: 'amount',
      mode: 'tiered',
      steps: [
        { at: 30_000, amountMinor: 5000 },
        { at: 60_000, amountMinor: 12_000 }
      ]
    },
    stackableWith: ['p1']
  },
  {
    class: 'shop',
    reward: { kind: 'percentOff', percentBps: 500 },
    conditions: { tier: ['gold', 'platinum'] },
    stackableWith: 'all'
  },
  {
    class: 'shop',
    reward: { kind: 'amountOff', amountMinor: 1000 },
    conditions: { firstOrder: true }
  },
  {
    class: 'platform',
    reward: {
      kind: 'threshold',
      basis: 'amount',
      mode: 'eachFull',
      steps: [{ at: 30_000, amountMinor: 3000 }]
    }
  },
  {
    class: 'shipping',
    reward: { kind: 'percentOff', percentBps: 10_000 },
    conditions: { subtotal: { atLeastMinor: 9900 } }
  },
  {
    class: 'shop',
    reward: { kind: 'gift', gifts: [{ sku: 'TOTE', quantity: 1 }] },
    conditions: { subtotal: { atLeastMinor: 50_000 } },
    stackableWith: 'all'
  }
]

/** Rules that shops have many of: about some products each, now and then about a brand, or with a code. */
function targeted(turn: number, some: (count: number) => number[]): Rule {
  const skus = (count: number) => some(count).map(skuOf)
  const [first] = some(1) as [number]
  const item = (reward: Rule['reward'], more: Partial<Rule> = {}): Rule => ({
    class: 'item',
    reward,
    ...more
  })
  if (turn % 50 === 5) {
    return item(
      { kind: 'percentOff', percentBps: 1000, scope: { attributes: { brand: [brandOf(first)] } } },
      { conditions: { channel: ['app'] } }
    )
  }
  switch (turn % 10) {
    case 0:
    case 5:
      return item({ kind: 'percentOff', percentBps: 2000, scope: { skus: skus(5) } })
    case 1:
      return item({ kind: 'fixedPrice', unitPriceMinor: 2900, scope: { skus: skus(2) } })
    case 2:
      return item({
        kind: 'flash',
        items: skus(3).map((sku) => ({ sku, unitPriceMinor: 1900, quantity: 100, perCustomer: 1 }))
      })
    case 3:
      return item({
        kind: 'bundle',
        parts: skus(2).map((sku) => ({ sku, quantity: 1 })),
        percentBps: 1500
      })
    case 4:
      return item({ kind: 'buyGet', buyQuantity: 2, buy: { skus: skus(3) }, getQuantity: 1 })
    case 6:
      return item(
        { kind: 'percentOff', percentBps: 3000, scope: { productIds: skus(3) } },
        { startsAt: '2026-06-20T00:00:00.000Z' }
      )
    default:
      return {
        class: 'shop',
        reward: { kind: 'amountOff', amountMinor: 1000 + turn },
        coupon: 'code',
        code: `CODE${turn}`
      }
  }
}

/** So many active promotions: a few for any cart, a hundred around the bestsellers, the rest all over the assortment. */
function promotionsOf(count: number): Promotion[] {
  const roll = dice(7)
  return Array.from({ length: count }, (_, turn) => {
    const among = turn < 100 ? bestsellers : products
    const some = (many: number) => Array.from({ length: many }, () => roll(among))
    const rule = shopWide[turn] ?? targeted(turn, some)
    return {
      id: `prm_${String(turn).padStart(6, '0')}`,
      version: 1,
      handle: `p${turn}`,
      title: `Promotion ${turn}`,
      currency: 'CNY',
      priority: 100,
      stackableWith: 'none',
      coupon: 'none',
      reckonedOn: 'reduced',
      mayBreakMarginFloor: false,
      ...rule
    }
  })
}

/** Carts of ten lines, most of them bestsellers, with a code. */
function carts(): CartSnapshot[] {
  const roll = dice(11)
  return Array.from({ length: cartsEach }, () => ({
    currency: 'CNY',
    pricesIncludeTax: true,
    lines: Array.from({ length: 10 }, (_, at) => lineOf(at, roll(at < 6 ? bestsellers : products))),
    shippingMinor: 1000,
    shippingTaxRatesBps: [600],
    channelId: 'web',
    region: 'CN-31',
    payment: null,
    coupons: [
      { code: 'CODE17', promotionId: 'prm_000017', couponId: null, claimedAt: null, refusal: null }
    ],
    giftChoices: {},
    group: null
  }))
}

function lineOf(at: number, product: number): CartLine {
  return {
    lineId: `line-${at}`,
    variantId: `var-${product}`,
    sku: skuOf(product),
    productId: skuOf(product),
    categoryIds: [leafOf(product), rootOf(product)],
    attributes: { brand: brandOf(product), color: product % 7, size: ['S', 'M', 'L'][product % 3] },
    quantity: 1 + (product % 3),
    unitPriceMinor: 3900 + (product % 50) * 200,
    taxRatesBps: [1300],
    launchedAt: null,
    unitFloorMinor: product % 4 === 0 ? 2500 : null
  }
}

const buyer: CustomerFacts = {
  ...guest,
  customerId: 'cus_1',
  tier: 'gold',
  orders: 3,
  segments: new Set(['regulars'])
}

/** Carts reckoned a second against so many active promotions; several apply to each. */
function side(count: number) {
  const compiled = compilePromotions(promotionsOf(count), 'Asia/Shanghai')
  const all = carts()
  const circumstances = { customer: buyer, remaining: new Map(), now }
  const measure = async () => {
    const startedMs = performance.now()
    let done = 0
    let applied = 0
    let elapsedMs = 0
    do {
      for (const cart of all) applied += evaluate(cart, compiled, circumstances).applied.length
      done += all.length
      elapsedMs = performance.now() - startedMs
    } while (elapsedMs < secondsEach * 1000)
    if (applied < done * 3) throw new Error('the promotions of the bench apply to too few carts')
    return done / (elapsedMs / 1000)
  }
  return { warmUp: measure, measure }
}

/** A cart of ten lines against 100 active promotions, and against 10,000. One core, no database. */
export async function benchPromotions(rounds: number): Promise<Figure[]> {
  const few = side(100)
  const { ours, bare, ratio } = await sideBySide(rounds, { ours: side(10_000), bare: few })
  return [
    {
      work: 'promotions: 10 lines × 100 active',
      unit: '/s',
      ours: bare,
      bare: null,
      bar: '≥ 5,000/s'
    },
    {
      work: 'promotions: 10 lines × 10,000 active (bare: 100)',
      unit: '/s',
      ours,
      bare,
      ratio,
      bar: '≥ 0.33 of bare'
    }
  ]
}
