import { insertAll } from '#core/database/rows'
import { newId } from '#core/ids'
import { gradeOf } from '../../plugins/aftersales/reviews/grade.ts'
import { buildAftersalesShop } from '../aftersales/shop.ts'
import { encryptionKey } from '../crm/shop.ts'
import { onEachDatabase } from '../harness.ts'
import { channelId } from '../orders/shop.ts'
import { runJob } from '../run-job.ts'
import { buildFigures, sold } from './figures.ts'

onEachDatabase(async (t, kind) => {
  await t.test(
    'after-sales: opened, answered by a person, closed, by SKU and reason',
    async (t) => {
      const shop = await buildAftersalesShop(t, kind, { morePlugins: ['reporting'] })
      const { engine, clock } = shop
      const order = await shop.bought('T-1', { MUG: 3, CUP: 1 })
      const one = await shop.openCase(order, { owner: 'eve' })
      clock.advance(4 * 60_000)
      await shop.send(`/cases/${one.id}/messages`, { side: 'staff', text: 'We look into it' })
      clock.advance(86_400_000)
      const other = await shop.bought('T-2', { TEE: 1 })
      await shop.openCase(other, { flow: 'dispute', reason: 'not_as_described' })
      for (let time = 0; time < 2; time++) await runJob(engine, 'reporting.count-cases')
      const ask = async (body: object) => {
        const period = { from: '2026-03-01', to: '2026-03-31' }
        const {
          status,
          body: answer,
          text
        } = await shop.post('/reports/query', { period, ...body })
        t.equal(status, 200, text)
        return answer
      }
      const metrics = ['casesOpened', 'disputes', 'firstResponse', 'casesClosed', 'complainedUnits']
      t.match((await ask({ metrics })).totals, {
        ...{ casesOpened: { value: 2 }, disputes: { value: 1 }, casesClosed: { value: 0 } },
        ...{ firstResponse: { value: 240_000 }, complainedUnits: { value: 5 } }
      })
      const { rows } = await ask({ metrics: ['casesOpened'], dimensions: ['reason', 'agent'] })
      t.same(
        rows.map(
          ({ keys, values }: { keys: object; values: { casesOpened: { value: number } } }) => [
            keys,
            values.casesOpened.value
          ]
        ),
        [
          [{ reason: 'not_as_described', agent: '' }, 1],
          [{ reason: 'quality_defect', agent: 'eve' }, 1]
        ]
      )
      const bySku = await ask({ metrics: ['complainedUnits', 'unitCaseRate'], dimensions: ['sku'] })
      t.match(bySku.rows[0], { keys: { sku: 'MUG' }, values: { complainedUnits: { value: 3 } } })
    }
  )

  await t.test(
    'reviews: good ones by both definitions, without those an appeal has taken out',
    async (t) => {
      const shop = await buildAftersalesShop(t, kind, { morePlugins: ['reporting'] })
      const at = '2026-03-04T04:00:00.000Z'
      const review = (rating: number | null, more: object = {}) => ({
        ...{ id: newId('rev'), channelId, externalId: newId('x'), sku: 'MUG', rating, text: '' },
        ...{ grade: gradeOf(rating), modifiedAt: at, writtenAt: at, writtenOn: '2026-03-04' },
        ...{ replyState: 'none', replies: 0, isExcluded: 0, isErased: 0, version: 1 },
        ...{ createdAt: at, updatedAt: at, ...more }
      })
      const rows = [
        ...[review(5), review(4, { sku: 'CUP' }), review(3), review(1), review(null)],
        ...[review(1, { isExcluded: 1 }), review(1, { writtenOn: '2026-04-01' })]
      ]
      await shop.engine.transaction((tx) => insertAll(tx, 'reviews', rows))
      const metrics = ['reviews', 'goodReviewRate', 'goodOfDecidedRate', 'averageRating']
      const ask = async (more: object) => {
        const period = { from: '2026-03-01', to: '2026-03-31' }
        const { status, body, text } = await shop.post('/reports/query', {
          metrics,
          period,
          ...more
        })
        t.equal(status, 200, text)
        return body
      }
      t.match((await ask({})).totals, {
        ...{
          reviews: { value: 4 },
          goodReviewRate: { value: 0.5 },
          averageRating: { value: 3.25 }
        },
        goodOfDecidedRate: { value: 2 / 3 }
      })
      const bySku = await ask({ dimensions: ['sku'], sort: [{ by: 'sku', direction: 'asc' }] })
      t.match(bySku.rows, [
        { keys: { sku: 'CUP' }, values: { goodReviewRate: { value: 1 } } },
        { keys: { sku: 'MUG' }, values: { reviews: { value: 3 }, averageRating: { value: 3 } } }
      ])
    }
  )

  await t.test(
    'promotions: what they took off, by day, channel and promotion; what changes is reckoned anew',
    async (t) => {
      const shop = await buildFigures(t, kind, { plugins: ['promotions'] })
      const { engine } = shop
      const dayOn = '2026-03-01'
      const fact = (orderId: string) => ({
        ...{
          orderId,
          dayOn,
          channelId,
          customerType: 'guest',
          currency: 'CNY',
          lines: 1,
          skus: '[]'
        },
        ...{ placedAt: `${dayOn}T04:00:00.000Z`, orders: 1, canceledOrders: 0, units: 1 },
        ...{ grossMinor: 5000, lineDiscountMinor: 0, discountMinor: 700, shippingMinor: 0 },
        ...{ taxMinor: 0, netMinor: 4300, totalMinor: 4300, costMinor: 0, uncostedUnits: 0 },
        uncostedMinor: 0
      })
      const used = (orderId: string, promotionId: string, amountMinor: number, more = {}) => ({
        ...{
          orderId,
          promotionId,
          amountMinor,
          version: 1,
          handle: promotionId,
          title: promotionId
        },
        ...{
          class: 'shop',
          currency: 'CNY',
          returnedMinor: 0,
          times: 1,
          units: '{}',
          state: 'used'
        },
        ...{
          couponId: null,
          code: null,
          campaignId: null,
          createdAt: `${dayOn}T04:00:00.000Z`,
          ...more
        }
      })
      const reckon = async (rows: object[]) => {
        await engine.transaction(async (tx) => {
          await insertAll(tx, 'promotionApplications', rows)
          await insertAll(tx, 'reportDayRevisions', [{ dayOn, revision: 1, changedAt: tx.now }], {
            on: ['dayOn'],
            update: ['changedAt']
          })
        })
        await shop.run('reporting.keep-promotion-costs')
        const { rows: found } = await shop.figures({
          ...{ metrics: ['promotionCost', 'promotionUses'], dimensions: ['promotion'] },
          period: { from: dayOn, to: dayOn }
        })
        return found.map(
          ({
            keys,
            values
          }: {
            keys: { promotion: string }
            values: Record<string, { value: number }>
          }) => [...[keys.promotion, values.promotionCost!.value, values.promotionUses!.value]]
        )
      }
      await engine.transaction((tx) =>
        insertAll(tx, 'reportOrderFacts', ['o1', 'o2', 'o3'].map(fact))
      )
      await sold(shop, { orders: [{ dayOn, orders: 3 }] })
      t.same(
        await reckon([used('o1', 'prm_a', 700), used('o2', 'prm_a', 500, { returnedMinor: 100 })]),
        [['prm_a', 1100, 2]]
      )
      const late = [used('o3', 'prm_b', 900), used('o3', 'prm_c', 50, { state: 'returned' })]
      t.same(await reckon(late), [
        ['prm_a', 1100, 2],
        ['prm_b', 900, 1]
      ])
    }
  )

  await t.test(
    'cohorts and RFM: with crm they are of its customers, and equal its own',
    async (t) => {
      const shop = await buildAftersalesShop(t, kind, {
        ...{ morePlugins: ['crm', 'reporting'], config: { encryptionKey } }
      })
      const buyer = (externalId: string) => ({ buyer: { externalId, name: externalId } })
      await shop.bought('A-1', { MUG: 1 }, buyer('ann'))
      await shop.bought('A-2', { CUP: 2 }, buyer('ann'))
      await shop.bought('B-1', { TEE: 4 }, buyer('ben'))
      const rfm = (await shop.get('/crm/metrics/rfm')).body.data
      const table = (await shop.get('/reports/analyses/rfm')).body
      t.equal(table.of, 'customers')
      t.equal(table.customers, rfm.length)
      type Scored = { recencyScore: number; frequencyScore: number; monetaryMinor: number }
      t.same(
        table.cells
          .map((cell: Record<string, number>) => [cell.recency, cell.frequency, cell.monetaryMinor])
          .sort(),
        rfm.map((one: Scored) => [one.recencyScore, one.frequencyScore, one.monetaryMinor]).sort()
      )
      const own = (await shop.get('/crm/metrics/cohorts')).body.data
      const { cohorts } = (await shop.get('/reports/analyses/cohorts')).body
      type Cohort = { cohortMonth: string; size: number }
      const told = ({ cohortMonth, size }: Cohort) => [cohortMonth, size]
      t.ok(cohorts.length > 0)
      t.same(cohorts.map(told), own.map(told))
    }
  )
})
