import { onEachDatabase } from '../../harness.ts'
import { ruleOf } from '../membership-shop.ts'
import { openAutomationShop } from './shop.ts'

/** Nine in the morning of a day in Shanghai. */
const nine = (on: string) => `${on}T01:00:00.000Z`

onEachDatabase(async (t, kind) => {
  t.test('birthday with coupon: a week before, 29 February included, once a year', async (t) => {
    const shop = await openAutomationShop(t, kind, '2026-02-19T15:00:00.000Z')
    const promotionId = await shop.coupons(10)
    const born = async (birthOn: string) => (await shop.customer({ birthOn })).id as string
    const leap = await born('1992-02-29')
    const last = await born('1990-02-28')
    const first = await born('1990-03-01')
    const early = await born('1990-02-27')
    const gone = await born('1990-03-01')
    await shop.post(`/customers/${gone}/erase`)
    const id = await shop.automation('birthday', {
      trigger: { date: { of: 'birthday', offsetDays: -7 } },
      reentry: { mode: 'always' },
      steps: [{ id: 'give', coupon: { promotionId } }]
    })
    const whoEntered = async () => (await shop.runs(id)).map(({ customerId }) => customerId)
    shop.clock.set('2026-02-21T00:59:59.999Z')
    await shop.run()
    t.equal((await whoEntered()).length, 1, 'the 27th, a week after the 20th; not yet the 28th')
    shop.clock.set(nine('2026-02-21'))
    t.match((await shop.post(`/automations/${id}/preview`, {})).body, {
      candidates: 2,
      entering: 2
    })
    await shop.run()
    await shop.run()
    t.same(
      (await whoEntered()).slice(1).sort(),
      [leap, last].sort(),
      'on the 28th, as 2026 has no 29th'
    )
    // The job was down for a day: it is made up for.
    shop.clock.set(nine('2026-02-23'))
    await shop.run()
    t.same((await whoEntered()).slice(3), [first])
    shop.clock.set(nine('2027-02-21'))
    await shop.run()
    t.same(
      (await whoEntered()).slice(4).sort(),
      [leap, last, early].sort(),
      'again a year later; of the days it was down a week is made up for'
    )
    shop.clock.set(nine('2028-02-21'))
    await shop.run()
    t.notOk((await whoEntered()).slice(7).includes(leap), 'not on the 28th of a leap year')
    shop.clock.set(nine('2028-02-22'))
    await shop.run()
    t.ok((await whoEntered()).slice(7).includes(leap), 'but on its own day')
    const codes = await shop.engine.db
      .selectFrom('coupons')
      .select('id')
      .where('claimedBy', 'is not', null)
      .execute()
    t.equal(codes.length, (await shop.deeds()).length)
    t.same(await shop.findings(), [])
  })

  t.test(
    'birthday: in the shop’s zone, who is changed or merged, and who is one of many',
    async (t) => {
      const shop = await openAutomationShop(t, kind, '2026-05-01T15:59:00.000Z')
      for (let at = 0; at < 450; at += 50) {
        await shop.engine.transaction(async (tx) => {
          for (let one = at; one < at + 50; one++) {
            await tx
              .insertInto('customers')
              .values({
                ...{ id: `cus_${String(one).padStart(4, '0')}`, state: 'active', mergedInto: null },
                ...{ mergedAt: null, livingId: `cus_${String(one).padStart(4, '0')}`, name: null },
                ...{ birthOn: one % 9 === 0 ? '1990-05-01' : '1990-05-02', language: null },
                ...{ zone: null, country: null, attributes: '{}', version: 1 },
                ...{ createdAt: tx.now, updatedAt: tx.now }
              })
              .execute()
          }
        })
      }
      const id = await shop.automation('birthday', {
        trigger: { date: { of: 'birthday', offsetDays: 0, atHour: 0 } },
        holdoutBps: 5000,
        steps: [{ id: 'tag', tag: { add: ['birthday'] } }]
      })
      await shop.run()
      t.equal((await shop.runs(id)).length, 50, 'it is the first of May in Shanghai')
      shop.clock.set('2026-05-01T16:00:00.000Z')
      await Promise.all([shop.run(), shop.run()])
      const runs = await shop.runs(id)
      t.equal(runs.length, 450, 'page by page, each once')
      const out = runs.filter(({ state }) => state === 'heldOut').length
      t.ok(out > 170 && out < 280, `${out} of 450 are held out, by half`)
      t.equal((await shop.get('/customers?tag=birthday&limit=100')).data.length, 100)
      t.same(await shop.findings(), [])
    }
  )

  t.test('anniversary and attributes: each year, or on that day alone', async (t) => {
    const shop = await openAutomationShop(t, kind, '2026-02-28T16:30:00.000Z')
    await shop.call({ method: 'PUT', url: '/v1/membership/programme', body: ruleOf() })
    const ann = await shop.buy('a1', 'ann')
    const { id: bob } = await shop.customer({ attributes: { renewsOn: '2026-03-10', size: 'M' } })
    const { id: cy } = await shop.customer()
    const patch = (attributes: object) =>
      shop.call({ method: 'PATCH', url: `/v1/customers/${cy}`, body: { attributes } })
    await patch({ renewsOn: '2026-03-11' })
    await patch({ renewsOn: '2024-03-10' })
    const step = [{ id: 'tag', tag: { add: ['day'] } }]
    const date = (of: string, more: object = {}) => ({
      ...{ trigger: { date: { of, ...more } }, reentry: { mode: 'always' }, steps: step }
    })
    const joined = await shop.automation('joined', date('anniversary'))
    const once = await shop.automation('once', date('attribute', { attribute: 'renewsOn' }))
    const yearly = await shop.automation(
      'yearly',
      date('attribute', { attribute: 'renewsOn', isYearly: true })
    )
    const of = async (id: string) => (await shop.runs(id)).map(({ customerId }) => customerId)
    shop.clock.set(nine('2026-03-01'))
    await shop.run()
    t.same(await of(joined), [], 'the day itself is no anniversary')
    for (let day = 2; day <= 12; day++) {
      shop.clock.set(nine(`2026-03-${String(day).padStart(2, '0')}`))
      await shop.run()
    }
    t.same(await of(once), [bob])
    t.same((await of(yearly)).sort(), [bob, cy].sort())
    shop.clock.set(nine('2027-03-01'))
    await shop.run()
    t.same(await of(joined), [ann], 'in Shanghai she joined on 1 March')
    shop.clock.set(nine('2027-03-10'))
    await shop.run()
    t.same(await of(once), [bob])
    t.equal((await of(yearly)).length, 4)
    t.same(await shop.findings(), [])
  })

  t.test('waits: a zone that says nothing is none: days are those of the shop', async (t) => {
    const shop = await openAutomationShop(t, kind)
    const id = await shop.automation('hello', {
      trigger: { event: { name: 'tag.added' } },
      reentry: { mode: 'once' },
      windowDays: 7,
      holdoutBps: 0,
      steps: [
        { id: 'wait', wait: { untilHour: 9 } },
        { id: 'done', tag: { add: ['done'] } }
      ]
    })
    const { id: customerId } = await shop.customer()
    await shop.engine.transaction((tx) =>
      tx.updateTable('customers').set({ zone: '' }).where('id', '=', customerId).execute()
    )
    await shop.post(`/customers/${customerId}/tags`, { tag: 'hi' })
    await shop.run()
    t.match(await shop.runs(id), [{ step: 'done', dueAt: '2026-03-02T01:00:00.000Z' }])
    shop.clock.set('2026-03-02T01:00:00.000Z')
    await shop.run()
    t.match(await shop.runs(id), [{ state: 'finished' }])
  })
})
