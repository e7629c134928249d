import { manualClock } from '#core/time'
import { onEachDatabase } from '../harness.ts'
import { channelOrder, line } from '../orders/shop.ts'
import { runJob } from '../run-job.ts'
import { buildFactsShop, type FactsShop } from './facts-shop.ts'

const hourMs = 3_600_000

const keepCosts = ({ engine }: FactsShop) => runJob(engine, 'reporting.keep-costs')

onEachDatabase(async (t, kind) => {
  t.test(
    'estimated costs are kept of the running day, of the days that close, and of late orders',
    async (t) => {
      // 09:00 in Shanghai.
      const clock = manualClock('2026-03-20T01:00:00.000Z')
      const estimates = [{ feeBps: 1000 }]
      const reporting = { costs: { estimates } }
      const shop = await buildFactsShop(t, kind, { MUG: 10_000 }, { clock, reporting })
      const sell = (externalId: string, placedAt = clock.now()) =>
        shop.intake([channelOrder(externalId, 0, [line('MUG', 1)], { placedAt })])
      /** A tenth of 10.00 an order, by day. */
      const fees = async () => {
        const { body } = await shop.call({
          ...{ method: 'POST', url: '/v1/reports/query' },
          body: {
            ...{ metrics: ['platformFees'], dimensions: ['day'], limit: 10 },
            period: { from: '2026-03-18', to: '2026-03-22' }
          }
        })
        const rows = body.rows as {
          keys: { day: string }
          values: { platformFees: { value: number } }
        }[]
        const known = rows.filter(({ values }) => values.platformFees.value > 0)
        return Object.fromEntries(
          known.map(({ keys, values }) => [keys.day, values.platformFees.value])
        )
      }
      await keepCosts(shop)
      t.same(await fees(), {}, 'nothing was sold')
      await sell('A')
      await keepCosts(shop)
      t.same(await fees(), { '2026-03-20': 100 }, 'nothing of it is late')
      clock.advance(hourMs)
      await sell('B')
      await keepCosts(shop)
      t.same(await fees(), { '2026-03-20': 200 })
      // The next morning, with an order that came just before the day was closed.
      clock.advance(20 * hourMs)
      await sell('C', '2026-03-20T15:00:00.000Z')
      clock.advance(2 * hourMs)
      await sell('D')
      await keepCosts(shop)
      t.same(await fees(), { '2026-03-20': 300, '2026-03-21': 100 })
      // A day later, one of the first day.
      clock.advance(24 * hourMs)
      await keepCosts(shop)
      await sell('E', '2026-03-20T15:30:00.000Z')
      await keepCosts(shop)
      t.same(await fees(), { '2026-03-20': 400, '2026-03-21': 100 }, 'a closed day has a revision')
    }
  )
})
