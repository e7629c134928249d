import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import {
  type DrawEntry,
  EntriesDigest,
  Ranking,
  scoreOf
} from '../../../plugins/promotions/draws/algorithm.ts'
import { commitmentOf } from '../../../plugins/promotions/draws/seed.ts'

const seed = '0f'.repeat(32)

function drawn(entries: readonly DrawEntry[], quantities: readonly number[], from = seed) {
  const digest = new EntriesDigest()
  digest.add(entries.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
  const ranking = new Ranking(from, digest.end())
  ranking.add(entries)
  return ranking.winners(quantities)
}

const entries = fc
  .uniqueArray(
    fc.record({ id: fc.stringMatching(/^[a-z0-9]{4,8}$/), customer: fc.nat({ max: 30 }) }),
    { selector: ({ id }) => id, maxLength: 80 }
  )
  .map((all) => all.map(({ id, customer }) => ({ id, customerId: `c${customer}` })))
const quantities = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 })

t.test('draw: a worked example with a fixed seed', (t) => {
  const all = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ id: name, customerId: `of-${name}` }))
  const text = 'a:of-a\nb:of-b\nc:of-c\nd:of-d\ne:of-e\n'
  const digest = createHash('sha256').update(text).digest('hex')
  t.equal(
    digest,
    '665a9b8b62a76e42561f3f11ae10916e5c6d25c60a558b8c5f5e72c613408da4',
    'of the lines'
  )
  // HMAC-SHA-256 gives, for c d b a e: 3967… 3f4a… 711b… c747… f551…
  t.match(scoreOf(seed, digest, 'c'), /^3967749475f8472a/)
  const told = drawn(all, [1, 2]).map(({ place, id, prize }) => [place, id, prize])
  t.same(told, [
    [1, 'c', 0],
    [2, 'd', 1],
    [3, 'b', 1]
  ])
  const known = 'cb1c435462ec933a16cd497950379dea4e1e325edc76af8c57f612a24b203e60'
  t.equal(commitmentOf('drw_1', seed), known, 'of "drw_1:0f0f…"')
  t.end()
})

t.test(
  'draw: winners are no more than prizes and customers, each customer once, first prizes first',
  (t) => {
    fc.assert(
      fc.property(entries, quantities, (all, units) => {
        const winners = drawn(all, units)
        const customers = new Set(all.map(({ customerId }) => customerId))
        const most = units.reduce((sum, one) => sum + one, 0)
        if (winners.length !== Math.min(most, customers.size)) throw new Error(`${winners.length}`)
        if (new Set(winners.map((one) => one.customerId)).size !== winners.length)
          throw new Error('twice')
        const given = units.map((_, prize) => winners.filter((one) => one.prize === prize).length)
        given.forEach((count, prize) => {
          if (count > units[prize]!) throw new Error(`prize ${prize} given ${count} times`)
          const isLater = given.slice(prize + 1).some((later) => later > 0)
          if (isLater && count < units[prize]!) throw new Error(`prize ${prize} was passed over`)
        })
        winners.forEach(({ place }, at) => {
          if (place !== at + 1) throw new Error(`place ${place} at ${at}`)
        })
      }),
      { numRuns: 200 }
    )
    t.end()
  }
)

t.test('draw: the order that entries come in, and in how many parts, changes nothing', (t) => {
  fc.assert(
    fc.property(entries, quantities, fc.nat(), (all, units, at) => {
      const cut = at % (all.length + 1)
      const digest = new EntriesDigest()
      const sorted = all.toSorted((a, b) => (a.id < b.id ? -1 : 1))
      digest.add(sorted.slice(0, cut))
      digest.add(sorted.slice(cut))
      const ranking = new Ranking(seed, digest.end())
      ranking.add(all.slice(cut).reverse())
      ranking.add(all.slice(0, cut))
      const [one, other] = [drawn(all, units), ranking.winners(units)]
      if (JSON.stringify(one) !== JSON.stringify(other)) throw new Error('another result')
    }),
    { numRuns: 100 }
  )
  t.end()
})

t.test('draw: with fixed seeds everybody wins about as often, with one entry', (t) => {
  const all = Array.from({ length: 20 }, (_, at) => ({ id: `e${at}`, customerId: `c${at}` }))
  const wins = new Map<string, number>()
  for (let round = 0; round < 2000; round++) {
    const from = createHash('sha256').update(`round ${round}`).digest('hex')
    for (const { customerId } of drawn(all, [2], from)) {
      wins.set(customerId, (wins.get(customerId) ?? 0) + 1)
    }
  }
  // 200 are expected of each. The seeds are fixed, so this is so for ever, or never.
  for (const { customerId } of all) {
    const times = wins.get(customerId) ?? 0
    t.ok(times > 150 && times < 250, `${customerId} won ${times} times`)
  }
  t.end()
})

t.test('draw: one entry more changes every score', (t) => {
  const digestOf = (ids: readonly string[]) => {
    const digest = new EntriesDigest()
    digest.add(ids.map((id) => ({ id, customerId: id })))
    return digest.end()
  }
  const [before, after] = [digestOf(['a', 'b']), digestOf(['a', 'b', 'c'])]
  t.not(scoreOf(seed, before, 'a'), scoreOf(seed, after, 'a'))
  const expected = createHmac('sha256', Buffer.from(seed, 'hex'))
    .update(`${before}:a`)
    .digest('hex')
  t.equal(scoreOf(seed, before, 'a'), expected)
  t.end()
})
