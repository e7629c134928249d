import t from 'tap'
import { Value } from 'typebox/value'
import { findingsOf, type ShopFacts } from '../../../plugins/promotions/check/check.ts'
import {
  PromotionInput,
  type PromotionInputShape
} from '../../../plugins/promotions/definition/promotion.ts'

const shop: ShopFacts = {
  currencies: new Set(['CNY', 'EUR']),
  zone: 'Asia/Shanghai',
  listPriceBySku: new Map([['A', 5000]]),
  automaticLimits: 'allow'
}

function input(more: Partial<PromotionInputShape> = {}): PromotionInputShape {
  return {
    handle: 'summer',
    title: 'Summer',
    class: 'shop',
    currency: 'CNY',
    priority: 100,
    stackableWith: 'none',
    coupon: 'none',
    reckonedOn: 'reduced',
    mayBreakMarginFloor: false,
    reward: { kind: 'percentOff', percentBps: 1000 },
    ...more
  }
}

function pointersOf(more: Partial<PromotionInputShape>, facts: Partial<ShopFacts> = {}): string[] {
  const findings = findingsOf(input(more), { ...shop, ...facts })
  for (const { detail } of findings) t.ok(detail.length > 10, `it says what to do: ${detail}`)
  return findings.map(({ pointer }) => pointer)
}

/** Whether the schema takes it: what HTTP does before anything is checked here. */
function isTaken(more: object): boolean {
  return Value.Check(PromotionInput, { ...input(), ...more })
}

t.test('a sound promotion has no findings', async (t) => {
  t.same(pointersOf({}), [])
  t.ok(isTaken({}))
})

t.test('38: X = 0, a percentage over 100 and amounts below zero are not taken', async (t) => {
  const refused = [
    { kind: 'buyGet', buyQuantity: 0, getQuantity: 1 },
    { kind: 'buyGet', buyQuantity: 1, getQuantity: 0 },
    { kind: 'percentOff', percentBps: 0 },
    { kind: 'percentOff', percentBps: 10_001 },
    { kind: 'amountOff', amountMinor: 0 },
    { kind: 'amountOff', amountMinor: -100 },
    { kind: 'fixedPrice', unitPriceMinor: -1 },
    { kind: 'threshold', basis: 'amount', mode: 'tiered', steps: [{ at: 0, amountMinor: 5 }] },
    { kind: 'threshold', basis: 'amount', mode: 'tiered', steps: [] },
    { kind: 'gift', gifts: [] },
    { kind: 'bundle', parts: [{ sku: 'A', quantity: 0 }], priceMinor: 1 }
  ]
  for (const reward of refused) t.notOk(isTaken({ reward }), JSON.stringify(reward))
  t.notOk(isTaken({ limits: { uses: 0 } }))
})

t.test('43: an automatic promotion with a limit: allowed, or refused by option', async (t) => {
  t.same(pointersOf({ limits: { uses: 10 } }), [])
  t.same(pointersOf({ limits: { uses: 10 } }, { automaticLimits: 'refuse' }), ['#/limits'])
  const withCode = { coupon: 'code' as const, code: 'SUMMER', limits: { uses: 10 } }
  t.same(pointersOf(withCode, { automaticLimits: 'refuse' }), [])
})

t.test('times: an end before or at the start, early access that is none', async (t) => {
  const [june, july] = ['2026-06-01T00:00:00.000Z', '2026-07-01T00:00:00.000Z']
  t.same(pointersOf({ startsAt: july, endsAt: june }), ['#/endsAt'])
  t.same(pointersOf({ startsAt: july, endsAt: july }), ['#/endsAt'])
  t.same(pointersOf({ startsAt: june, endsAt: july }), [])
  const earlyAccess = { segments: ['vip'], from: july }
  t.same(pointersOf({ earlyAccess }), ['#/earlyAccess'])
  t.same(pointersOf({ startsAt: june, earlyAccess }), ['#/earlyAccess/from'])
})

t.test('a currency that the shop does not sell in', async (t) => {
  t.same(findingsOf(input({ currency: 'USD' }), shop), [
    { pointer: '#/currency', detail: 'the shop does not sell in USD: write one of CNY, EUR' }
  ])
})

t.test('codes: missing, or never asked for', async (t) => {
  t.same(pointersOf({ coupon: 'code' }), ['#/code'])
  t.same(pointersOf({ coupon: 'unique', code: 'ALL' }), ['#/code'])
  t.same(pointersOf({ code: 'ALL' }), ['#/code'])
})

t.test('limits: more a customer than for all, a budget of gifts', async (t) => {
  t.same(pointersOf({ limits: { uses: 1, usesPerCustomer: 2 } }), ['#/limits/usesPerCustomer'])
  const reward = { kind: 'gift', gifts: [{ sku: 'A', quantity: 1 }] } as const
  t.same(
    pointersOf({ reward: { ...reward, gifts: [...reward.gifts] }, limits: { budgetMinor: 5 } }),
    ['#/limits/budgetMinor']
  )
})

t.test('stacking: itself, and one twice', async (t) => {
  t.same(pointersOf({ stackableWith: ['winter', 'summer'] }), ['#/stackableWith/1'])
  t.same(pointersOf({ stackableWith: ['winter', 'spring', 'winter'] }), ['#/stackableWith/2'])
})

t.test('scopes: prices that cross, all taken out again, a SKU twice', async (t) => {
  const withScope = (scope: object) =>
    pointersOf({ reward: { kind: 'percentOff', percentBps: 1000, scope } })
  t.same(withScope({ unitPriceFromMinor: 200, unitPriceToMinor: 100 }), [
    '#/reward/scope/unitPriceToMinor'
  ])
  t.same(withScope({ skus: ['A', 'B'], except: { skus: ['B', 'A'] } }), [
    '#/reward/scope/except/skus'
  ])
  t.same(withScope({ skus: ['A', 'B', 'A'] }), ['#/reward/scope/skus/2'])
  t.same(withScope({ skus: ['A'], except: {} }), ['#/reward/scope/except'])
})

t.test('满减: steps with both or neither, falling, the same, giving no more', async (t) => {
  type Threshold = Extract<PromotionInputShape['reward'], { kind: 'threshold' }>
  const withSteps = (steps: Threshold['steps'], more: Partial<Threshold> = {}) =>
    pointersOf({ reward: { kind: 'threshold', basis: 'amount', mode: 'tiered', steps, ...more } })
  t.same(withSteps([{ at: 100 }]), ['#/reward/steps/0'])
  t.same(withSteps([{ at: 100, amountMinor: 5, percentBps: 5 }]), ['#/reward/steps/0'])
  t.same(withSteps([{ at: 100, amountMinor: 101 }]), ['#/reward/steps/0/amountMinor'])
  const first = { at: 100, amountMinor: 10 }
  t.same(withSteps([first, { at: 100, amountMinor: 20 }]), ['#/reward/steps/1/at'])
  t.same(withSteps([first, { at: 50, amountMinor: 20 }]), ['#/reward/steps/1/at'])
  t.same(withSteps([first, { at: 200, amountMinor: 10 }]), ['#/reward/steps/1/amountMinor'])
  t.same(withSteps([first], { maxTimes: 2 }), ['#/reward/maxTimes'])
  const eachFull = { mode: 'eachFull' } as const
  t.same(withSteps([first, { at: 200, amountMinor: 30 }], eachFull), ['#/reward/steps'])
  t.same(withSteps([{ at: 100, percentBps: 10 }], eachFull), ['#/reward/mode'])
})

t.test('kinds: a class that is not theirs, what overlaps itself, what has no effect', async (t) => {
  const item = (sku: string) => ({ sku, unitPriceMinor: 100, quantity: 5, perCustomer: 1 })
  const cases: [more: Partial<PromotionInputShape>, pointers: string[]][] = [
    [{ reward: { kind: 'fixedPrice', unitPriceMinor: 100 } }, ['#/class']],
    [
      {
        class: 'shipping',
        reward: { kind: 'gift', gifts: [{ sku: 'A', quantity: 1 }] }
      },
      ['#/reward/kind']
    ],
    [
      { class: 'shipping', reward: { kind: 'percentOff', percentBps: 1, scope: { skus: ['A'] } } },
      ['#/reward/scope']
    ],
    [{ reward: { kind: 'amountOff', amountMinor: 1, maxUnits: 1 } }, ['#/reward/maxUnits']],
    [
      { reward: { kind: 'buyGet', buyQuantity: 1, getQuantity: 1, repeat: false, maxTimes: 2 } },
      ['#/reward/maxTimes']
    ],
    [
      {
        reward: {
          kind: 'buyGet',
          buyQuantity: 1,
          getQuantity: 1,
          get: { skus: ['A'], except: { skus: ['A'] } }
        }
      },
      ['#/reward/get/except/skus']
    ],
    [
      { reward: { kind: 'gift', gifts: [{ sku: 'A', quantity: 1 }], choose: 2 } },
      ['#/reward/choose']
    ],
    [
      {
        reward: {
          kind: 'bundle',
          parts: ['A', 'B', 'A'].map((sku) => ({ sku, quantity: 1 })),
          priceMinor: 1
        }
      },
      ['#/reward/parts/2/sku']
    ],
    [
      { reward: { kind: 'bundle', parts: ['A', 'B'].map((sku) => ({ sku, quantity: 1 })) } },
      ['#/reward']
    ],
    [
      { reward: { kind: 'bundle', parts: [{ sku: 'A', quantity: 1 }], priceMinor: 1 } },
      ['#/reward/parts']
    ],
    [
      { class: 'item', reward: { kind: 'flash', items: [item('A'), item('A')] } },
      ['#/reward/items/1/sku']
    ],
    [
      { class: 'item', reward: { kind: 'flash', items: [{ ...item('A'), perCustomer: 6 }] } },
      ['#/reward/items/0/perCustomer']
    ],
    [
      { class: 'item', reward: { kind: 'flash', items: [{ ...item('A'), unitPriceMinor: 5000 }] } },
      ['#/reward/items/0/unitPriceMinor']
    ]
  ]
  for (const [more, pointers] of cases) t.same(pointersOf(more), pointers, pointers.join())
})

t.test(
  'presale: a balance before its time, a deposit that is worth less than itself',
  async (t) => {
    const presale = (more: object, times: Partial<PromotionInputShape> = {}) =>
      pointersOf({
        class: 'item',
        reward: {
          kind: 'presale',
          items: [{ sku: 'A', depositMinor: 1000, worthMinor: 2000 }],
          balanceFrom: '2026-06-10T00:00:00.000Z',
          balanceTo: '2026-06-12T00:00:00.000Z',
          ...more
        },
        ...times
      })
    t.same(presale({}), [])
    t.same(presale({ balanceTo: '2026-06-10T00:00:00.000Z' }), ['#/reward/balanceTo'])
    t.same(presale({}, { startsAt: '2026-06-11T00:00:00.000Z' }), ['#/reward/balanceFrom'])
    t.same(presale({}, { endsAt: '2026-06-13T00:00:00.000Z' }), ['#/reward/balanceTo'])
    const item = (worthMinor: number) => ({ items: [{ sku: 'A', depositMinor: 1000, worthMinor }] })
    t.same(presale(item(999)), ['#/reward/items/0/worthMinor'])
    t.same(presale(item(5001)), ['#/reward/items/0/worthMinor'])
  }
)

t.test('conditions that contradict each other', async (t) => {
  const gold = { tier: ['gold'] }
  const cases: [conditions: PromotionInputShape['conditions'], pointers: string[]][] = [
    [{ none: [{ subtotal: { atLeastMinor: 0 } }] }, ['#/conditions/none/0']],
    [{ all: [gold, { none: [gold] }] }, ['#/conditions/all/1/none/0']],
    [{ all: [gold, { none: [{ tier: ['gold', 'silver'] }] }] }, ['#/conditions/all/1/none/0']],
    [{ all: [{ tier: ['gold', 'silver'] }, { none: [gold] }] }, []],
    [{ all: [gold, { tier: ['silver'] }] }, ['#/conditions/all/1']],
    [{ any: [gold, { tier: ['silver'] }] }, []],
    [{ all: [{ segment: ['a'] }, { segment: ['b'] }] }, []],
    [{ all: [{ firstOrder: true }, { firstOrder: false }] }, ['#/conditions/all/1']],
    [
      {
        all: [{ subtotal: { atLeastMinor: 500 } }, { none: [{ subtotal: { atLeastMinor: 300 } }] }]
      },
      ['#/conditions/all/1/none/0']
    ],
    [
      {
        all: [{ subtotal: { atLeastMinor: 300 } }, { none: [{ subtotal: { atLeastMinor: 500 } }] }]
      },
      []
    ],
    [
      { any: [{ quantity: { atLeast: 1, scope: { skus: ['A'], except: { skus: ['A'] } } } }] },
      ['#/conditions/any/0/quantity/scope/except/skus']
    ]
  ]
  for (const [conditions, pointers] of cases) {
    t.same(pointersOf({ conditions }), pointers, JSON.stringify(conditions))
  }
})

t.test('windows that never open', async (t) => {
  // Monday 15 June to Wednesday 17 June, midnight to midnight in Shanghai.
  const run = { startsAt: '2026-06-14T16:00:00.000Z', endsAt: '2026-06-16T16:00:00.000Z' }
  const pointer = ['#/conditions/window']
  const open = (window: object, times = run) => pointersOf({ conditions: { window }, ...times })
  t.same(open({ weekdays: [3] }), pointer, 'Wednesday is over')
  t.same(open({ weekdays: [2] }), [])
  t.same(open({ daysOfMonth: [18] }), pointer)
  t.same(open({ weekdays: [1], daysOfMonth: [16] }), pointer, 'the 16th is no Monday')
  t.same(open({ weekdays: [7], from: '22:00', to: '02:00' }), [], "Sunday's goes past midnight")
  t.same(open({ from: '20:00', to: '20:00' }), ['#/conditions/window/to'])
  const morning = { startsAt: '2026-06-15T01:00:00.000Z', endsAt: '2026-06-15T03:00:00.000Z' }
  t.same(open({ from: '20:00', to: '22:00' }, morning), pointer, 'it runs from 9 to 11')
  t.same(open({ from: '10:00', to: '22:00' }, morning), [])
})
