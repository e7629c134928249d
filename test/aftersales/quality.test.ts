import type { Test } from 'tap'
import { type DatabaseKind, onEachDatabase } from '../harness.ts'
import { runJob } from '../run-job.ts'
import { type AftersalesShop, buildAftersalesShop } from './shop.ts'

const dayMs = 86_400_000

const quality = {
  ...{ windowDays: 30, minUnitsSold: 20, minCases: 2 },
  sku: { all: 2000, seller: 1000, carrier: null, buyer: null },
  supplier: { all: 1500, seller: null, carrier: null, buyer: null },
  reason: { all: null, seller: 500, carrier: null, buyer: null }
}

async function build(t: Test, kind: DatabaseKind) {
  const shop = await buildAftersalesShop(t, kind, { aftersales: { quality } })
  const { engine, get } = shop
  const run = (name: string) => runJob(engine, name)
  let orders = 0
  return {
    ...shop,
    check: () => run('aftersales.check-quality'),
    measure: () => run('aftersales.measure-quality'),
    /** Sells units of one SKU, of which some come back. */
    async sell(sku: string, units: number, back = 0, more: object = {}) {
      orders++
      const placedAt = new Date(shop.clock.ms() - 1000).toISOString()
      const order = await shop.bought(`Q-${orders}`, { [sku]: units }, { placedAt })
      if (back === 0) return null
      const lines = [{ orderLineId: order.lines[sku], quantity: back }]
      return shop.openCase(order, { lines, ...more })
    },
    issues: async (query = '') => (await get(`/quality-issues?${query}`)).body.data,
    rates: async (query: string) => (await get(`/after-sales-rates?${query}`)).body.data
  }
}

type QualityShop = Awaited<ReturnType<typeof build>> & AftersalesShop

onEachDatabase(async (t, kind) => {
  t.test(
    'quality: a rate above its threshold opens one issue, with counts and cases',
    async (t) => {
      const shop: QualityShop = await build(t, kind)
      const first = await shop.sell('MUG', 15, 1)
      await shop.check()
      t.same(await shop.issues(), [], 'fifteen units say nothing')
      const second = await shop.sell('MUG', 5, 1)
      await shop.sell('CUP', 30)
      await shop.check()
      t.same(await shop.issues(), [], 'at the threshold is not above it')
      const third = await shop.sell('MUG', 5, 3)
      await shop.check()
      const found = await shop.issues('subjectType=sku')
      t.match(found, [
        {
          ...{ subject: 'MUG', reasonClass: 'seller', state: 'open', ownerRole: 'buyer' },
          ...{ unitsInCases: 5, cases: 3, unitsSold: 25, rateBps: 2000, thresholdBps: 1000 },
          ...{ windowDays: 30, countsAfter: null, previousIssueId: null, version: 1 }
        }
      ])
      t.equal(found.length, 1, 'by the class that passes its threshold by most')
      const { id } = found[0]
      const { body } = await shop.get(`/quality-issues/${id}/cases`)
      t.same(
        body.data.map(({ caseId }: { caseId: string }) => caseId),
        [third.id, second.id, first.id]
      )
      t.same(await shop.alertsOf(id), ['aftersales.quality'])
      await shop.sell('MUG', 5, 1)
      await Promise.all([shop.check(), shop.measure()])
      t.match(
        await shop.issues('subjectType=sku'),
        [{ id, unitsInCases: 6, cases: 4, unitsSold: 30 }],
        'not opened twice: it says what it has come to'
      )
      t.match(
        await shop.issues('subjectType=reason'),
        [{ subject: 'quality_defect', reasonClass: 'seller', unitsSold: 60 }],
        'CUPs were counted as well'
      )
      t.same(await shop.findings(), [])
    }
  )

  t.test('quality: taken back or found untrue, a case does not count', async (t) => {
    const shop = await build(t, kind)
    const first = await shop.sell('MUG', 10, 2)
    await shop.sell('MUG', 10, 2)
    await shop.walk(first.id, 'withdrawn')
    await shop.measure()
    t.match(await shop.rates('by=sku'), [
      { subject: 'MUG', unitsInCases: 2, cases: 1, unitsSold: 20, rateBps: 1000 }
    ])
    t.same(await shop.issues(), [])
    t.match(await shop.rates('by=sku&reasonClass=carrier'), [])
    t.match(await shop.rates('by=reason&reasonClass=seller'), [
      { subject: 'quality_defect', thresholdBps: 500, isSampleEnough: false }
    ])
    shop.clock.advance(31 * dayMs)
    await shop.measure()
    t.same(await shop.rates('by=sku'), [], 'the window has passed over it')
  })

  t.test('quality: once resolved, only cases from then on count', async (t) => {
    const shop = await build(t, kind)
    for (let day = 0; day < 3; day++) await shop.sell('MUG', 10, 2)
    await shop.check()
    const [issue] = await shop.issues('subjectType=sku')
    const act = (action: string, body: object, as: 'buyer' | 'clerk' = 'buyer') =>
      shop.post(`/quality-issues/${issue.id}/${action}`, body, { as })
    t.equal((await act('investigate', {}, 'clerk')).status, 403)
    t.match(await act('investigate', {}), { status: 200, body: { state: 'investigating' } })
    const patch = await shop.call({
      ...{ method: 'PATCH', url: `/v1/quality-issues/${issue.id}`, body: { assignee: 'eve' } },
      headers: { 'if-match': '"v1"' }
    })
    t.equal(patch.status, 412)
    shop.clock.advance(1000)
    const conclusion = 'The glue was changed'
    t.match(await act('resolve', { conclusion }), { body: { state: 'resolved', conclusion } })
    t.same(await shop.alertsOf(issue.id), [])
    t.match(await act('dismiss', { conclusion }), {
      status: 409,
      body: { code: 'QUALITY_STEP_ILLEGAL', from: 'resolved', to: 'dismissed', legal: [] }
    })
    shop.clock.advance(dayMs)
    await shop.sell('MUG', 10, 2)
    await shop.check()
    await shop.measure()
    t.equal((await shop.issues('subjectType=sku')).length, 1, 'what was known is not told again')
    await shop.sell('MUG', 10, 4)
    await shop.check()
    t.match(await shop.issues('subjectType=sku&state=open'), [
      { unitsInCases: 6, cases: 2, unitsSold: 50, previousIssueId: issue.id }
    ])
    t.same(await shop.findings(), [])
  })

  t.test('quality: suppliers are those that the catalog names, over all they supply', async (t) => {
    const shop = await build(t, kind)
    for (const sku of ['PAN', 'POT'])
      await shop.addSku(sku, 100, { attributes: { supplier: 'Anhui' } })
    await shop.sell('PAN', 20, 2, { reason: 'changed_mind' })
    await shop.sell('POT', 20, 3, { reason: 'changed_mind' })
    await shop.measure()
    t.match(await shop.rates('by=supplier'), [
      { subject: 'Anhui', unitsInCases: 5, cases: 2, unitsSold: 40, rateBps: 1250 }
    ])
    t.same(await shop.issues(), [])
    await shop.sell('POT', 2, 2, { reason: 'changed_mind' })
    await shop.check()
    t.match(await shop.issues(), [{ subjectType: 'supplier', subject: 'Anhui', rateBps: 1667 }])
  })
})
