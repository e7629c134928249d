import fc from 'fast-check'
import t from 'tap'
import { assessChange } from '../../../plugins/promotions/pricing/changes/limits.ts'
import { explainEntries } from '../../../plugins/promotions/pricing/lists/explain.ts'
import {
  type CandidateEntry,
  resolvePrice
} from '../../../plugins/promotions/pricing/lists/resolve.ts'

const everybody = { channelId: 'chn_1', segments: new Set<string>(), tier: null }

function entry(handle: string, more: Partial<CandidateEntry> = {}): CandidateEntry {
  return {
    variantId: 'var_1',
    minQuantity: 1,
    unitPriceMinor: 900,
    listId: `plt_${handle}`,
    handle,
    kind: 'sale',
    priority: 100,
    channels: null,
    segments: null,
    tiers: null,
    ...more
  }
}

function resolve(
  entries: CandidateEntry[],
  {
    quantity = 1,
    listMinor = 1_000 as number | null,
    audience = everybody as Parameters<typeof resolvePrice>[1]
  } = {}
) {
  return resolvePrice({ variantId: 'var_1', quantity, listMinor }, audience, entries)
}

t.test('a sale counts where it is lower, an override also where it is higher', async (t) => {
  t.match(resolve([]), { unitPriceMinor: 1_000, regularMinor: 1_000, from: null })
  t.match(resolve([entry('sale')]), { unitPriceMinor: 900, from: { handle: 'sale' } })
  t.match(resolve([entry('dear', { unitPriceMinor: 1_100 })]), {
    unitPriceMinor: 1_000,
    from: null
  })
  const override = entry('b2b', { kind: 'override', unitPriceMinor: 1_200 })
  t.match(resolve([override]), { unitPriceMinor: 1_200, regularMinor: 1_200, listMinor: 1_000 })
  t.match(resolve([override, entry('dear', { unitPriceMinor: 1_100 })]), {
    unitPriceMinor: 1_100,
    regularMinor: 1_200,
    from: { handle: 'dear' }
  })
  t.equal(resolve([entry('sale')], { listMinor: null }), null, 'a sale alone is no price')
  t.match(resolve([override], { listMinor: null }), { unitPriceMinor: 1_200, listMinor: null })
})

t.test('priority first, then the lower price, then the id', async (t) => {
  const first = entry('first', { priority: 1, unitPriceMinor: 950 })
  const lower = entry('lower', { unitPriceMinor: 500 })
  t.match(resolve([lower, first]), { unitPriceMinor: 950, from: { handle: 'first' } })
  t.match(resolve([entry('b', { unitPriceMinor: 800 }), lower]), { from: { handle: 'lower' } })
  t.match(resolve([entry('b'), entry('a')]), { from: { handle: 'a' } })
  const useless = entry('useless', { priority: 1, unitPriceMinor: 1_000 })
  t.match(
    resolve([useless, lower]),
    { from: { handle: 'lower' } },
    'what is not lower is passed over'
  )
})

t.test('breaks: the highest that the quantity reaches, even when it is dearer', async (t) => {
  const breaks = [
    entry('breaks'),
    entry('breaks', { minQuantity: 10, unitPriceMinor: 800 }),
    entry('breaks', { minQuantity: 100, unitPriceMinor: 850 })
  ]
  t.equal(resolve(breaks, { quantity: 9 })?.unitPriceMinor, 900)
  t.equal(resolve(breaks, { quantity: 10 })?.unitPriceMinor, 800)
  t.equal(resolve(breaks, { quantity: 100 })?.unitPriceMinor, 850)
})

t.test('lists are for their channels, and for one of their segments or tiers', async (t) => {
  const onChannel = entry('channel', { channels: ['chn_2'] })
  t.match(resolve([onChannel]), { from: null })
  t.match(resolve([onChannel], { audience: { ...everybody, channelId: 'chn_2' } }), {
    from: { handle: 'channel' }
  })
  t.match(resolve([onChannel], { audience: { ...everybody, channelId: null } }), { from: null })
  const group = entry('group', { segments: ['vip'], tiers: ['gold'] })
  t.match(resolve([group]), { from: null })
  t.match(resolve([group], { audience: { ...everybody, segments: new Set(['vip']) } }), {
    from: { handle: 'group' }
  })
  t.match(resolve([group], { audience: { ...everybody, tier: 'gold' } }), {
    from: { handle: 'group' }
  })
  t.match(
    resolve([entry('empty', { segments: ['vip'] })], { audience: { ...everybody, tier: 'vip' } }),
    {
      from: null
    }
  )
})

t.test('every entry is told what became of it', async (t) => {
  const entries = [
    entry('sale', { minQuantity: 5, unitPriceMinor: 700 }),
    entry('sale', { minQuantity: 50, unitPriceMinor: 600 }),
    entry('sale'),
    entry('b2b', { kind: 'override', unitPriceMinor: 1_200 }),
    entry('other', { kind: 'override', unitPriceMinor: 1_300 }),
    entry('late', { priority: 200 }),
    entry('dear', { unitPriceMinor: 1_200 }),
    entry('vip', { segments: ['vip'] })
  ]
  const resolved = resolve(entries, { quantity: 5 })
  const told = explainEntries(5, everybody, entries, resolved)
  t.same(
    told.map(({ outcome }) => outcome),
    [
      'applies',
      'quantityNotReached',
      'higherBreakReached',
      'replacedListPrice',
      'otherListFirst',
      'otherListFirst',
      'notLower',
      'otherAudience'
    ]
  )
})

t.test(
  'properties: the order of entries never matters, and a price is one of those there are',
  async (t) => {
    const entries = fc.uniqueArray(
      fc.record({
        list: fc.integer({ min: 0, max: 4 }),
        minQuantity: fc.integer({ min: 1, max: 6 }),
        unitPriceMinor: fc.integer({ min: 0, max: 20 })
      }),
      { maxLength: 12, selector: ({ list, minQuantity }) => `${list} ${minQuantity}` }
    )
    const quantities = fc.integer({ min: 1, max: 6 })
    fc.assert(
      fc.property(entries, quantities, fc.nat(), (some, quantity, seed) => {
        const all = some.map(({ list, ...more }) =>
          entry(`l${list}`, { ...more, kind: list % 2 ? 'sale' : 'override', priority: list % 3 })
        )
        const turned = [
          ...all.slice(seed % (all.length + 1)),
          ...all.slice(0, seed % (all.length + 1))
        ].reverse()
        const price = resolve(all, { quantity, listMinor: 10 })!
        t.same(resolve(turned, { quantity, listMinor: 10 }), price)
        t.ok(
          [10, ...all.map(({ unitPriceMinor }) => unitPriceMinor)].includes(price.unitPriceMinor)
        )
        t.ok(price.unitPriceMinor <= price.regularMinor)
      }),
      { numRuns: 1_000 }
    )
  }
)

t.test(
  'limits: a change is over them beyond so much of the old price, or below the floor',
  async (t) => {
    const limits = { changeMaxBps: 2_000 }
    const assess = (
      oldMinor: number | null,
      newMinor: number | null,
      floor: number | null = null
    ) => assessChange({ oldMinor, newMinor }, floor, limits)
    t.same(assess(1_000, 1_200), { changeBps: 2_000, overLimit: [] })
    t.same(assess(1_000, 1_201), { changeBps: 2_010, overLimit: ['change'] })
    t.same(assess(1_000, 799), { changeBps: -2_010, overLimit: ['change'] })
    t.same(
      assess(100_000, 120_001),
      { changeBps: 2_000, overLimit: ['change'] },
      'compared exactly'
    )
    t.same(assess(1_000, 900, 950), { changeBps: -1_000, overLimit: ['floor'] })
    t.same(assess(null, 900), { changeBps: null, overLimit: [] }, 'a first price is no change')
    t.same(assess(900, null), { changeBps: null, overLimit: [] })
    t.same(assess(0, 1), { changeBps: null, overLimit: ['change'] })
    t.same(assess(1, Number.MAX_SAFE_INTEGER).changeBps, Number.MAX_SAFE_INTEGER)
  }
)
