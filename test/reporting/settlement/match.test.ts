import fc from 'fast-check'
import t from 'tap'
import type { LedgerEntry } from '../../../plugins/reporting/settlement/match/ledger-entry.ts'
import { type MatchLine, matchLines } from '../../../plugins/reporting/settlement/match/match.ts'

const at = '2026-03-01T00:00:00.000Z'

function line(id: string, more: Partial<MatchLine> = {}): MatchLine {
  const named = { txnId: null, reference: null, orderIds: ['o1'] }
  return { id, type: 'sale', ...named, amountMinor: 1000, postedAt: at, ...more }
}

function entry(key: string, more: Partial<LedgerEntry> = {}): LedgerEntry {
  return { key, type: 'sale', orderId: 'o1', refs: [], amountMinor: 1000, at, ...more }
}

/** `pass: lines = entries`, in order. */
function told(lines: MatchLine[], entries: LedgerEntry[], toleranceMinor = 0): string[] {
  const { matches, missing, unclaimed } = matchLines(lines, entries, { toleranceMinor })
  return [
    ...matches.map(
      (match) =>
        `${match.pass}: ${match.lines.map(({ id }) => id).join('+')} = ${match.entries.map(({ key }) => key).join('+')}`
    ),
    ...missing.map(({ id }) => `missing ${id}`),
    ...unclaimed.map(({ key }) => `unclaimed ${key}`)
  ]
}

t.test(
  'passes: the transaction goes before the order, and a type never matches another',
  async (t) => {
    const lines = [
      line('a', { txnId: 'T2' }),
      line('b'),
      line('c', { type: 'refund', amountMinor: -1000 })
    ]
    const entries = [entry('p1'), entry('p2', { refs: ['T2'] })]
    t.same(told(lines, entries), ['1: a = p2', '2: b = p1', 'missing c'])
    t.same(
      told(
        [line('x', { type: 'chargeback', amountMinor: -400 })],
        [entry('c1', { type: 'refund', amountMinor: -400 })]
      ),
      ['2: x = c1'],
      'a chargeback is money given back'
    )
  }
)

t.test(
  'passes: several lines of an order are one payment, and one line several payments',
  async (t) => {
    const parts = [line('a', { amountMinor: 600 }), line('b', { amountMinor: 400 })]
    t.same(told(parts, [entry('p')]), ['3: b+a = p'])
    const payments = [entry('p', { amountMinor: 300 }), entry('q', { amountMinor: 700 })]
    t.same(told([line('a')], payments), ['3: a = p+q'])
    const together = [
      entry('p', { orderId: 'o1', refs: ['T'], amountMinor: 300 }),
      entry('q', { orderId: 'o2', refs: ['T'], amountMinor: 700 })
    ]
    t.same(told([line('a', { orderIds: [], txnId: 'T' })], together), ['3: a = p+q'])
  }
)

t.test(
  'passes: a difference within the tolerance matches, one beyond is another amount',
  async (t) => {
    const near = [line('a', { amountMinor: 1002 })]
    t.same(told(near, [entry('p')], 2), ['4: a = p'])
    t.same(told(near, [entry('p')], 1), ['5: a = p'])
    t.same(told(near, [entry('p', { orderId: 'o9' })], 5), ['missing a', 'unclaimed p'])
  }
)

const amount = fc.integer({ min: 1, max: 6 }).map((n) => n * 100)
const lineOf = fc.record({
  type: fc.constantFrom('sale', 'refund', 'chargeback'),
  order: fc.constantFrom('o1', 'o2', 'o3'),
  txnId: fc.constantFrom(null, 'T1', 'T2', 'T3'),
  amount
})
const entryOf = fc.record({
  type: fc.constantFrom('sale', 'refund'),
  order: fc.constantFrom('o1', 'o2', 'o3'),
  ref: fc.constantFrom(null, 'T1', 'T2', 'T3'),
  amount
})
const signed = (type: string, minor: number) => (type === 'sale' ? minor : -minor)

t.test(
  'whatever comes: each line and entry once, sums whole, and the order of the input is nothing',
  async (t) => {
    const property = fc.property(
      fc.array(lineOf, { maxLength: 12 }),
      fc.array(entryOf, { maxLength: 12 }),
      fc.integer({ min: 0, max: 150 }),
      fc.infiniteStream(fc.integer({ min: 0, max: 1_000_000 })),
      (lineParts, entryParts, toleranceMinor, random) => {
        const lines = lineParts.map(({ type, order, txnId, amount }, index) =>
          line(`l${index}`, {
            ...{ type: type as MatchLine['type'], orderIds: [order], txnId },
            ...{
              amountMinor: signed(type, amount),
              postedAt: `2026-03-01T00:${10 + index}:00.000Z`
            }
          })
        )
        const entries = entryParts.map(({ type, order, ref, amount }, index) =>
          entry(`e${index}`, {
            ...{ type: type as LedgerEntry['type'], orderId: order, refs: ref ? [ref] : [] },
            ...{ amountMinor: signed(type, amount), at: `2026-03-01T00:${10 + index}:00.000Z` }
          })
        )
        const { matches, missing, unclaimed } = matchLines(lines, entries, { toleranceMinor })
        const seenLines = [...matches.flatMap((match) => match.lines), ...missing].map(
          ({ id }) => id
        )
        const seenEntries = [...matches.flatMap((match) => match.entries), ...unclaimed].map(
          ({ key }) => key
        )
        const sum = (all: readonly { amountMinor: number }[]) =>
          all.reduce((total, { amountMinor }) => total + amountMinor, 0)
        const difference = matches.reduce((total, match) => total + match.differenceMinor, 0)
        const isWhole =
          sum(lines) - sum(missing) === sum(entries) - sum(unclaimed) + difference &&
          [...seenLines].sort().join() ===
            lines
              .map(({ id }) => id)
              .sort()
              .join() &&
          [...seenEntries].sort().join() ===
            entries
              .map(({ key }) => key)
              .sort()
              .join()
        const isExact = matches.every(({ pass, differenceMinor }) =>
          pass <= 3
            ? differenceMinor === 0
            : pass > 4 || Math.abs(differenceMinor) <= toleranceMinor
        )
        const shuffled = <Of>(all: readonly Of[]) =>
          all
            .map((one) => ({ one, by: random.next().value as number }))
            .sort((a, b) => a.by - b.by)
            .map(({ one }) => one)
        const again = told(shuffled(lines), shuffled(entries), toleranceMinor)
        return isWhole && isExact && again.join() === told(lines, entries, toleranceMinor).join()
      }
    )
    fc.assert(property, { numRuns: 300 })
    t.pass('300 statements')
  }
)
