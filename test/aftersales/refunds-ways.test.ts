import { Webhook } from 'standardwebhooks'
import { buildBench } from '../channels/bench.ts'
import type { Variant } from '../channels/platform.ts'
import { ruleOf } from '../crm/membership-shop.ts'
import { onEachDatabase, until } from '../harness.ts'
import { channelOrder, line } from '../orders/shop.ts'
import { runJob } from '../run-job.ts'
import { answer, startReceiver } from '../webhooks/receiver.ts'
import { buildMoneyShop } from './money-shop.ts'

const secret = `whsec_${Buffer.alloc(32, 3).toString('base64')}`

onEachDatabase(async (t, kind) => {
  const bridge = await startReceiver(t)
  const shop = await buildMoneyShop(
    t,
    kind,
    { MUG: 1000 },
    {
      crm: true,
      aftersales: {
        refunds: {
          bridge: { url: bridge.url, secret, methods: ['card'] },
          unsafeAllowPrivateNetworks: true,
          compensationMaxMinor: 500
        }
      }
    }
  )
  const { engine } = shop
  const mugs = (quantity: number) => [{ sku: 'MUG', quantity, unitPriceMinor: 1000 }]
  const read = (id: string) => shop.get(`/refunds/${id}`)
  const done = answer(200, {}, '{"status":"done","id":"re_1"}')

  t.test(
    'bridge: signed, with the part as its key; the same key until an answer can be relied on',
    async (t) => {
      const order = await shop.placed(mugs(2))
      const refund = await shop.send('/refunds', {
        ...{ orderId: order.id, lines: [{ orderLineId: order.lineIds[0], quantity: 1 }] }
      })
      const [part] = refund.parts
      bridge.received.length = 0
      bridge.respond = answer(502)
      await t.rejects(shop.askBridge(refund.id), { code: 'REFUND_OUTCOME_UNKNOWN' })
      t.match(await read(refund.id), { state: 'pending', parts: [{ state: 'sent', attempts: 1 }] })
      bridge.respond = answer(200, { 'retry-after': '30' }, '{"status":"pending"}')
      await t.rejects(shop.askBridge(refund.id), {
        code: 'JOB_POSTPONED',
        fields: { retryAfterMs: 30_000 }
      })
      bridge.respond = answer(200, {}, 'thank you')
      await t.rejects(shop.askBridge(refund.id), { code: 'REFUND_OUTCOME_UNKNOWN' })
      t.match(await shop.get(`/orders/${order.id}/refundable`), {
        openMinor: 1000,
        maximumMinor: 1000
      })
      bridge.respond = done
      t.equal((await shop.post(`/refunds/${refund.id}/retry`)).status, 202)
      await shop.askBridge(refund.id)
      t.match(await read(refund.id), {
        ...{ state: 'done', parts: [{ state: 'done', attempts: 4, reference: 're_1' }] }
      })
      t.same(
        [...new Set(bridge.received.map(({ headers }) => headers['idempotency-key']))],
        [part.id]
      )
      for (const { body, headers } of bridge.received) {
        new Webhook(secret).verify(body, headers as Record<string, string>)
        t.match(JSON.parse(body).data, {
          ...{ partId: part.id, amountMinor: 1000, currency: 'CNY', method: 'card' },
          ...{ paymentReference: 'c-1', paymentAmountMinor: 2000, orderAmountMinor: 2000 }
        })
      }
      await shop.askBridge(refund.id)
      t.equal(bridge.received.length, 4, 'what is over is not asked for again')
      t.match(await shop.post(`/refunds/${refund.id}/retry`), {
        ...{ status: 409, body: { code: 'REFUND_PART_SETTLED' } }
      })
    }
  )

  t.test(
    'bridge: killed between the call and its record, the same key goes out again and counts once',
    async (t) => {
      const order = await shop.placed(mugs(1))
      const refund = await shop.send('/refunds', { orderId: order.id, extraMinor: 1000 })
      bridge.received.length = 0
      bridge.respond = done
      let left = 2
      const dying: typeof engine.transaction = (work) =>
        left-- > 0 ? engine.transaction(work) : Promise.reject(new Error('killed'))
      const killed = runJob(
        engine,
        'aftersales.refund',
        { refundId: refund.id },
        { transaction: dying }
      )
      await t.rejects(killed, { message: 'killed' })
      t.equal(bridge.received.length, 1)
      t.match(await read(refund.id), { state: 'pending', parts: [{ state: 'sent' }] })
      await shop.askBridge(refund.id)
      const keys = bridge.received.map(({ headers }) => headers['idempotency-key'])
      t.same(keys, [refund.parts[0].id, refund.parts[0].id])
      t.match(await shop.get(`/orders/${order.id}`), { refundedMinor: 1000 })
      t.equal((await shop.get(`/credit-notes?orderId=${order.id}`)).data.length, 1)
    }
  )

  t.test(
    'bridge: a part that a person has failed meanwhile is not asked for; one that was given back all the same counts',
    async (t) => {
      const order = await shop.placed(mugs(3), {}, [
        { amountMinor: 1000, method: 'card', reference: 'c-a' },
        { amountMinor: 1000, method: 'card', reference: 'c-b' },
        { amountMinor: 1000, method: 'cash' }
      ])
      const lines = [{ orderLineId: order.lineIds[0], quantity: 2 }]
      const refund = await shop.send('/refunds', { orderId: order.id, lines })
      const [first, second] = refund.parts
      const fail = (part: { id: string }) =>
        shop.send(`/refunds/${refund.id}/parts/${part.id}/fail`, { reason: 'paid in cash' })
      bridge.respond = answer(200, {}, '{"status":"pending"}')
      await t.rejects(shop.askBridge(refund.id), { code: 'JOB_POSTPONED' })
      bridge.received.length = 0
      bridge.respond = async (response, received) => {
        await fail(first)
        await fail(second)
        done(response, received)
      }
      await shop.askBridge(refund.id)
      const asked = bridge.received.map(({ body }) => JSON.parse(body).data.paymentReference)
      t.same(asked, ['c-a'])
      t.match(await read(refund.id), { state: 'failed', doneMinor: 0 })
      const [late] = (await shop.get(`/refunds?orderId=${order.id}`)).data
      t.match(late, {
        ...{ state: 'done', kind: 'compensation', doneMinor: 1000 },
        parts: [{ way: 'bridge', paymentId: first.paymentId, reference: 're_1' }]
      })
      t.match(await shop.get(`/orders/${order.id}/refundable`), {
        ...{ refundedMinor: 1000, openMinor: 0, maximumMinor: 2000 },
        payments: [{ leftMinor: 0 }, { leftMinor: 1000 }, { leftMinor: 1000 }]
      })
      t.same(await shop.findings(), [])
    }
  )

  t.test(
    'several payments: by the policy, never above what each captured; what fails does not count',
    async (t) => {
      const order = await shop.placed(mugs(3), {}, [
        { amountMinor: 500, method: 'card' },
        { amountMinor: 700, method: 'balance' },
        { amountMinor: 1800, method: 'cash' }
      ])
      const { payments } = await shop.get(`/orders/${order.id}`)
      const refund = await shop.send('/refunds', {
        ...{ orderId: order.id, lines: [{ orderLineId: order.lineIds[0], quantity: 2 }] }
      })
      t.match(refund.parts, [
        { method: 'balance', amountMinor: 700, way: 'manual', why: /gives back card, not balance/ },
        { method: 'card', amountMinor: 500, way: 'bridge', why: null },
        { method: 'cash', amountMinor: 800, way: 'manual' }
      ])
      const kinds = async () =>
        (await shop.get('/alerts?state=open&limit=100')).data
          .filter((alert: { subjectId: string }) => alert.subjectId === refund.id)
          .map((alert: { kind: string }) => alert.kind)
      t.same(await kinds(), ['refund.waits'])
      const [balance, card, cash] = refund.parts
      const end = (id: string, how: string, body: object) =>
        shop.post(`/refunds/${refund.id}/parts/${id}/${how}`, body)
      t.match(await end(card.id, 'confirm', { reference: 'x' }), {
        status: 409,
        body: { way: 'bridge' }
      })
      t.equal((await end(balance.id, 'confirm', { reference: 'wallet' })).status, 200)
      bridge.respond = answer(422, {}, 'no such charge')
      await shop.askBridge(refund.id)
      t.match(await end(cash.id, 'confirm', { reference: 'till' }), {
        ...{ status: 200, body: { state: 'partial', doneMinor: 1500, amountMinor: 2000 } }
      })
      t.same(await kinds(), ['refund.failed'])
      t.match(await end(cash.id, 'fail', { reason: 'x' }), { status: 409, body: { state: 'done' } })
      t.match(await shop.get(`/orders/${order.id}/refundable`), {
        ...{ refundedMinor: 1500, maximumMinor: 1500, openMinor: 0 },
        payments: [{ leftMinor: 500 }, { leftMinor: 0 }, { leftMinor: 1000 }]
      })
      const dear = {
        orderId: order.id,
        extraMinor: 1200,
        payments: [{ paymentId: payments[2].id }]
      }
      t.match(await shop.post('/refunds', dear), {
        ...{ status: 409, body: { code: 'REFUND_EXCEEDS', maximumMinor: 1000 } }
      })
      const last = await shop.send('/refunds/preview', {
        ...{ orderId: order.id, lines: [{ orderLineId: order.lineIds[0], quantity: 1 }] }
      })
      t.equal(last.amountMinor, 1500, 'what had failed is in it')
      t.match(await shop.post('/refunds', { orderId: order.id, extraMinor: 501 }, 'support'), {
        ...{ status: 403, body: { code: 'COMPENSATION_TOO_HIGH', maximumMinor: 500 } }
      })
    }
  )

  t.test(
    'points that paid go back into their lots; those that were earned are taken back',
    async (t) => {
      const programme = await shop.call({
        ...{
          method: 'PUT',
          url: '/v1/membership/programme',
          body: ruleOf({}, { startsAt: '2020-01-01T00:00:00.000Z' })
        }
      })
      t.equal(programme.status, 200, programme.text)
      const contact = { name: 'Li Lei', email: 'lilei@example.org' }
      const first = await shop.placed(mugs(100), { buyer: contact }, [
        { amountMinor: 100_000, method: 'cash' }
      ])
      const who = [{ channelId: 'direct', externalId: null, email: contact.email }]
      const [customerId] = await engine.use('crm').find(engine.db, who)
      const points = async () =>
        (await shop.get(`/membership/members/${customerId}/points`)).balance
      t.equal(await points(), 1000)
      await shop.send(`/membership/members/${customerId}/points/spend`, {
        points: 300,
        sourceId: 'spend-1'
      })
      const order = await shop.placed(mugs(5), { buyer: contact }, [
        { amountMinor: 3000, method: 'points', reference: 'spend-1' },
        { amountMinor: 2000, method: 'cash' }
      ])
      const base = await points()
      const one = { orderId: order.id, lines: [{ orderLineId: order.lineIds[0], quantity: 1 }] }
      const back = await shop.send('/refunds', one)
      t.match(back, {
        state: 'done',
        parts: [{ way: 'points', state: 'done', reference: '100 points' }]
      })
      const earned = 10
      t.equal(await points(), base + 100 - earned)
      const rest = { orderId: order.id, lines: [{ orderLineId: order.lineIds[0], quantity: 4 }] }
      const whole = await shop.refunded(rest)
      t.match(whole.parts, [
        { way: 'points', reference: '200 points' },
        { way: 'manual', amountMinor: 2000 }
      ])
      t.equal(await points(), base + 300 - 5 * earned)
      await shop.refunded({
        orderId: first.id,
        lines: [{ orderLineId: first.lineIds[0], quantity: 100 }]
      })
      t.equal(await points(), 0)
      const guest = await shop.placed(mugs(1), {}, [
        { amountMinor: 1000, method: 'points', reference: 'spend-2' }
      ])
      t.match(await shop.send('/refunds', { orderId: guest.id, extraMinor: 1 }), {
        ...{ state: 'pending', parts: [{ way: 'manual', why: /does not know the buyer/ }] }
      })
      t.same(await shop.findings(), [])
    }
  )

  t.test('price protection: an approved claim is paid once, and is closed by it', async (t) => {
    await shop.addSku('TEA', 10)
    const placed = await shop.order({ TEA: 2 })
    const { id } = placed.body
    await shop.send(`/orders/${id}/confirm-payment`, { method: 'cash' })
    const tea = (await engine.use('catalog').variantsBySku(engine.db, ['TEA'])).get('TEA')!
    const prices = [{ amountMinor: 800, currency: 'CNY' }]
    await shop.call({ method: 'PUT', url: `/v1/variants/${tea.id}/prices`, body: { prices } })
    const lineIds = [placed.body.lines[0].id]
    const [claim] = (await shop.send(`/orders/${id}/price-protection`, { lineIds })).data
    const step = (name: string) => shop.send(`/price-protection-claims/${claim.id}/${name}`, {})
    await step('approve')
    await step('approve')
    const [refund, ...more] = (await shop.get(`/refunds?orderId=${id}`)).data
    t.same(more, [])
    t.match(refund, { kind: 'price_difference', extraMinor: 400, state: 'pending' })
    await shop.send(`/refunds/${refund.id}/parts/${refund.parts[0].id}/confirm`, { reference: 'x' })
    t.equal((await step('pay')).state, 'paid')
    const [note] = (await shop.get(`/credit-notes?orderId=${id}`)).data
    t.match(note, { reason: 'compensation', totalMinor: -400, otherMinor: -400, lines: [] })
  })

  t.test(
    'channels: where the platform takes refunds it is asked once; what it cannot do is said',
    async (t) => {
      const able: Variant = { capabilities: { refunds: { write: true } } }
      const bench = await buildBench(t, kind, { adapter: able, morePlugins: ['aftersales'] })
      const { platform, call } = bench
      const take = async (channelId: string, externalId: string) => {
        const orders = [channelOrder(externalId, 0, [line('TEE', 3)], { status: 'shipped' })]
        const source = { channelId, unknownSkus: 'createUntracked' } as const
        const [taken] = await bench.engine.transaction((tx) =>
          bench.engine.use('orders').intake(tx, source, orders)
        )
        const { body } = await call({ url: `/v1/orders/${taken!.orderId}` })
        return {
          orderId: body.id as string,
          lines: [{ orderLineId: body.lines[0].id, quantity: 2 }]
        }
      }
      let keys = 0
      const refund = async (body: object) => {
        const headers = { 'idempotency-key': `b-${++keys}` }
        return (await call({ method: 'POST', url: '/v1/refunds', body, headers })).body
      }
      const stateOf = async (id: string) => (await call({ url: `/v1/refunds/${id}` })).body
      platform.on('refund', () => ({
        data: { status: 'rejected', code: 'LATE', reason: 'too late', class: 'input' }
      }))
      const order = await take('a', 'o-1')
      const asked = await refund(order)
      t.match(asked, {
        parts: [{ way: 'channel', state: 'sent', paymentId: null, amountMinor: 2000 }]
      })
      await until(async () => (await stateOf(asked.id)).state === 'failed')
      t.match(platform.calls.find(({ operation }) => operation === 'refund')?.body, {
        item: {
          ...{ refundId: asked.parts[0].id, orderExternalId: 'o-1', amountMinor: 2000 },
          lines: [{ externalId: 'l-TEE', quantity: 2, amountMinor: 2000 }]
        }
      })
      t.match(await stateOf(asked.id), { parts: [{ reason: 'LATE: too late' }], doneMinor: 0 })
      platform.on('refund', () => ({ data: { status: 'done', externalId: 'R-1' } }))
      const again = await refund(order)
      await until(async () => (await stateOf(again.id)).state === 'done')
      t.match(await stateOf(again.id), { parts: [{ reference: 'R-1' }], doneMinor: 2000 })
      const unknown = await refund(await take('chn_gone', 'o-2'))
      t.match(unknown.parts, [{ way: 'manual', why: /no account of chn_gone is known here/ }])
      const [write] = (await call({ url: '/v1/channels/a/writes' })).body.data.filter(
        (one: { state: string }) => one.state === 'rejected'
      )
      await call({ method: 'POST', url: `/v1/channels/a/writes/${write.id}/retry` })
      const refunded = async () =>
        (await call({ url: `/v1/orders/${order.orderId}` })).body.refundedMinor
      await until(async () => (await refunded()) === 3000, {
        what: 'the late refund, as far as it goes'
      })
      await call({ method: 'PATCH', url: '/v1/channels/a', body: { isEnabled: false } })
      const off = await refund(await take('a', 'o-3'))
      t.match(off.parts, [{ way: 'manual', why: /the channel is paused/ }])
      for (const proof of bench.engine.proofs)
        t.same(await proof.findings(bench.engine.db), [], proof.name)
    }
  )
})
