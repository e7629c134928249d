import { onEachDatabase, until } from '../../harness.ts'
import { buildCampaignShop, type CampaignShop, cost } from './shop.ts'

const maxSpend = (amountMinor: number, action: 'alert' | 'stop') => ({
  guardRails: { maxSpend: { amountMinor, action } }
})

const stopsOf = async (shop: CampaignShop, id: string) =>
  (
    await shop.engine.db
      .selectFrom('auditLog')
      .select('action')
      .where('subjectId', '=', id)
      .where('action', '=', 'campaign.stop')
      .execute()
  ).length

onEachDatabase(async (t, kind) => {
  t.test(
    'guard: 30 orders at once for a spend that 8 reach: exactly 8, and one stop',
    async (t) => {
      const shop = await buildCampaignShop(t, kind, { MUG: 100 }, { start: true })
      const ten = await shop.draft()
      const { id } = await shop.run([ten], maxSpend(800, 'stop'))
      const answers = await Promise.all(Array.from({ length: 30 }, () => shop.order({ MUG: 1 })))
      const given = answers.filter(({ body }) => body.totalMinor === 900)
      t.equal(given.length, 8)
      for (const { status, body } of answers) {
        if (body.totalMinor === 900) continue
        const isLate = status === 201 && body.totalMinor === 1000
        t.ok(isLate || body.code === 'PROMOTION_EXHAUSTED', JSON.stringify(body))
      }
      await until(async () => (await shop.campaign(id)).state === 'stopped')
      t.match(await shop.campaign(id), { endReason: 'guard rail maxSpend' })
      t.match((await shop.call({ url: `/v1/promotions/${ten}` })).body, { state: 'ended' })
      t.match(await shop.figures(id), {
        totals: { orders: 8, discountMinor: 800 },
        beyond: ['maxSpend']
      })
      await Promise.all([
        shop.work('campaigns.stop', { campaignId: id }),
        shop.work('campaigns.stop', { campaignId: id }),
        shop.work()
      ])
      t.equal(await stopsOf(shop, id), 1)
      const alerts = (await shop.call({ url: '/v1/alerts?kind=campaign.spend-reached' })).body.data
      t.match(alerts, [{ count: 1, severity: 'critical', state: 'open', subjectId: id }])
      t.equal(alerts.length, 1)
      t.match(await shop.order({ MUG: 1 }), { body: { totalMinor: 1000 } })

      const back = given[0]!.body.id
      await shop.act(back, 'cancel', {})
      t.same(await shop.alerts(), [], 'within again; stopped it stays')
      t.match(await shop.campaign(id), { state: 'stopped' })
      t.match(await shop.figures(id), { totals: { orders: 7, discountMinor: 700 }, beyond: [] })
      t.same(await shop.findings(), [])
    }
  )

  t.test('guard: the job that stops may be lost: the one of each minute does it', async (t) => {
    const shop = await buildCampaignShop(t, kind, { MUG: 100 })
    const { id } = await shop.run([await shop.draft()], maxSpend(100, 'stop'))
    t.match(await shop.order({ MUG: 1 }), { status: 201 })
    t.match(await shop.order({ MUG: 1 }), {
      status: 409,
      body: { code: 'PROMOTION_EXHAUSTED', limit: 'its campaign is being stopped' }
    })
    await Promise.all([shop.work(), shop.work()])
    t.match(await shop.campaign(id), { state: 'stopped' })
    t.equal(await stopsOf(shop, id), 1)
    t.match(await shop.order({ MUG: 1 }), { body: { totalMinor: 1000 } })
  })

  t.test('guard: a spend is told once and goes on; it is over with a correction', async (t) => {
    const shop = await buildCampaignShop(t, kind, { MUG: 100 })
    const { id } = await shop.run([await shop.draft()], maxSpend(1000, 'alert'))
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => shop.spend(id, `bill-${index % 6}`, 200))
    )
    t.same([...new Set(answers.map(({ status }) => status))], [201])
    t.equal(new Set(answers.map(({ body }) => body.id)).size, 6, 'each key once')
    t.same(await shop.alerts(), ['campaign.spend-reached'])
    t.match(await shop.figures(id), {
      totals: { recordedMinor: 1200, spentMinor: 1200 },
      beyond: ['maxSpend']
    })
    t.match(await shop.spend(id, 'bill-0', 201), {
      status: 409,
      body: { code: 'CAMPAIGN_SPEND_CONFLICT' }
    })
    await shop.spend(id, 'correction', -300)
    t.same(await shop.alerts(), [])
    await shop.order({ MUG: 1 })
    t.same(await shop.alerts(), ['campaign.spend-reached'], '900 and 100')
    t.match(await shop.campaign(id), { state: 'live' })
    const told = (await shop.call({ url: '/v1/alerts?kind=campaign.spend-reached' })).body.data
    t.same(
      told.map((one: { count: number; state: string }) => [one.count, one.state]),
      [
        [1, 'open'],
        [1, 'resolved']
      ]
    )
    await shop.change(id, maxSpend(2000, 'alert'))
    t.same(await shop.alerts(), [], 'within what is allowed now')
    await shop.change(id, maxSpend(500, 'stop'))
    await shop.work()
    t.match(await shop.campaign(id), { state: 'stopped' }, 'what is beyond a stop is stopped')
    t.same(await shop.findings(), [])
  })

  t.test(
    'guard: the margin of the orders, from so many on; unknown costs are left out',
    async (t) => {
      const shop = await buildCampaignShop(t, kind)
      await shop.addSku('DEAR', 50, cost(850))
      await shop.addSku('CHEAP', 50, cost(100))
      await shop.addSku('CUP', 50)
      const guardRails = { minMargin: { marginBps: 2000, afterOrders: 2, action: 'alert' } }
      const { id } = await shop.run([await shop.draft()], { guardRails })
      await shop.order({ DEAR: 1, CUP: 1 })
      t.same(await shop.alerts(), [], 'not by one order')
      const dear = await shop.order({ DEAR: 1 })
      t.same(await shop.alerts(), ['campaign.margin-low'])
      const figures = await shop.figures(id)
      t.match(figures.totals, { marginMinor: 100, marginBps: 556, unknownCostUnits: 1 })
      await shop.order({ CHEAP: 1 })
      t.same(await shop.alerts(), [], '900 of 2700')
      t.match(await shop.figures(id), { totals: { marginMinor: 900, marginBps: 3333 } })
      await shop.order({ DEAR: 3 })
      t.same(await shop.alerts(), ['campaign.margin-low'])
      await shop.act(dear.body.id, 'cancel', {})
      await shop.take(id, 'close')
      t.same(await shop.alerts(), [], 'over: nobody can do anything about it')
      t.same(await shop.findings(), [])
    }
  )
})
