import fc from 'fast-check'
import t from 'tap'
import { giftDays } from '../../plugins/crm/membership/gifts/days.ts'
import {
  checkDigit,
  isCardNumber,
  newCardNumber
} from '../../plugins/crm/membership/members/card-number.ts'
import { endAfterMonths } from '../../plugins/crm/membership/members/days.ts'
import { earnedTier, keptTier } from '../../plugins/crm/membership/members/standing.ts'
import { PointsBook } from '../../plugins/crm/membership/points/book.ts'
import { earnedPoints, pointsFor } from '../../plugins/crm/membership/points/earn.ts'
import type { Tier } from '../../plugins/crm/membership/programme/programme.ts'
import type { PointsSpendRow } from '../../plugins/crm/membership/tables.ts'

const runs = { numRuns: 2000 }
const instantOn = (day: number) => `2026-01-${String(day).padStart(2, '0')}T00:00:00.000Z`

const step = fc.oneof(
  fc.record({
    act: fc.constant('add' as const),
    member: fc.nat(1),
    points: fc.integer({ min: 1, max: 500 }),
    lasts: fc.option(fc.integer({ min: 1, max: 10 }))
  }),
  fc.record({
    act: fc.constantFrom('takeBack' as const, 'spend' as const),
    member: fc.nat(1),
    points: fc.integer({ min: 1, max: 500 })
  }),
  fc.record({ act: fc.constant('giveBack' as const), which: fc.nat(5) }),
  fc.record({ act: fc.constant('nextDay' as const) })
)

/** Runs steps over two members of one customer, each on a book opened anew, as transactions would. */
function play(steps: readonly (typeof step extends fc.Arbitrary<infer One> ? One : never)[]) {
  let accounts = ['m0', 'm1'].map((memberId) => ({ memberId, customerId: 'm0', balance: 0 }))
  let lots: PointsBook['lots'] = []
  const ledger = new Map([
    ['m0', 0],
    ['m1', 0]
  ])
  const spends = new Map<string, PointsSpendRow>()
  const failures: string[] = []
  let day = 1
  for (const [at, one] of steps.entries()) {
    if (one.act === 'nextDay') day++
    const book = new PointsBook(accounts, lots, instantOn(Math.min(day, 31)))
    const opened = book.balanceOf('m0')
    book.settle()
    if (book.balanceOf('m0') !== opened) failures.push('settling gives and takes nothing')
    book.expire()
    const sourceId = `s${at}`
    const reason = 'test'
    if (one.act === 'add') {
      const expiresAt = one.lasts === null ? null : instantOn(Math.min(day + one.lasts, 31))
      const posting = { memberId: `m${one.member}`, points: one.points, sourceId, reason }
      book.add({ ...posting, kind: 'earn' }, expiresAt)
    } else if (one.act === 'takeBack') {
      const posting = { memberId: `m${one.member}`, points: one.points, sourceId, reason }
      book.takeBack({ ...posting, kind: 'reverse' }, [])
    } else if (one.act === 'spend') {
      const before = book.balanceOf('m0')
      const isDone = book.spend('m0', { points: one.points, sourceId, reason })
      if (isDone !== before >= one.points) failures.push('spends what is there, and no more')
      if (book.balanceOf('m0') !== before - (isDone ? one.points : 0))
        failures.push('spends all or nothing')
    } else if (one.act === 'giveBack') {
      const bySource = [...new Set([...spends.values()].map((spend) => spend.sourceId))]
      const source = bySource[one.which]
      const parts = [...spends.values()].filter((spend) => spend.sourceId === source)
      const left = parts.reduce((sum, spend) => sum + spend.points - spend.givenBack, 0)
      if (book.giveBack(parts, { sourceId, reason }) !== left) failures.push('gives all back, once')
    }
    book.settle()
    for (const { memberId, points } of book.entries) {
      ledger.set(memberId, ledger.get(memberId)! + points)
    }
    for (const spend of book.spends) spends.set(`${spend.sourceId} ${spend.lotId}`, spend)
    accounts = [...book.accounts.values()]
    lots = book.lots
    for (const { memberId, balance } of accounts) {
      const own = lots.filter((lot) => lot.memberId === memberId)
      const remaining = own.reduce((sum, lot) => sum + lot.remaining, 0)
      if (balance !== ledger.get(memberId)) failures.push('the balance is the sum of the ledger')
      if (remaining !== Math.max(0, balance)) failures.push('the lots are what is left')
      if (own.some((lot) => lot.remaining < 0 || lot.remaining > lot.points)) {
        failures.push('a lot has neither less than nothing nor more than came')
      }
    }
    const left = lots.reduce((sum, lot) => sum + lot.remaining, 0)
    if (left !== Math.max(0, book.balanceOf('m0'))) {
      failures.push('nobody is below zero while another member of the customer has points')
    }
    const keys = book.entries.map((entry) => `${entry.sourceId} ${entry.part}`)
    if (new Set(keys).size < keys.length) failures.push('each entry has a key of its own')
  }
  return failures
}

t.test('points: whatever is earned, spent, expired and reversed, the books agree', async (t) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => play(steps).length === 0),
    runs
  )
  t.same(play([{ act: 'spend', member: 0, points: 1 }]), [])
})

t.test('points: first in line is what expires first', async (t) => {
  const account = { memberId: 'm', customerId: 'm', balance: 0 }
  const book = new PointsBook([account], [], instantOn(1))
  const add = (sourceId: string, expiresAt: string | null) =>
    book.add({ memberId: 'm', points: 10, sourceId, kind: 'earn', reason: '' }, expiresAt)
  add('never', null)
  add('late', instantOn(9))
  add('soon', instantOn(2))
  book.spend('m', { points: 15, sourceId: 's', reason: '' })
  const left = book.lots.map(({ sourceId, remaining }) => `${sourceId} ${remaining}`)
  t.same(left, ['soon 0', 'late 5', 'never 10'])
})

t.test('points: what another member has fills a hole, first what expires first', async (t) => {
  const account = (memberId: string, balance: number, customerId = 'm') => ({
    ...{ memberId, customerId, balance }
  })
  const lot = (id: string, memberId: string, expiresAt: string | null, customerId = 'm') => ({
    ...{ id, memberId, customerId, points: 10, remaining: 10, sourceId: id, expiresAt },
    ...{ noticedAt: null, createdAt: instantOn(1) }
  })
  const book = new PointsBook(
    [account('m', -15), account('n', 20), account('o', 10), account('x', 10, 'x')],
    [
      ...[lot('never', 'n', null), lot('late', 'o', instantOn(9)), lot('soon', 'n', instantOn(2))],
      lot('of another', 'x', instantOn(1), 'x')
    ],
    instantOn(1)
  )
  book.settle()
  const left = book.lots.map(({ sourceId, remaining }) => `${sourceId} ${remaining}`)
  t.same(left, ['of another 10', 'soon 0', 'late 5', 'never 10'])
  t.same(
    [...book.accounts.values()].map(({ balance }) => balance),
    [0, 10, 5, 10]
  )
  t.same(
    book.entries.map(({ memberId, points, reason }) => `${memberId} ${points} ${reason}`),
    ['n -10 settled', 'm 10 settled', 'o -5 settled', 'm 5 settled']
  )
  book.settle()
  t.equal(book.entries.length, 4, 'again it changes nothing')
})

t.test('points: what is left of a lot of a customer that is not in the book stays', async (t) => {
  const foreign = { memberId: 'x', customerId: 'x', points: 10, remaining: 10, sourceId: 's' }
  const dates = { expiresAt: instantOn(1), noticedAt: null, createdAt: instantOn(1) }
  const account = { memberId: 'm', customerId: 'm', balance: 0 }
  const book = new PointsBook([account], [{ id: 'l', ...foreign, ...dates }], instantOn(2))
  book.expire()
  t.same([book.entries, book.lots[0]?.remaining], [[], 10])
})

t.test(
  'points: earning rounds down once, spending up; parts of an order never earn more',
  async (t) => {
    const rate = fc.record({
      points: fc.integer({ min: 1, max: 1000 }),
      perMinor: fc.integer({ min: 1, max: 100_000 }),
      multiplierBps: fc.integer({ min: 0, max: 100_000 })
    })
    const amount = fc.integer({ min: 0, max: 1_000_000_000 })
    const whole = { eligibleMinor: 1, wholeMinor: 1 }
    fc.assert(
      fc.property(rate, amount, fc.nat(1000), (terms, net, eligible) => {
        const share = { eligibleMinor: eligible, wholeMinor: 1000 }
        const exact =
          BigInt(net) * BigInt(eligible) * BigInt(terms.points) * BigInt(terms.multiplierBps)
        const scale = 1000n * BigInt(terms.perMinor) * 10_000n
        const earned = BigInt(earnedPoints(terms, net, share))
        return earned * scale <= exact && (earned + 1n) * scale > exact
      }),
      runs
    )
    fc.assert(
      fc.property(rate, amount, amount, (terms, one, other) => {
        const earned = (net: number) => earnedPoints(terms, net, whole)
        return earned(one) + earned(other) <= earned(one + other)
      }),
      runs
    )
    fc.assert(
      fc.property(rate, amount, (terms, minor) => {
        const exact = BigInt(minor) * BigInt(terms.points)
        const points = BigInt(pointsFor(minor, terms))
        const perMinor = BigInt(terms.perMinor)
        return points * perMinor >= exact && (points - 1n) * perMinor < exact
      }),
      runs
    )
    t.equal(earnedPoints({ points: 1, perMinor: 100, multiplierBps: 10_000 }, 199, whole), 1)
    t.equal(pointsFor(101, { points: 1, perMinor: 100 }), 2)
  }
)

t.test(
  'tiers: exactly the threshold is enough; a term keeps the best that it is enough for',
  async (t) => {
    const tier = (handle: string, level: number, threshold: number, keep: number | null) =>
      ({ handle, level, threshold, keep }) as Tier
    const tiers = [tier('a', 1, 0, null), tier('b', 2, 100, 40), tier('c', 3, 500, 300)]
    const handleOf = (one: Tier | null) => one?.handle
    t.same(
      [0, 99, 100, 499, 500].map((sum) => handleOf(earnedTier(tiers, sum))),
      [...'aabbc']
    )
    t.same(
      [0, 39, 40, 299, 300].map((sum) => handleOf(keptTier(tiers, tiers[2]!, sum))),
      [...'aabbc']
    )
    t.equal(handleOf(keptTier(tiers, tiers[1]!, 900)), 'b', 'the end of a term raises nobody')
  }
)

t.test('days: terms end with a day of the shop, whatever the clocks do', async (t) => {
  const shanghai = { zone: 'Asia/Shanghai', dayStartsAtHour: 0 }
  const berlin = { zone: 'Europe/Berlin', dayStartsAtHour: 0 }
  t.equal(endAfterMonths('2026-01-31T12:00:00.000Z', 1, shanghai), '2026-02-28T16:00:00.000Z')
  t.equal(endAfterMonths('2024-02-28T16:00:00.000Z', 12, shanghai), '2025-02-28T16:00:00.000Z')
  t.equal(endAfterMonths('2026-02-28T23:30:00.000Z', 1, berlin), '2026-04-01T22:00:00.000Z')
})

t.test('gifts: 29 February is kept on the day before or after in years without it', async (t) => {
  const on = (today: string, leapDay: 'feb28' | 'mar1', daysBefore = 0) =>
    giftDays(today, { daysBefore, leapDay }).filter(({ day }) => day === '02-29')
  t.same(on('2027-02-27', 'feb28'), [])
  t.same(on('2027-02-28', 'feb28'), [{ day: '02-29', year: 2027, on: '2027-02-28' }])
  t.same(on('2027-02-28', 'mar1'), [])
  t.same(on('2027-03-01', 'mar1'), [{ day: '02-29', year: 2027, on: '2027-03-01' }])
  t.same(on('2028-02-28', 'feb28'), [])
  t.same(on('2028-02-29', 'feb28'), [{ day: '02-29', year: 2028, on: '2028-02-29' }])
  t.same(on('2100-02-28', 'feb28').length, 1, '2100 is no leap year')
  const newYear = giftDays('2026-12-29', { daysBefore: 5, leapDay: 'feb28' })
  t.match(newYear.at(-1), { day: '01-03', year: 2027 }, 'of the year of the day itself')
})

t.test('cards: one wrong digit is found out', async (t) => {
  t.equal(checkDigit('7992739871'), '3', 'the example of ISO/IEC 7812-1')
  fc.assert(
    fc.property(fc.nat(15), fc.integer({ min: 1, max: 9 }), (at, by) => {
      const card = newCardNumber('88')
      const digit = (Number(card[at]) + by) % 10
      const wrong = card.slice(0, at) + digit + card.slice(at + 1)
      return isCardNumber(card) && !isCardNumber(wrong)
    }),
    { numRuns: 500 }
  )
})
