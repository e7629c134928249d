import t from 'tap'
import type { ConditionShape } from '../../../plugins/promotions/definition/condition.ts'
import type { ScopeShape } from '../../../plugins/promotions/definition/scope.ts'
import type { Circumstances } from '../../../plugins/promotions/evaluation/evaluate.ts'
import type { CartSnapshot, Remaining } from '../../../plugins/promotions/evaluation/types.ts'
import {
  cartOf,
  customer,
  discountsOf,
  line,
  noon,
  promotion,
  reckonCart,
  refusalsIn
} from './cart.ts'

const tenth = { kind: 'percentOff', percentBps: 1000 } as const

/** Why a promotion with this condition does not apply to two units at 10.00; null: it does. */
function refusal(
  conditions: ConditionShape,
  more: Partial<CartSnapshot> = {},
  circumstances: Partial<Circumstances> = {}
): string | null {
  const cart = cartOf([line('A', 1000, 2)], more)
  const result = reckonCart(cart, [promotion('it', tenth, { conditions })], circumstances)
  return refusalsIn(result).it ?? null
}

t.test('of the cart: channel, region, payment', async (t) => {
  t.equal(refusal({ channel: ['web', 'app'] }), null)
  t.equal(refusal({ channel: ['app'] }), 'conditionNotMet')
  t.equal(refusal({ region: ['CN'] }), null, 'a country has its regions')
  t.equal(refusal({ region: ['CN-31'] }), null)
  t.equal(refusal({ region: ['CN-31'] }, { region: 'CN' }), 'conditionNotMet')
  t.equal(refusal({ payment: ['wechat'] }), 'conditionNotMet', 'not known yet')
  t.equal(refusal({ payment: ['wechat'] }, { payment: 'wechat' }), null)
})

t.test('of the customer: segment, tier, first order, earlier uses', async (t) => {
  const of = (facts: Parameters<typeof customer>[0], condition: ConditionShape) =>
    refusal(condition, {}, { customer: customer(facts) })
  t.equal(of({ segments: new Set(['vip']) }, { segment: ['vip', 'staff'] }), null)
  t.equal(of({}, { segment: ['vip'] }), 'conditionNotMet')
  t.equal(of({ tier: 'gold' }, { tier: ['gold'] }), null)
  t.equal(of({}, { tier: ['gold'] }), 'conditionNotMet')
  t.equal(of({ orders: 0 }, { firstOrder: true }), null)
  t.equal(of({ orders: 1 }, { firstOrder: true }), 'conditionNotMet')
  t.equal(of({ orders: 1 }, { firstOrder: false }), null)
  for (const firstOrder of [true, false]) {
    t.equal(of({ orders: null }, { firstOrder }), 'conditionNotMet', 'nobody knows')
  }
  const uses = (count: number) => ({ uses: new Map([['it', count]]) })
  t.equal(of(uses(1), { earlierUses: { atMost: 1 } }), null)
  t.equal(of(uses(2), { earlierUses: { atMost: 1 } }), 'conditionNotMet')
})

t.test('of what is bought: how much and how many, in a scope', async (t) => {
  t.equal(refusal({ subtotal: { atLeastMinor: 2000 } }), null)
  t.equal(refusal({ subtotal: { atLeastMinor: 2001 } }), 'thresholdNotReached')
  t.equal(refusal({ quantity: { atLeast: 2 } }), null)
  t.equal(refusal({ quantity: { atLeast: 3 } }), 'thresholdNotReached')
  const scope = { skus: ['A', 'Z'], except: { skus: ['A'] } }
  t.equal(refusal({ all: [{ any: [{ quantity: { atLeast: 1, scope } }] }] }), 'conditionNotMet')
})

t.test('all, any and none', async (t) => {
  const [yes, no]: ConditionShape[] = [{ channel: ['web'] }, { channel: ['app'] }]
  const cases: [ConditionShape, boolean][] = [
    [{ all: [yes!, yes!] }, true],
    [{ all: [yes!, no!] }, false],
    [{ any: [no!, yes!] }, true],
    [{ any: [no!, no!] }, false],
    [{ none: [no!, no!] }, true],
    [{ none: [no!, yes!] }, false],
    [{ none: [{ all: [yes!, no!] }] }, true]
  ]
  for (const [condition, applies] of cases) {
    t.equal(refusal(condition) === null, applies, JSON.stringify(condition))
  }
})

t.test("windows are on the wall clock of the shop's zone", async (t) => {
  const at = (now: string, window: Extract<ConditionShape, { window: object }>['window']) =>
    refusal({ window }, {}, { now }) === null
  // Noon in Shanghai is Monday, the 15th, 12:00.
  t.ok(at(noon, { weekdays: [1] }))
  t.notOk(at(noon, { weekdays: [2] }))
  t.ok(at(noon, { daysOfMonth: [15] }))
  t.notOk(at(noon, { weekdays: [1], daysOfMonth: [16] }))
  t.ok(at(noon, { from: '12:00', to: '12:01' }))
  t.notOk(at(noon, { from: '11:00', to: '12:00' }), 'its end is outside')
  t.ok(at('2026-06-15T15:59:59.999Z', { from: '20:00', to: '24:00' }))
  t.notOk(at('2026-06-15T16:00:00.000Z', { weekdays: [1] }), 'it is Tuesday there')
})

t.test('a window past midnight belongs to the day it began on', async (t) => {
  const friday = { window: { weekdays: [5], from: '22:00', to: '02:00' } }
  const at = (now: string) => refusal(friday, {}, { now }) === null
  t.ok(at('2026-06-19T15:00:00.000Z'), 'Friday 23:00')
  t.ok(at('2026-06-19T17:59:00.000Z'), 'Saturday 01:59')
  t.notOk(at('2026-06-19T18:00:00.000Z'), 'Saturday 02:00')
  t.notOk(at('2026-06-18T17:00:00.000Z'), 'Friday 01:00')
})

t.test('scopes: products, categories, attributes, prices, new products', async (t) => {
  const lines = [
    line('A', 1000, 1, {
      categoryIds: ['shirts', 'clothes'],
      launchedAt: '2026-06-10T00:00:00.000Z'
    }),
    line('B', 2000, 1, { attributes: { color: ['red', 'blue'], size: 42 } }),
    line('C', 3000, 1, { launchedAt: '2026-05-01T00:00:00.000Z' })
  ]
  const within = (scope: ScopeShape) =>
    Object.entries(discountsOf(reckonCart(cartOf(lines), [promotion('it', { ...tenth, scope })])))
      .filter(([, discount]) => discount > 0)
      .map(([sku]) => sku)
  t.same(within({}), ['A', 'B', 'C'])
  t.same(within({ productIds: ['prd_B'] }), ['B'])
  t.same(within({ categoryIds: ['clothes'] }), ['A'])
  t.same(within({ attributes: { color: ['blue'], size: ['42'] } }), ['B'])
  t.same(within({ attributes: { color: ['blue'], size: ['43'] } }), [])
  t.same(within({ unitPriceFromMinor: 2000, unitPriceToMinor: 2500 }), ['B'])
  t.same(within({ launchedWithinDays: 7 }), ['A'])
  t.same(within({ except: { categoryIds: ['shirts'], skus: ['C'] } }), ['B'])
})

t.test('early access: some segments before everybody else', async (t) => {
  const early = promotion('it', tenth, {
    startsAt: '2026-06-16T00:00:00.000Z',
    earlyAccess: { segments: ['vip'], from: '2026-06-15T00:00:00.000Z' }
  })
  const of = (segments: string[], now = noon) =>
    refusalsIn(
      reckonCart(cartOf([line('A', 1000)]), [early], {
        customer: customer({ segments: new Set(segments) }),
        now
      })
    )
  t.same(of(['vip']), {})
  t.same(of(['others']), { it: 'notStarted' })
  t.same(of(['vip'], '2026-06-14T23:59:59.999Z'), { it: 'notStarted' })
  t.same(of(['others'], '2026-06-16T00:00:00.000Z'), {})
})

t.test('limits: all uses, those of a customer, a budget; and another currency', async (t) => {
  const limited = promotion('it', tenth, { limits: { usesPerCustomer: 2 } })
  const cart = cartOf([line('A', 1000)])
  const left = (more: Partial<Remaining>) =>
    refusalsIn(
      reckonCart(cart, [limited], {
        remaining: new Map([['it', { uses: null, budgetMinor: null, units: new Map(), ...more }]])
      })
    )
  t.same(left({ uses: 1, budgetMinor: 100 }), {})
  t.same(left({ uses: 0 }), { it: 'usesExhausted' })
  t.same(left({ budgetMinor: 99 }), { it: 'budgetExhausted' })
  const used = customer({ uses: new Map([['it', 2]]) })
  t.same(refusalsIn(reckonCart(cart, [limited], { customer: used })), { it: 'customerLimit' })
  t.same(refusalsIn(reckonCart({ ...cart, currency: 'EUR' }, [limited])), { it: 'otherCurrency' })
})
