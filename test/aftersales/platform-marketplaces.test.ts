import { shopify, simulateShopify } from '#adapters/shopify'
import { simulateTaobao, taobao } from '#adapters/taobao'
import { onEachDatabase } from '../harness.ts'
import { buildMarketplace } from './marketplace.ts'

/** The smallest picture there is. */
const onePixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

const hourMs = 3_600_000

onEachDatabase(async (t, kind) => {
  t.test('[taobao]', async (t) => {
    const market = await buildMarketplace(t, kind, {
      ...{ adapter: taobao, simulate: simulateTaobao, settings: { shopType: 'tmall' } }
    })
    const { engine, simulator, call, caseIn, caseOf, post, until, alerts } = market
    const order = simulator.placeOrder({ lines: [{ sku: 'JAR', quantity: 2 }] })
    const asked = () => simulator.openAfterSale(order.externalId).externalId
    const settled = (externalId: string, state: string) =>
      until(
        async () => (await caseOf(externalId)).platformDecisions[0]?.state === state,
        `decision that is ${state}`
      )

    t.test('a case comes with its line, reason and deadline, and can be agreed to', async (t) => {
      const externalId = asked()
      const found = await caseIn(externalId, 'WAIT_SELLER_AGREE')
      t.match(found, {
        ...{ kind: 'refund_only', state: 'requested', reason: 'changed_mind' },
        ...{ description: '与描述不符', requestedMinor: 11_980, currency: 'CNY' },
        lines: [{ sku: 'JAR', quantity: 2 }],
        platformCan: { agree: true, refuse: true, message: false }
      })
      t.ok(found.orderId)
      t.equal(Date.parse(found.platformDueAt) - Date.parse(found.openedAt), 48 * hourMs)
      t.equal(found.dueAt <= found.platformDueAt, true, 'it drives ours')
      const decision = { action: 'agree', note: '同意退款', platformVersion: found.platformVersion }
      const told = await post(`/cases/${found.id}/platform-decision`, decision)
      t.match(told, { status: 202, body: { state: 'pending', note: null, amountMinor: 11_980 } })
      await settled(externalId, 'done')
      t.match(simulator.afterSale!(externalId), {
        status: 'done',
        refunds: [{ amountMinor: 11_980 }]
      })
      const over = await caseIn(externalId, 'SUCCESS')
      t.match(over, { state: 'closed', platformDueAt: null })
      t.match(
        over.events.map((one: { kind: string }) => one.kind),
        ['opened', 'platform_told', 'platform_done', 'step', 'platform_changed', 'step']
      )
      const { body } = await call({ url: `/v1/orders/${over.orderId}` })
      t.equal(body.refundedMinor, 11_980, 'counted once')
    })

    t.test(
      'a refusal that Tmall does not take goes back to its owner; with proof it is taken',
      async (t) => {
        const externalId = asked()
        const { id } = await caseIn(externalId, 'WAIT_SELLER_AGREE')
        const picture = await call({
          ...{ method: 'POST', url: `/v1/cases/${id}/evidence?name=worn.png` },
          body: Buffer.from(onePixel, 'base64'),
          headers: { 'content-type': 'image/png' }
        })
        const refuse = { action: 'refuse', note: '商品已使用' }
        await post(`/cases/${id}/platform-decision`, refuse)
        await settled(externalId, 'refused')
        const back = await caseOf(externalId)
        t.match(back, {
          ...{ state: 'requested', owner: /^key_/ },
          platformDecisions: [{ state: 'refused', code: 'EVIDENCE_MISSING', reason: /picture/ }]
        })
        t.match(await alerts('aftersales.platform-refused'), [
          { subjectId: id, fields: { code: 'EVIDENCE_MISSING', owner: back.owner } }
        ])
        t.same(await alerts('channel.push-failed'), [], 'one alert is enough')
        const proven = { ...refuse, reasonCode: '110', evidenceIds: [picture.body.id] }
        await post(`/cases/${id}/platform-decision`, proven)
        t.same(await alerts('aftersales.platform-refused'), [])
        await settled(externalId, 'done')
        t.equal((await caseIn(externalId, 'SELLER_REFUSE_BUYER')).state, 'refused')
        simulator.moveCase(externalId, 'WAIT_SELLER_AGREE')
        const anew = await caseIn(externalId, 'WAIT_SELLER_AGREE')
        t.match(anew, { state: 'reopened', reopenings: 1, closedAt: null })
        simulator.withdraw(externalId)
        t.equal((await caseIn(externalId, 'CLOSED')).state, 'withdrawn')
      }
    )

    t.test('a case that has changed meanwhile is read anew, and decided anew', async (t) => {
      const externalId = asked()
      const { id, platformVersion } = await caseIn(externalId, 'WAIT_SELLER_AGREE')
      simulator.moveCase(externalId, 'WAIT_SELLER_AGREE')
      const note = '同意'
      await post(`/cases/${id}/platform-decision`, { action: 'agree', note })
      await settled(externalId, 'conflict')
      await until(
        async () => (await caseOf(externalId)).platformVersion !== platformVersion,
        'newer version'
      )
      const found = await caseOf(externalId)
      t.match(found, {
        state: 'requested',
        platformConflict: { decidedOn: platformVersion, current: found.platformVersion },
        platformDecisions: [{ state: 'conflict', note, code: 'VERSION_OLD' }]
      })
      t.match(await alerts('aftersales.platform-conflict'), [{ subjectId: id }])
      t.same(simulator.afterSale!(externalId)!.refunds, [])
      await post(`/cases/${id}/platform-decision`, { action: 'agree', note })
      t.same(await alerts('aftersales.platform-conflict'), [])
      await settled(externalId, 'done')
      t.match(await caseIn(externalId, 'SUCCESS'), { state: 'closed', platformConflict: null })
    })

    t.test('a status nobody knows, and Taobao itself stepping in', async (t) => {
      const externalId = asked()
      simulator.moveCase(externalId, 'IN_ORBIT')
      const { id } = await caseIn(externalId, 'IN_ORBIT')
      t.match(await alerts('aftersales.unmapped-status'), [
        { subjectId: id, fields: { code: 'IN_ORBIT' } }
      ])
      simulator.moveCase(externalId, 'SELLER_REFUSE_BUYER')
      simulator.stepIn(externalId)
      const found = await caseIn(externalId, 'SELLER_REFUSE_BUYER')
      t.match(found, { flow: 'dispute', state: 'escalated_to_platform' })
      t.same(await alerts('aftersales.unmapped-status'), [])
      t.same(
        await engine.proofs.find(({ name }) => name.startsWith('cases.'))!.findings(engine.db),
        []
      )
    })
  })

  t.test('[shopify]', async (t) => {
    const market = await buildMarketplace(t, kind, {
      ...{ adapter: shopify, simulate: simulateShopify }
    })
    const { simulator, call, caseIn, caseOf, post, until } = market
    const { externalId: orderId } = simulator.placeOrder({
      lines: [{ sku: 'POT-GLASS', quantity: 2 }]
    })

    t.test('a return is agreed to, and paid as the account says', async (t) => {
      const { externalId } = simulator.openAfterSale!(orderId)
      const found = await caseIn(externalId, 'REQUESTED')
      t.match(found, {
        ...{ kind: 'return_refund', state: 'requested', reason: 'quality_defect' },
        ...{ description: 'It leaks.', requestedMinor: 2990, currency: 'EUR', dueAt: /Z$/ },
        ...{ platformDueAt: null, platformVersion: null, platformReason: 'Defective' },
        lines: [{ sku: 'POT-GLASS', quantity: 1 }],
        platformCan: { agree: true, refuse: true, refund: true, message: false }
      })
      const unsent = await post(`/cases/${found.id}/messages`, { side: 'staff', text: 'Sorry.' })
      t.equal(unsent.status, 201)
      t.same((await call({ url: '/v1/channels/a/writes?kind=message' })).body.data, [])
      await post(`/cases/${found.id}/platform-decision`, { action: 'agree', note: 'fine' })
      await caseIn(externalId, 'OPEN')
      await until(
        async () => (await caseOf(externalId)).state === 'awaiting_goods',
        'return that waits for its goods'
      )
      t.match(simulator.afterSale!(externalId)!.refunds, [{ amountMinor: 2990 }])
    })

    t.test('a reason that Shopify does not have is refused with those it has', async (t) => {
      const { externalId } = simulator.openAfterSale!(orderId)
      const { id } = await caseIn(externalId, 'REQUESTED')
      const refuse = { action: 'refuse', note: 'It was worn.' }
      await post(`/cases/${id}/platform-decision`, { ...refuse, reasonCode: 'NO' })
      await until(
        async () => (await caseOf(externalId)).platformDecisions[0].state === 'refused',
        'refusal'
      )
      t.match((await caseOf(externalId)).platformDecisions[0], {
        ...{ code: 'REASON_UNKNOWN', reason: /FINAL_SALE/ }
      })
      await post(`/cases/${id}/platform-decision`, { ...refuse, reasonCode: 'FINAL_SALE' })
      t.equal((await caseIn(externalId, 'DECLINED')).state, 'refused')
    })
  })
})
