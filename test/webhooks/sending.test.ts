import { Webhook } from 'standardwebhooks'
import { instantMs } from '#core/time'
import { jitter, waitsMs } from '../../plugins/webhooks/schedule.ts'
import { onEachEnd, until } from '../harness.ts'
import { answer, drip, type Received, startReceiver } from './receiver.ts'
import { buildWebhookShop, patience } from './shop.ts'

/** Whether one of the signatures is by the secret. Made anew: the time the shop is at need not be the machine's. */
function isSignedBy(secret: string, { headers, body }: Received): boolean {
  const at = new Date(Number(headers['webhook-timestamp']) * 1000)
  const signature = new Webhook(secret).sign(String(headers['webhook-id']), at, body)
  return String(headers['webhook-signature']).split(' ').includes(signature)
}

onEachEnd(async (t, kind, backend) => {
  // One engine for all: each test has an endpoint and a subscription of its own, gone when it ends.
  const shop = await buildWebhookShop(t, kind, { backend })
  t.test('sending: what is committed arrives signed, each occurrence by itself', async (t) => {
    const receiver = await startReceiver(t)
    const { id, secret } = await shop.subscribe(receiver, { t })
    await shop.tell('a', 'b')
    await until(() => receiver.received.length === 2, patience)
    t.ok(receiver.received.every((received) => isSignedBy(secret, received)))
    const payloads = receiver.received.map(({ body }) => JSON.parse(body))
    const byText = (a: { data: { text: string } }, b: { data: { text: string } }) =>
      a.data.text < b.data.text ? -1 : 1
    const timestamp = shop.clock.now()
    t.same(payloads.sort(byText), [
      { type: 'note.written', timestamp, data: { id: 'a', text: 'a' } },
      { type: 'note.written', timestamp, data: { id: 'b', text: 'b' } }
    ])
    const [first] = receiver.received
    t.match(first!.headers, { 'content-type': 'application/json', 'webhook-id': /^msg_/ })
    await until(async () => {
      const { body } = await shop.call({ url: `/v1/webhook-deliveries?subscriptionId=${id}` })
      return body.data.every(({ state }: { state: string }) => state === 'succeeded')
    }, patience)
    t.same(await shop.engine.db.selectFrom('jobs').select('name').execute(), [])
  })

  t.test('sending: what is rolled back is told to nobody', async (t) => {
    const receiver = await startReceiver(t)
    const { id } = await shop.subscribe(receiver, { t })
    const undone = shop.engine.transaction(async (tx) => {
      await tx.emit('note.written', [{ id: 'undone', text: 'undone' }])
      throw new Error('undone')
    })
    await t.rejects(undone, /undone/)
    await shop.tell('kept')
    await until(() => receiver.received.length > 0, patience)
    await shop.settled('succeeded', id)
    t.same(
      receiver.received.map(({ body }) => JSON.parse(body).data.text),
      ['kept']
    )
    const bodies = await shop.engine.db.selectFrom('webhookMessages').select('body').execute()
    t.notMatch(JSON.stringify(bodies), /undone/)
  })

  t.test(
    'sending: a process that ends after the commit leaves the sending to another',
    async (t) => {
      const receiver = await startReceiver(t)
      const first = await buildWebhookShop(t, kind, { backend, start: false })
      await first.subscribe(receiver)
      await first.tell('a')
      await first.engine.stop()
      t.equal(receiver.received.length, 0)
      const { database } = first
      const second = await buildWebhookShop(t, kind, { backend, database })
      await second.settled('succeeded')
      t.equal(receiver.received.length, 1)
    }
  )

  t.test('O1: attempts follow the schedule with jitter; after the last one an alert', async (t) => {
    const receiver = await startReceiver(t, answer(500, {}, 'broken'))
    const { id } = await shop.subscribe(receiver, { t })
    await shop.tell('a')
    for (const [index, waitMs] of waitsMs.entries()) {
      const { nextAttemptAt, state } = await shop.attempted(index + 1, id)
      t.equal(state, 'pending')
      const plannedMs = instantMs(nextAttemptAt!) - shop.clock.ms()
      t.ok(plannedMs >= waitMs && plannedMs <= waitMs * (1 + jitter), `${plannedMs} of ${waitMs}`)
      t.equal(receiver.received.length, index + 1, 'and not before its time')
      shop.clock.set(nextAttemptAt!)
    }
    const failed = await shop.settled('failed', id)
    t.match(failed, { attempts: 10, nextAttemptAt: null })
    t.equal(failed.attemptLog.length, 10)
    t.match(failed.attemptLog[0], { attempt: 10, status: 500, error: null, answer: 'broken' })
    t.equal(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size, 1)
    t.match(await shop.alerts(id), [{ kind: 'webhook.delivery-failed', count: 1 }])
    t.same(
      await shop.engine.proofs
        .find(({ name }) => name.startsWith('webhooks'))!
        .findings(shop.engine.db),
      []
    )
  })

  t.test(
    'O2: 410 disables the subscription, with what is on its way, and raises an alert',
    async (t) => {
      const receiver = await startReceiver(t, answer(500))
      const { id } = await shop.subscribe(receiver, { t })
      await shop.tell('a')
      await shop.attempted(1, id)
      receiver.respond = answer(410)
      await shop.tell('b')
      await shop.settled('failed', id)
      const url = `/v1/webhook-subscriptions/${id}`
      const disabled = { state: 'disabled', disabledReason: 'gone', version: 2 }
      t.match((await shop.call({ url })).body, disabled)
      const all = (await shop.call({ url: `/v1/webhook-deliveries?subscriptionId=${id}` })).body
        .data
      t.same(
        all.map(({ state }: { state: string }) => state),
        ['failed', 'failed']
      )
      t.match(await shop.alerts(id), [{ kind: 'webhook.disabled' }])
      await shop.tell('c')
      t.equal(
        (await shop.call({ url: `/v1/webhook-deliveries?subscriptionId=${id}` })).body.data.length,
        2
      )
      await shop.call({ method: 'POST', url: `${url}/enable` })
      t.match((await shop.call({ url })).body, { state: 'enabled', disabledReason: null })
      t.match(await shop.alerts(id), [])
    }
  )

  t.test('O3: Retry-After is obeyed, in seconds and as a date, up to a day', async (t) => {
    const receiver = await startReceiver(t, answer(429, { 'retry-after': '120' }))
    const { id } = await shop.subscribe(receiver, { t })
    await shop.tell('a')
    const waits: number[] = []
    const noteWait = async (attempts: number) => {
      const { nextAttemptAt } = await shop.attempted(attempts, id)
      waits.push(instantMs(nextAttemptAt!) - shop.clock.ms())
      return nextAttemptAt!
    }
    const next = await noteWait(1)
    const inAnHour = new Date(Math.ceil(instantMs(next) / 1000) * 1000 + 3_600_000)
    receiver.respond = answer(503, { 'retry-after': inAnHour.toUTCString() })
    shop.clock.set(next)
    const afterAnHour = await noteWait(2)
    receiver.respond = answer(503, { 'retry-after': '99999999' })
    shop.clock.set(afterAnHour)
    await noteWait(3)
    t.same(waits, [120_000, inAnHour.getTime() - instantMs(next), 86_400_000])
  })

  t.test('O4: a redirect is a failure and is not followed', async (t) => {
    const inner = await startReceiver(t)
    const receiver = await startReceiver(t, answer(307, { location: inner.url }))
    const { id } = await shop.subscribe(receiver, { t })
    await shop.tell('a')
    const { state, attemptLog } = await shop.attempted(1, id)
    t.equal(state, 'pending')
    t.match(attemptLog, [{ status: 307, error: 'redirects are not followed' }])
    t.equal(inner.received.length, 0)
  })

  t.test(
    'O5: a receiver that drips its answer is cut off, and its answer is not kept',
    async (t) => {
      let isCut = false
      const onCut = () => {
        isCut = true
      }
      const receiver = await startReceiver(t, drip(100, onCut))
      const shop = await buildWebhookShop(t, kind, { backend, options: { timeoutMs: 1000 } })
      const { id } = await shop.subscribe(receiver)
      await shop.tell('a')
      const { state, attemptLog } = await shop.attempted(1, id)
      t.equal(state, 'pending')
      t.match(attemptLog, [{ status: 200, error: 'no whole answer within 1000 ms' }])
      await until(() => isCut, patience)
    }
  )

  t.test('O6: an endpoint that never answers does not delay another', async (t) => {
    const waiting: (() => void)[] = []
    const silent = await startReceiver(t, (response) => {
      waiting.push(() => response.writeHead(204).end())
    })
    const quick = await startReceiver(t)
    const { id } = await shop.subscribe(silent, { t })
    await shop.subscribe(quick, { t })
    const texts = Array.from({ length: 30 }, (_, index) => `note ${index}`)
    await shop.tell(...texts)
    await until(() => quick.received.length === texts.length, patience)
    const url = `/v1/webhook-deliveries?subscriptionId=${id}&state=pending&limit=100`
    t.equal((await shop.call({ url })).body.data.length, texts.length)
    t.ok(silent.received.length <= 8, 'no more than eight requests at once')
    silent.respond = answer(204)
    for (const respond of waiting) respond()
  })

  t.test('O7: one delivery, or all that failed since an instant, are sent again', async (t) => {
    const receiver = await startReceiver(t, answer(410))
    const { id } = await shop.subscribe(receiver, { t })
    const early = shop.clock.now()
    await shop.tell('a')
    const { messageId } = await shop.settled('failed', id)
    const url = `/v1/webhook-subscriptions/${id}`
    const post = (path: string, body?: object) =>
      shop.call({ method: 'POST', url: path, ...(body && { body }) })
    const refused = await post(`${url}/replay-failed`, { since: early })
    t.match(refused, { status: 409, body: { code: 'WEBHOOK_DISABLED' } })
    await post(`${url}/enable`)
    receiver.respond = answer(200, {}, 'taken')
    const late = await post(`${url}/replay-failed`, { since: shop.clock.after(1000) })
    t.match(late, { status: 202, body: { replayed: 0, isMore: false } })
    const replayed = await post(`${url}/replay-failed`, { since: early })
    t.match(replayed, { status: 202, body: { replayed: 1, isMore: false } })
    const { id: deliveryId, attempts } = await shop.settled('succeeded', id)
    t.equal(attempts, 2)
    t.match(await post(`/v1/webhook-deliveries/${deliveryId}/replay`), { status: 202 })
    await shop.attempted(3, id)
    t.match((await shop.delivery(id)).attemptLog, [
      { answer: 'taken' },
      { status: 200 },
      { status: 410 }
    ])
    t.ok(receiver.received.every(({ headers }) => headers['webhook-id'] === messageId))
    t.match(await post('/v1/webhook-deliveries/dlv_none/replay'), { status: 404 })
  })

  t.test('rotation: both secrets sign until the overlap is over', async (t) => {
    const receiver = await startReceiver(t)
    const before = await shop.subscribe(receiver, { t })
    const url = `/v1/webhook-subscriptions/${before.id}/rotate-secret`
    const after = (await shop.call({ method: 'POST', url, body: { overlapHours: 1 } })).body
    t.not(after.secret, before.secret)
    await shop.tell('a')
    await until(() => receiver.received.length === 1, patience)
    const [both] = receiver.received as [Received]
    t.match(both.headers['webhook-signature'], /^v1,\S+ v1,\S+$/)
    t.ok(isSignedBy(before.secret, both))
    t.ok(isSignedBy(after.secret, both))
    shop.clock.advance(3_600_000)
    await shop.tell('b')
    await until(() => receiver.received.length === 2, patience)
    t.match(receiver.received[1]!.headers['webhook-signature'], /^v1,\S+$/)
  })

  t.test('failing: a subscription whose attempts all fail for days is disabled', async (t) => {
    const receiver = await startReceiver(t, answer(500))
    const { id } = await shop.subscribe(receiver, { t })
    const told = async (text: string) => {
      const before = receiver.received.length
      await shop.tell(text)
      await until(() => receiver.received.length > before, patience)
    }
    const url = `/v1/webhook-subscriptions/${id}`
    await told('a')
    await until(async () => (await shop.call({ url })).body.failingSince !== null, patience)
    receiver.respond = answer(204)
    await told('b')
    await until(async () => (await shop.call({ url })).body.failingSince === null, patience)
    receiver.respond = answer(500)
    await told('c')
    await until(async () => (await shop.call({ url })).body.failingSince !== null, patience)
    shop.clock.advance(5 * 86_400_000)
    await until(async () => (await shop.call({ url })).body.state === 'disabled', patience)
    t.match((await shop.call({ url })).body, { disabledReason: 'failing' })
    t.match(await shop.alerts(id), [{ kind: 'webhook.disabled', fields: { reason: 'failing' } }])
  })
})
