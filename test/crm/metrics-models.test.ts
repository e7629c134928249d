import t from 'tap'
import {
  addDays,
  addMonths,
  daysBetween,
  monthsEarlier
} from '../../plugins/crm/metrics/calendar.ts'
import {
  aliveProbability,
  type BgNbd,
  bgNbdLogLikelihood,
  expectedPurchases,
  fitBgNbd,
  type Purchases
} from '../../plugins/crm/metrics/clv/bg-nbd.ts'
import {
  expectedSpending,
  fitGammaGamma,
  type GammaGamma,
  gammaGammaLogLikelihood,
  type Spending
} from '../../plugins/crm/metrics/clv/gamma-gamma.ts'
import { minimize } from '../../plugins/crm/metrics/clv/nelder-mead.ts'
import { hypergeometric, lnGamma } from '../../plugins/crm/metrics/clv/special-functions.ts'
import { cellDeltas } from '../../plugins/crm/metrics/cohort-cells.ts'

/** As published for the CDNOW sample. */
const cdnow: BgNbd = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }
const cdnowSpending: GammaGamma = { p: 6.25, q: 3.74, v: 15.44 }

const isNear = (actual: number, expected: number, relative: number) =>
  Math.abs(actual - expected) <= relative * Math.abs(expected)

/** Numbers that look random and are the same in every run: a linear congruential generator. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state + 0.5) / 2 ** 32
  }
}

const normal = (random: () => number) =>
  Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random())

/** A gamma variate of rate 1 (Marsaglia and Tsang 2000). */
function gamma(random: () => number, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * random() ** (1 / shape)
  const d = shape - 1 / 3
  for (;;) {
    const x = normal(random)
    const v = (1 + x / Math.sqrt(9 * d)) ** 3
    if (v > 0 && Math.log(random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

function beta(random: () => number, a: number, b: number): number {
  const one = gamma(random, a)
  return one / (one + gamma(random, b))
}

/** Lives a customer as BG/NBD has it. */
function live(random: () => number, model: BgNbd, observed: number): Purchases {
  const rate = gamma(random, model.r) / model.alpha
  const staysAway = beta(random, model.a, model.b)
  const own = { repeats: 0, lastAt: 0, observed }
  for (let at = 0; ; ) {
    at += -Math.log(random()) / rate
    if (at > observed) return own
    own.repeats++
    own.lastAt = at
    if (random() < staysAway) return own
  }
}

t.test('special functions: values that are known otherwise', async (t) => {
  t.ok(isNear(lnGamma(0.5), Math.log(Math.sqrt(Math.PI)), 1e-13))
  t.ok(isNear(lnGamma(11), Math.log(3_628_800), 1e-13))
  t.ok(isNear(lnGamma(0.1), 2.252712651734206, 1e-13))
  t.ok(isNear(hypergeometric([1, 1, 2], 0.5), 2 * Math.log(2), 1e-12), '2F1(1,1;2;z) = −ln(1−z)/z')
  t.ok(isNear(hypergeometric([3, 2, 2], 0.9), 1000, 1e-9), '2F1(a,b;b;z) = (1−z)^−a')
})

t.test('minimize: comes to rest in the valley of Rosenbrock', async (t) => {
  const found = await minimize(([x, y]) => (1 - x!) ** 2 + 100 * (y! - x! ** 2) ** 2, [-1.2, 1])
  t.ok(found.hasConverged)
  t.ok(isNear(found.point[0]!, 1, 1e-5) && isNear(found.point[1]!, 1, 1e-5), String(found.point))
})

t.test('BG/NBD: what is published for the CDNOW sample', async (t) => {
  const own = { repeats: 2, lastAt: 30.43, observed: 38.86 }
  t.equal(expectedPurchases(cdnow, own, 39).toFixed(5), '1.22603')
  t.equal(aliveProbability(cdnow, { repeats: 0, lastAt: 0, observed: 38.86 }), 1)
  const nextDoor = { ...cdnow, a: 1 + 1e-4 }
  t.ok(
    isNear(
      expectedPurchases({ ...cdnow, a: 1 }, own, 39),
      expectedPurchases(nextDoor, own, 39),
      1e-3
    ),
    'has a value where a is 1'
  )
})

t.test('BG/NBD: a fit is at least as likely as what made the customers', async (t) => {
  const random = dice(42)
  const customers = Array.from({ length: 1500 }, () => ({
    ...live(random, cdnow, 20 + 19 * random()),
    customers: 1
  }))
  const { model, minimum } = await fitBgNbd(customers)
  const truth = customers.reduce((sum, own) => sum + bgNbdLogLikelihood(cdnow, own), 0)
  t.ok(minimum.hasConverged)
  t.ok(-minimum.value >= truth, `${-minimum.value} ≥ ${truth}`)
  t.ok(-minimum.value - truth < 10, 'and not much more')
  for (const name of ['r', 'alpha', 'a', 'b'] as const) {
    for (const nudge of [0.99, 1.01]) {
      const beside = { ...model, [name]: model[name] * nudge }
      const likelihood = customers.reduce((sum, own) => sum + bgNbdLogLikelihood(beside, own), 0)
      t.ok(likelihood <= -minimum.value + 1e-6, `${name} × ${nudge} is no better`)
    }
  }
})

t.test('Gamma-Gamma: the first ten customers of the CDNOW sample', async (t) => {
  const spent: [repeats: number, average: number][] = [
    [2, 22.35],
    [1, 11.77],
    [0, 0],
    [0, 0],
    [0, 0],
    [7, 73.74],
    [1, 11.77],
    [0, 0],
    [2, 25.55],
    [0, 0]
  ]
  const published = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
  spent.forEach(([repeats, average], at) => {
    const expected = expectedSpending(cdnowSpending, { repeats, average })
    // The parameters are published to two places.
    t.ok(isNear(expected, published[at]!, 0.002), `${expected} is ${published[at]}`)
  })
})

t.test('Gamma-Gamma: a fit is at least as likely as what made the customers', async (t) => {
  const random = dice(7)
  const truth: GammaGamma = { p: 6.25, q: 3.74, v: 1544 }
  const customers = Array.from({ length: 1500 }, (): Spending & { customers: number } => {
    const repeats = 1 + Math.floor(random() * 6)
    const rate = gamma(random, truth.q) / truth.v
    const total = gamma(random, truth.p * repeats) / rate
    return { repeats, average: total / repeats, customers: 1 }
  })
  const { model, minimum } = await fitGammaGamma(customers)
  const likelihood = customers.reduce((sum, own) => sum + gammaGammaLogLikelihood(truth, own), 0)
  t.ok(minimum.hasConverged)
  t.ok(-minimum.value >= likelihood, `${-minimum.value} ≥ ${likelihood}`)
  t.ok(isNear(model.p, truth.p, 0.25) && isNear(model.q, truth.q, 0.25), JSON.stringify(model))
})

t.test('cohorts: a customer moves from one to another with its first order', async (t) => {
  const months = (record: Record<string, number>) =>
    new Map([['cus_a', new Map(Object.entries(record))]])
  const shard = 'a'.charCodeAt(0) % 16
  const cell = (cohortMonth: string, month: string, customers: number) => ({
    ...{ cohortMonth, month, shard, customers }
  })
  t.same(cellDeltas(months({}), months({ '2026-02': 1 })), [cell('2026-02', '2026-02', 1)])
  t.same(cellDeltas(months({ '2026-02': 1 }), months({ '2026-02': 2 })), [], 'counted once')
  t.same(
    cellDeltas(months({ '2026-02': 1, '2026-03': 1 }), months({ '2026-02': 0, '2026-03': 1 })),
    [cell('2026-02', '2026-02', -1), cell('2026-02', '2026-03', -1), cell('2026-03', '2026-03', 1)]
  )
})

t.test('calendar: days and months', async (t) => {
  t.equal(addDays('2026-02-28', 1), '2026-03-01')
  t.equal(addDays('2024-03-01', -1), '2024-02-29')
  t.equal(daysBetween('2010-12-31', '2011-12-01'), 335)
  t.equal(addMonths('2026-01', -1), '2025-12')
  t.equal(addMonths('2026-11', 14), '2028-01')
  t.equal(monthsEarlier('2026-03-31', 1), '2026-02-28')
  t.equal(monthsEarlier('2026-03-15', 12), '2025-03-15')
})
