import fc from 'fast-check'
import { sql } from 'kysely'
import type { ChannelOrder } from 'shopkeeper'
import type { Test } from 'tap'
import { manualClock } from '#core/time'
import { type DatabaseKind, onEachDatabase, until } from '../harness.ts'
import { buildCrmShop, type CrmShop, orderOf } from './shop.ts'

const zone = 'Asia/Shanghai'

/** A shop in Shanghai, at noon of 1 July 2026 there. */
async function openShop(test: Test, kind: DatabaseKind, more: { start?: boolean } = {}) {
  const clock = manualClock('2026-07-01T04:00:00.000Z')
  const shop = await buildCrmShop(test, kind, {
    ...more,
    clock,
    config: { shop: { zone, currency: 'CNY' } }
  })
  const metric = async (path: string) => {
    const { status, body, text } = await shop.call({ url: `/v1/crm/metrics/${path}` })
    if (status !== 200) throw new Error(text)
    return body
  }
  return { ...shop, clock, metric }
}

let orders = 0
/** An order of a buyer on a day, at noon in Shanghai: `units` at 10.00. */
function bought(buyer: string, day: string, units = 1, more: Partial<ChannelOrder> = {}) {
  orders++
  const placedAt = `${day}T04:00:00.000Z`
  return orderOf(`m${orders}`, { externalId: buyer }, { units, placedAt, ...more })
}

const idOf = async (shop: CrmShop, buyer: string): Promise<string> =>
  (await shop.customerOf(buyer)).id

onEachDatabase(async (t, kind) => {
  t.test('RFM: values, scores with ties, and what a snapshot sees', async (t) => {
    const shop = await openShop(t, kind)
    await shop.intake([
      ...['a', 'b', 'c', 'd'].map((buyer, at) => bought(buyer, `2026-06-0${at + 1}`)),
      bought('e', '2026-06-05', 3),
      bought('e', '2026-06-06', 2, { discountMinor: 500 }),
      bought('f', '2026-06-07', 9, { status: 'canceled' }),
      orderOf('guest', { externalId: null }, { units: 50 })
    ])
    const { data, snapshotOn, next } = await shop.metric('rfm')
    t.equal(snapshotOn, '2026-07-02', 'tomorrow, so that all orders count')
    t.equal(next, null)
    const of = new Map<string, unknown>()
    for (const buyer of ['a', 'b', 'c', 'd', 'e']) {
      const id = await idOf(shop, buyer)
      of.set(
        buyer,
        data.find((row: { customerId: string }) => row.customerId === id)
      )
    }
    t.equal(data.length, 5, 'neither who canceled nor the guest')
    t.match(of.get('a'), {
      ...{ lastOrderOn: '2026-06-01', recencyDays: 31, frequency: 1, monetaryMinor: 1000 },
      ...{ recencyScore: 1, frequencyScore: 1, monetaryScore: 1 }
    })
    t.match(
      of.get('d'),
      { recencyScore: 4, frequencyScore: 1, monetaryScore: 1 },
      'ties score alike'
    )
    t.match(of.get('e'), {
      ...{ recencyDays: 26, frequency: 2, monetaryMinor: 4500 },
      ...{ recencyScore: 5, frequencyScore: 5, monetaryScore: 5 }
    })
    const e = await idOf(shop, 'e')
    t.match(await shop.metric(`rfm/${e}?monetary=gross`), { monetaryMinor: 5000 })
    t.match(await shop.metric(`rfm/${e}?snapshotOn=2026-06-06`), {
      ...{ recencyDays: 1, frequency: 1, monetaryMinor: 3000 }
    })
    const first = await shop.metric('rfm?limit=3')
    const second = await shop.metric(`rfm?limit=3&after=${first.next}`)
    t.same([...first.data, ...second.data], data)
    const wrong = await shop.call({ url: '/v1/crm/metrics/rfm?snapshotOn=2026-02-30' })
    t.match(wrong, { status: 422, body: { code: 'METRIC_SPAN_INVALID', field: 'snapshotOn' } })
  })

  t.test('cohorts, retention, repurchase and churn by the shop’s calendar', async (t) => {
    const shop = await openShop(t, kind)
    await shop.intake([
      bought('a', '2026-01-10'),
      bought('a', '2026-02-10'),
      bought('a', '2026-04-10'),
      bought('b', '2026-01-20'),
      bought('c', '2026-02-05'),
      bought('c', '2026-02-06'),
      // 31 January in London, 1 February in Shanghai.
      orderOf('edge', { externalId: 'd' }, { placedAt: '2026-01-31T16:30:00.000Z' })
    ])
    const { data } = await shop.metric('cohorts?fromMonth=2026-01&toMonth=2026-04')
    const sizes = data.map((row: { months: { customers: number }[] }) =>
      row.months.map(({ customers }) => customers)
    )
    t.same(sizes, [
      [2, 1, 0, 1],
      [2, 0, 0]
    ])
    t.match(data[0], {
      cohortMonth: '2026-01',
      size: 2,
      months: [{ rateBps: 10_000 }, { rateBps: 5000 }]
    })
    t.same((await shop.metric('retention?fromMonth=2026-01&toMonth=2026-03')).data, [
      { month: '2026-01', active: 2, new: 2, retained: 0, rateBps: null },
      { month: '2026-02', active: 3, new: 2, retained: 1, rateBps: 5000 },
      { month: '2026-03', active: 0, new: 0, retained: 0, rateBps: 0 }
    ])
    t.match(await shop.metric('repurchase'), { buyers: 4, repeatBuyers: 2, rateBps: 5000 })
    t.match(await shop.metric('repurchase?fromOn=2026-02-01&toOn=2026-03-01'), {
      ...{ buyers: 3, repeatBuyers: 1, rateBps: 3333 }
    })
    t.match(
      await shop.metric('churn?fromOn=2026-03-01&toOn=2026-04-15&afterDays=60'),
      { active: 4, churned: 3, rateBps: 7500 },
      'all four were active; only a came again within 60 days'
    )
    t.match(await shop.metric('churn?fromOn=2025-03-01&toOn=2025-04-15'), {
      active: 0,
      rateBps: null
    })
    const wrong = await shop.call({
      url: '/v1/crm/metrics/cohorts?fromMonth=2026-05&toMonth=2026-04'
    })
    t.match(wrong, { status: 422, body: { field: 'fromMonth' } })
  })

  t.test('CLV: the simple one, and models that a job fits', async (t) => {
    const shop = await openShop(t, kind, { start: true })
    const day = (at: number) => new Date(Date.UTC(2025, 7, 1 + at)).toISOString().slice(0, 10)
    t.match(await shop.metric('clv'), {
      simple: { valueMinor: null, averageOrderMinor: null },
      model: null
    })
    await shop.intake(
      Array.from({ length: 60 }, (_, buyer) =>
        Array.from({ length: 1 + (buyer % 5) }, (_, at) =>
          bought(`b${buyer}`, day(buyer + at * (5 + buyer)), 1 + ((buyer + at) % 4))
        )
      ).flat()
    )
    const { simple } = await shop.metric('clv?lifetimeMonths=24&marginBps=2500')
    const { netMinor, orders: sold, buyers } = simple
    t.same([sold, buyers], [180, 60])
    t.equal(simple.averageOrderMinor, Math.round(netMinor / 180))
    t.equal(simple.ordersPerBuyer, 3)
    t.equal(simple.valueMinor, Math.round((netMinor / 60) * 2 * 0.25), 'of two years, a quarter')
    await shop.engine.transaction((tx) => tx.enqueue('crm.fit-clv', [{ payload: {} }]))
    await until(async () => (await shop.metric('clv')).model !== null, { what: 'a model' })
    t.match((await shop.metric('clv')).model, { customers: 60, repeatCustomers: 48 })
    const loyal = await idOf(shop, 'b4')
    const { prediction } = await shop.metric(`clv/${loyal}?horizonDays=365`)
    t.match(prediction, { repeats: 4 })
    t.ok(prediction.aliveProbability > 0 && prediction.aliveProbability <= 1)
    t.ok(prediction.valueMinor > 0)
    const month = (await shop.metric(`clv/${loyal}?horizonDays=30`)).prediction
    t.ok(month.expectedPurchases < prediction.expectedPurchases, 'less in less time')
    const { id } = await shop.customer({})
    t.equal(
      (await shop.metric(`clv/${id}`)).prediction,
      null,
      'nothing is known of who never bought'
    )
  })

  t.test(
    'what is kept with every order equals what is reckoned anew, whatever happens',
    async (t) => {
      const shop = await openShop(t, kind)
      const buyers = ['p', 'q', 'r', 's']
      const step = fc.record({
        act: fc.constantFrom('order', 'order', 'order', 'change', 'cancel', 'merge', 'unmerge'),
        buyer: fc.constantFrom(...buyers),
        other: fc.constantFrom(...buyers),
        day: fc.integer({ min: 0, max: 120 }),
        units: fc.integer({ min: 1, max: 4 }),
        currency: fc.constantFrom('CNY', 'USD')
      })
      const placed: ChannelOrder[] = []
      const ids = new Map<string, string>()
      let minute = 0
      const take = async (order: ChannelOrder) => {
        minute++
        const modifiedAt = new Date(Date.UTC(2026, 6, 1, 0, minute)).toISOString()
        await shop.intake([{ ...order, modifiedAt }])
      }
      const acts: Record<
        string,
        (one: {
          buyer: string
          other: string
          day: number
          units: number
          currency: string
        }) => Promise<void>
      > = {
        async order({ buyer, day, units, currency }) {
          const on = new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10)
          const order = bought(buyer, on, units, { currency })
          placed.push(order)
          await take(order)
          if (!ids.has(buyer)) ids.set(buyer, await idOf(shop, buyer))
        },
        async change({ day, units, currency }) {
          const at = day % Math.max(1, placed.length)
          const known = placed[at]
          if (!known) return
          const on = known.placedAt.slice(0, 10)
          const next = { ...bought('x', on, units, { currency }), buyer: known.buyer }
          placed[at] = {
            ...next,
            externalId: known.externalId,
            number: known.number,
            status: known.status,
            currency: known.currency
          }
          await take(placed[at]!)
        },
        async cancel({ day }) {
          const at = day % Math.max(1, placed.length)
          const known = placed[at]
          if (!known) return
          placed[at] = { ...known, status: 'canceled' }
          await take(placed[at]!)
        },
        async merge({ buyer, other }) {
          const [into, from] = [ids.get(buyer), ids.get(other)]
          if (into && from) await shop.post(`/customers/${into}/merge`, { fromId: from })
        },
        async unmerge({ buyer }) {
          const id = ids.get(buyer)
          if (id) await shop.post(`/customers/${id}/unmerge`)
        }
      }
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
          for (const one of steps) await acts[one.act]!(one)
          const findings = await shop.findings()
          if (findings.length > 0) throw new Error(findings.join('\n'))
        }),
        { numRuns: 12, endOnFailure: true }
      )
      const { rows } = await sql<{ days: number }>`
      select count(*) as days from crm_customer_days`.execute(shop.engine.db)
      t.ok(rows[0]!.days > 5, 'there was something to keep')
    }
  )

  t.test('a rebuild repairs what was spoiled; proofs say so before', async (t) => {
    const shop = await openShop(t, kind, { start: true })
    await shop.intake([
      bought('a', '2026-05-01'),
      bought('a', '2026-06-01'),
      bought('b', '2026-06-02')
    ])
    const before = await shop.metric('cohorts')
    await shop.engine.transaction(async (tx) => {
      await sql`update crm_customer_days set orders = orders + 1 where day_on = '2026-05-01'`.execute(
        tx
      )
      await sql`delete from crm_cohort_cells where cohort_month = '2026-06'`.execute(tx)
    })
    const findings = await shop.findings()
    t.ok(
      findings.some((finding) => finding.includes('2026-05-01')),
      findings.join('\n')
    )
    t.ok(
      findings.some((finding) => finding.includes('2026-06 in 2026-06')),
      findings.join('\n')
    )
    t.equal((await shop.post('/crm/metrics/rebuild')).status, 202)
    await until(async () => (await shop.findings()).length === 0, { what: 'no findings' })
    t.same(await shop.metric('cohorts'), before)
  })
})
