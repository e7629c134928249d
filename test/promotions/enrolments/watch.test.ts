import { onEachDatabase } from '../../harness.ts'
import { buildEnrolmentShop, mug, startsAt } from './shop.ts'

const both = ['submit', 'approve']

onEachDatabase(async (t, kind) => {
  t.test(
    'drafts that are left raise an alert before the window ends, which goes with them',
    async (t) => {
      const shop = await buildEnrolmentShop(t, kind)
      const event = await shop.event([], { enrolUntil: '2026-03-05T00:00:00.000Z' })
      const drafts = [await shop.enrolled(event), await shop.enrolled(event)]
      await shop.enrolled(event, ['submit'])
      await shop.work('enrolments.watch')
      t.same(await shop.alerts(), [], 'three days are enough')
      shop.clock.set('2026-03-03T00:00:00.000Z')
      await shop.work('enrolments.watch')
      const { body } = await shop.call({ url: '/v1/alerts?state=open' })
      t.match(body.data, [
        { kind: 'enrolment.drafts-left', fields: { drafts: 2 }, subjectId: event }
      ])
      await shop.take(drafts[0]!, 'submit')
      await shop.take(drafts[1]!, 'withdraw')
      await shop.work('enrolments.watch')
      t.same(await shop.alerts(), [])
      await shop.enrolled(event)
      await shop.work('enrolments.watch')
      t.same(await shop.alerts(), ['enrolment.drafts-left'])
      shop.clock.set('2026-03-05T00:00:00.000Z')
      await shop.work('enrolments.watch')
      t.same(await shop.alerts(), [], 'too late is no reason to hurry')
    }
  )

  t.test(
    'a running enrolment that costs more than promised raises an alert until it does not',
    async (t) => {
      const shop = await buildEnrolmentShop(t, kind)
      const promotion = await shop.write({
        reward: { kind: 'percentOff', percentBps: 2000 },
        startsAt,
        endsAt: '2026-03-06T00:00:00.000Z'
      })
      const event = await shop.event()
      const { id: promotionId } = promotion.body
      const id = await shop.enrolled(event, both, { promotionId })
      await shop.work('enrolments.watch')
      t.same(await shop.alerts(), [], 'it does not run yet')
      shop.clock.set(startsAt)
      await shop.work('enrolments.move')
      await shop.work('enrolments.watch')
      t.same(await shop.alerts(), ['enrolment.price-broken'], 'the promotion was not started')
      await shop.step(promotionId, 'start')
      await shop.work('enrolments.watch')
      t.same(await shop.alerts(), [])
      shop.clock.set('2026-03-06T00:00:00.000Z')
      await shop.work('enrolments.watch')
      t.same(await shop.alerts(), ['enrolment.price-broken'], 'the promotion is over')
      await shop.take(id, 'withdraw')
      t.same(await shop.alerts(), [], 'nothing is promised any more')
    }
  )

  t.test(
    'a running enrolment of which less is left than is owed raises an alert; what it sold is not owed',
    async (t) => {
      const shop = await buildEnrolmentShop(t, kind, { MUG: 12 })
      const event = await shop.event()
      const items = [{ ...mug, priceMinor: 1000 }]
      await shop.enrolled(event, both, { items })
      shop.clock.set(startsAt)
      await shop.work('enrolments.move')
      await shop.sell('MUG', 7, startsAt)
      await shop.work('enrolments.watch')
      t.same(await shop.alerts(), [], '5 are there, 3 are owed')
      await shop.sell('MUG', 3, startsAt, { channelId: 'chn_other' })
      await shop.work('enrolments.watch')
      t.same(await shop.alerts(), ['enrolment.stock-short'], 'another channel has sold them')
      await shop.stockUp('MUG', 1)
      await shop.work('enrolments.watch')
      t.same(await shop.alerts(), [])
    }
  )

  t.test('units that the flash price of an enrolment has locked are there for it', async (t) => {
    const shop = await buildEnrolmentShop(t, kind, { MUG: 10 })
    const flash = await shop.launch({
      class: 'item',
      reward: {
        kind: 'flash',
        items: [{ sku: 'MUG', unitPriceMinor: 800, quantity: 10, perCustomer: 1 }]
      },
      endsAt: '2026-03-20T00:00:00.000Z'
    })
    const event = await shop.event([{ kind: 'stock', minUnits: 10 }])
    t.match(await shop.say(event), [{ status: 'failed', detail: /10 units .* 0 are there/ }])
    t.match(await shop.say(event, {}, { promotionId: flash.id }), [{ status: 'passed' }])
    await shop.enrolled(event, both, { promotionId: flash.id })
    shop.clock.set(startsAt)
    await shop.work('enrolments.move')
    await shop.work('enrolments.watch')
    t.same(await shop.alerts(), [])
  })

  t.test('alerts of a window that is moved are looked at again', async (t) => {
    const shop = await buildEnrolmentShop(t, kind)
    const event = await shop.event()
    await shop.enrolled(event)
    await shop.work('enrolments.watch')
    t.same(await shop.alerts(), ['enrolment.drafts-left'])
    const body = { enrolUntil: '2026-03-06T00:00:00.000Z' }
    await shop.call({ method: 'PATCH', url: `/v1/platform-events/${event}`, body })
    t.same(await shop.alerts(), [])
    await shop.work('enrolments.watch')
    t.same(await shop.alerts(), [])
  })
})
