import type { ChannelAfterSale } from '#core/channel/documents'
import { manualClock } from '#core/time'
import { caseAt, overlapping, platformAdapter, startPlatform } from '../channels/platform.ts'
import { encryptionKey } from '../crm/shop.ts'
import { onEachEnd, until } from '../harness.ts'
import { channelOrder, line } from '../orders/shop.ts'
import { buildAftersalesShop } from './shop.ts'

/** An instant of March 2026 on the wall clock of Shanghai; the 2nd is a Monday. */
const at = (day: number, time: string) =>
  new Date(`2026-03-${String(day).padStart(2, '0')}T${time}:00+08:00`).toISOString()

const adapter = platformAdapter({
  capabilities: {
    afterSales: { pull: overlapping, agree: true, refuse: true }
  }
})
const png = Buffer.from('\x89PNG\r\n\x1a\n a broken mug', 'latin1')

onEachEnd(async (t, kind, backend) => {
  const platform = await startPlatform(t)
  const clock = manualClock(at(2, '09:00'))
  const shop = await buildAftersalesShop(t, kind, {
    ...{ backend, clock, start: true, morePlugins: ['channels'] },
    config: { encryptionKey, adapters: [adapter] }
  })
  const { engine, get, post, send, step, walk, caseOf } = shop
  await send('/channels', {
    ...{ id: 'a', platform: 'small', name: 'Small shop', settings: platform.settings },
    ...{ pullEverySeconds: 3600, since: clock.after(-60_000) }
  })
  await send('/sla-calendars', {
    ...{ title: 'Weekdays', isDefault: true },
    hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '09:00', to: '18:00' }))
  })
  await send('/sla-policies', { title: 'All', firstResponseMs: 300_000 })

  /** What the platform tells of its case from an instant on, and that it is read. */
  const told = async (
    modifiedAt: string,
    change: Partial<ChannelAfterSale>,
    arrived: () => Promise<boolean>
  ) => {
    const document = { ...caseAt('R-1', modifiedAt), ...change }
    platform.on('cases', () => ({ data: { documents: [document] } }))
    clock.set(modifiedAt)
    await engine.transaction((tx) => engine.use('channels').pullRecords(tx, 'a', 'afterSale'))
    await until(arrived, { what: JSON.stringify(change), timeoutMs: 15_000 })
  }
  const alerts = async () => (await get('/alerts?limit=100')).body.data
  /** Waits for an alert; when it was raised is looked at in the end, for all of them. */
  const alerted = (kind: string, raisedAt: string) =>
    until(
      async () =>
        (await alerts()).some(
          (one: { kind: string; raisedAt: string }) =>
            one.kind === kind && one.raisedAt === raisedAt
        ),
      { what: `${kind} at ${raisedAt}`, timeoutMs: 15_000 }
    )
  const open = async () =>
    (await alerts())
      .filter(({ state }: { state: string }) => state === 'open')
      .map((one: { kind: string }) => one.kind)
      .filter((one: string) => /^(aftersales|refund|case)\./.test(one))

  t.test('a dispute, told from the first word to the last', async (t) => {
    await shop.intake([channelOrder('o-1', 0, [line('MUG', 3)], { status: 'awaiting_payment' })], {
      channelId: 'a'
    })
    const { id: orderId, lines } = await shop.orderOf('o-1')
    for (const [method, amountMinor] of [
      ['wechatpay', 2000],
      ['alipay', 1000]
    ] as const) {
      await send(`/orders/${orderId}/confirm-payment`, { amountMinor, method })
    }
    await send(`/orders/${orderId}/shipments`, { carrier: 'SF', trackingNumber: 'SF1' })
    const onHand = (await shop.levelOf('MUG')).onHand

    t.comment('Monday 10:00: opened on the channel, with its deadline')
    const cases = async () => (await get('/cases')).body.data
    const first = { words: 'It came broken', amountMinor: 3000, version: '1' }
    await told(
      at(2, '10:00'),
      { ...first, dueAt: at(4, '10:00') },
      async () => (await cases()).length === 1
    )
    const [{ id }] = await cases()
    t.match(await caseOf(id), {
      ...{ flow: 'request', state: 'requested', openedBy: 'channel', orderId, channelId: 'a' },
      ...{ externalId: 'R-1', platformVersion: '1', platformDueAt: at(4, '10:00') },
      ...{ kind: 'refund_only', requestedMinor: 3000, description: /It came broken/ }
    })

    t.comment('nobody answers in time')
    clock.set(at(2, '10:04'))
    await alerted('aftersales.sla-due-soon', at(2, '10:04'))
    clock.set(at(2, '10:05'))
    await alerted('aftersales.sla-breached', at(2, '10:05'))
    clock.set(at(2, '10:06'))
    await send(`/cases/${id}/messages`, { side: 'staff', text: 'We look into it' })
    t.same(await open(), [])

    t.comment('a dispute: accepted, and verified only after a warning')
    clock.set(at(2, '10:10'))
    await send(`/cases/${id}/dispute`, { note: 'Says we lie' })
    clock.set(at(2, '11:00'))
    await walk(id, 'accepted')
    clock.set(at(2, '11:30'))
    await walk(id, 'verifying')
    t.match(await step(id, 'negotiating'), { body: { missing: [{ artefact: 'verification' }] } })
    // 80 % of sixteen hours in business: 6:30 on Monday, then 6:18 on Tuesday.
    clock.set(at(3, '15:18'))
    await alerted('aftersales.sla-due-soon', at(3, '15:18'))
    clock.set(at(3, '16:00'))
    const evidence = await shop.call({
      ...{ method: 'POST', url: `/v1/cases/${id}/evidence?name=mug.png`, body: png },
      headers: { 'content-type': 'image/png' }
    })
    t.equal(evidence.status, 201)
    await send(`/cases/${id}/verification`, { outcome: 'substantiated', note: 'It is broken' })
    await walk(id, 'negotiating')
    t.same(await open(), [])

    t.comment('no agreement; the platform’s deadline comes near at night')
    await send(`/cases/${id}/proposal`, { remedy: 'refund', amountMinor: 1000 })
    await send(`/cases/${id}/agreement`, { outcome: 'declined', note: 'Too little' })
    t.match(await step(id, 'agreed'), { body: { missing: [{ artefact: 'agreement' }] } })
    clock.set(at(4, '06:00'))
    await alerted('aftersales.platform-due-soon', at(4, '06:00'))

    t.comment('Wednesday: the platform steps in, and says that the goods go back')
    const isAt = (state: string) => async () => (await caseOf(id)).state === state
    const second = { amountMinor: 2500, version: '2', status: 'awaiting_platform' as const }
    await told(at(4, '09:00'), { ...second, rawStatus: 'JUDGED' }, isAt('escalated_to_platform'))
    t.same(await open(), [])
    t.match(await caseOf(id), { ownerRole: 'manager', platformDueAt: null })
    clock.set(at(4, '10:59'))
    const decision = { outcome: 'split', amountMinor: 2500, reference: 'J-1' }
    await send(`/cases/${id}/decision`, decision)
    const third = { ...second, version: '3', status: 'awaiting_return' as const }
    await told(at(4, '11:00'), { ...third, type: 'return', rawStatus: 'RETURN' }, isAt('executing'))
    t.match(await caseOf(id), { kind: 'return_refund', requestedMinor: 2500 })

    t.comment('Thursday: goods come back damaged; the refund goes back by two payments')
    clock.set(at(5, '10:00'))
    const units = [{ orderLineId: lines[0].id, quantity: 3 }]
    const graded = ['sellable', 'scrap'].map((grade, index) => ({
      ...{ orderLineId: lines[0].id, quantity: index + 1, grade }
    }))
    const key = (text: string) => ({ headers: { 'idempotency-key': text } })
    await send('/return-receipts', { caseId: id, lines: graded }, key('back'))
    t.equal((await shop.levelOf('MUG')).onHand, onHand + 1, 'what is scrap is not on hand')
    const deductions = [{ amountMinor: 500, reason: 'Damaged by the buyer' }]
    const wanted = { orderId, caseId: id, lines: units, deductions, expectedMinor: 2500 }
    const refund = await send('/refunds', wanted, key('money'))
    t.match(refund, {
      ...{ amountMinor: 2500, state: 'pending' },
      parts: [
        { method: 'wechatpay', amountMinor: 2000, way: 'manual' },
        { method: 'alipay', amountMinor: 500, way: 'manual' }
      ]
    })
    t.match(await step(id, 'followed_up'), { body: { missing: [{ artefact: 'settlement' }] } })
    const confirm = (index: number) =>
      send(`/refunds/${refund.id}/parts/${refund.parts[index].id}/confirm`, {
        reference: `bank-${index}`
      })
    await confirm(0)
    t.match(await step(id, 'followed_up'), { body: { missing: [{ artefact: 'settlement' }] } })
    clock.set(at(5, '12:00'))
    t.match(await confirm(1), { state: 'done', doneMinor: 2500 })
    await walk(id, 'followed_up')
    t.match((await get(`/orders/${orderId}`)).body, { refundedMinor: 2500, refundState: 'partial' })
    t.same(await open(), [])

    t.comment('followed up late: 72 hours of the wall clock')
    clock.set('2026-03-07T13:36:00.000Z')
    await alerted('aftersales.sla-due-soon', at(7, '21:36'))
    clock.set(at(8, '12:00'))
    await alerted('aftersales.sla-breached', at(8, '12:00'))
    clock.set(at(9, '10:00'))
    await send(`/cases/${id}/satisfaction`, { score: 2 })
    await walk(id, 'closed')
    t.same(await open(), [])

    t.comment('reopened within time, made good, and closed')
    clock.set(at(12, '10:00'))
    await walk(id, 'reopened')
    t.match(await step(id, 'executing'), { body: { missing: [{ artefact: 'agreement' }] } })
    await walk(id, 'negotiating')
    await send(`/cases/${id}/proposal`, { remedy: 'coupon', note: 'For the trouble' })
    await send(`/cases/${id}/agreement`, {})
    await walk(id, 'agreed', 'executing')
    t.match(await step(id, 'followed_up'), { body: { missing: [{ artefact: 'settlement' }] } })
    // The platform had decided before: that is over, and counts no more.
    await send(`/cases/${id}/settlement`, { means: 'coupon', reference: 'SORRY' })
    await walk(id, 'followed_up')
    await send(`/cases/${id}/satisfaction`, { score: 5 })
    await walk(id, 'closed')
    clock.set(at(28, '10:00'))
    t.match(await step(id, 'reopened'), { status: 409, body: { code: 'CASE_REOPEN_TOO_LATE' } })

    const closed = await caseOf(id)
    t.match(closed, {
      ...{ flow: 'dispute', state: 'closed', reopenings: 1, satisfaction: 5 },
      ...{ isSubstantiated: true, closedAt: at(12, '10:00'), evidence: { length: 1 } }
    })
    const path = closed.events.flatMap(({ toState }: { toState: string | null }) => toState ?? [])
    t.same(path, [
      ...['requested', 'submitted', 'accepted', 'verifying', 'negotiating'],
      ...['escalated_to_platform', 'executing', 'followed_up', 'closed', 'reopened'],
      ...['negotiating', 'agreed', 'executing', 'followed_up', 'closed']
    ])
    const raised = (await alerts())
      .map((one: { raisedAt: string; kind: string }) => `${one.raisedAt} ${one.kind}`)
      .filter((one: string) => / (aftersales|refund|case)\./.test(one))
      .sort()
    t.same(raised, [
      `${at(2, '10:04')} aftersales.sla-due-soon`,
      `${at(2, '10:05')} aftersales.sla-breached`,
      `${at(3, '15:18')} aftersales.sla-due-soon`,
      `${at(4, '06:00')} aftersales.platform-due-soon`,
      `${at(5, '10:00')} refund.waits`,
      `${at(7, '21:36')} aftersales.sla-due-soon`,
      `${at(8, '12:00')} aftersales.sla-breached`
    ])
    t.equal((await post(`/cases/${id}/dispute`, {})).status, 409)
    t.same(await shop.findings(), [])
  })
})
