import { isHeldOut } from '../../../plugins/crm/automation/entry/holdout.ts'
import { onEachDatabase } from '../../harness.ts'
import { dayMs, openAutomationShop } from './shop.ts'

onEachDatabase(async (t, kind) => {
  t.test('win-back: who has not bought for 30 days, a holdout, and what it brings', async (t) => {
    const shop = await openAutomationShop(t, kind)
    const promotionId = await shop.coupons(60)
    await shop.post('/message-templates', {
      ...{ handle: 'miss-you', medium: 'email', title: 'We miss you', purpose: 'service' },
      ...{ language: 'en', subject: 'Hello', text: 'Your code: {{coupon.code}}' }
    })
    const buyers = Array.from({ length: 24 }, (_, at) => `buyer-${at}`)
    for (const buyer of buyers) await shop.buy(`first-${buyer}`, buyer)
    const idOf = async (buyer: string) => (await shop.customerOf(buyer)).id as string
    const ids = new Map<string, string>()
    for (const buyer of buyers) ids.set(buyer, await idOf(buyer))
    await shop.buy('never', 'elsewhere')
    const id = await shop.automation('win-back', {
      trigger: { inactivity: { days: 30 } },
      conditions: { isOld: { firstOrderDaysAgo: { atLeast: 30 } } },
      enterWhen: 'isOld',
      exit: { onOrder: true },
      reentry: { mode: 'always' },
      holdoutBps: 4000,
      windowDays: 14,
      steps: [
        { id: 'give', coupon: { promotionId } },
        {
          id: 'write',
          message: {
            template: 'miss-you',
            values: { 'coupon.code': { step: 'give', field: 'code' } }
          }
        },
        { id: 'pause', wait: { days: 3 } },
        { id: 'mark', tag: { add: ['lapsed'] } }
      ]
    })
    shop.clock.advance(29 * dayMs)
    await shop.buy('later', 'elsewhere')
    await shop.run()
    t.equal((await shop.runs()).length, 0, 'not before their day')
    shop.clock.advance(dayMs)
    const preview = await shop.post(`/automations/${id}/preview`, {})
    t.match(preview.body, { candidates: 24, entering: 24, heldOutExpected: 10, barred: 0 })
    await shop.run()
    await shop.run()

    const runs = await shop.runs()
    t.equal(runs.length, 24, 'each once')
    const out = new Set([...ids.values()].filter((customerId) => isHeldOut(id, customerId, 4000)))
    for (const { customerId, state } of runs) {
      t.equal(state, out.has(customerId) ? 'heldOut' : 'running')
    }
    const codes = await shop.engine.db
      .selectFrom('coupons')
      .select('claimedBy')
      .where('claimedBy', 'is not', null)
      .execute()
    t.same(
      codes.map(({ claimedBy }) => claimedBy).sort(),
      runs
        .filter(({ state }) => state === 'running')
        .map(({ customerId }) => `customer:${customerId}`)
        .sort(),
      'a code for each who is treated'
    )
    const messages = await shop.engine.db.selectFrom('crmMessages').selectAll().execute()
    t.equal(messages.length, 24 - out.size)
    t.match((await shop.post(`/automations/${id}/preview`, {})).body, { entering: 0, barred: 24 })

    const treated = buyers.filter((buyer) => !out.has(ids.get(buyer)!))
    const held = buyers.filter((buyer) => out.has(ids.get(buyer)!))
    shop.clock.advance(dayMs)
    for (const buyer of treated.slice(0, 4)) await shop.buy(`again-${buyer}`, buyer)
    await shop.buy(`again-${held[0]}`, held[0]!, { units: 3 })
    shop.clock.advance(2 * dayMs)
    await shop.run()
    const after = await shop.runs()
    const countOf = (state: string) => after.filter((run) => run.state === state).length
    t.equal(countOf('exited'), 4, 'who has bought leaves before the next step')
    t.equal(countOf('finished'), treated.length - 4)
    const tagged = await shop.get('/customers?tag=lapsed&limit=100')
    t.equal(tagged.data.length, treated.length - 4)

    const early = await shop.get(`/automations/${id}/report`)
    t.match(early, { treated: { customers: 0, pending: treated.length } })
    shop.clock.advance(14 * dayMs)
    const report = await shop.get(`/automations/${id}/report`)
    t.match(report, {
      treated: { customers: treated.length, converted: 4, pending: 0 },
      holdout: { customers: held.length, converted: 1 },
      uplift: { verdict: 'tooFew' }
    })
    t.same(report.treated.sales, [
      {
        ...{ currency: 'CNY', netMinor: 4000 },
        perCustomerMinor: Math.round(4000 / treated.length)
      }
    ])
    t.match(report.holdout.sales, [{ netMinor: 3000 }])
    const difference = 4 / treated.length - 1 / held.length
    t.equal(report.uplift.differenceBps, Math.floor(difference * 10_000 + 0.5))
    t.ok(report.uplift.lowBps < report.uplift.differenceBps)

    // Who has bought may become inactive again, and is then let in again.
    shop.clock.advance(14 * dayMs)
    await shop.run()
    const again = (await shop.runs()).slice(24)
    t.equal(again.length, 6, 'five who bought, and the one elsewhere')
    const named = new Set(again.map(({ customerId }) => customerId))
    t.ok(named.has(ids.get(treated[0]!)!))
    t.equal(again.find((run) => run.customerId === ids.get(held[0]!))?.state, 'heldOut')
    t.same(await shop.findings(), [])
  })
})
