import { instantAt } from '#core/time'
import { onEachDatabase, until } from '../../harness.ts'
import { buildMessageShop, type MessageShop, receipt } from './shop.ts'

const hourMs = 3_600_000

/** What the customer's timeline says of messages, oldest first. */
async function toldOf(shop: MessageShop, customerId: string) {
  const { body } = await shop.call({ url: `/v1/customers/${customerId}/timeline?limit=100` })
  const entries = body.data as { kind: string; detail: Record<string, unknown> }[]
  return entries.filter(({ kind }) => /^(message|contact)\./.test(kind)).toReversed()
}

onEachDatabase(async (t, kind) => {
  t.test('send: made of the newest version, once, and told', async (t) => {
    const shop = await buildMessageShop(t, kind)
    const { id: templateId } = await shop.template()
    const customerId = await shop.subscriber('ann@example.com', { name: 'Ann <Ä>' })
    await shop.request({ customerId, sourceId: 'one' }, { customerId, sourceId: 'one' })
    await shop.request({ customerId, sourceId: 'one' })
    t.same(await shop.fates(), ['queued'], 'one source asks once')
    const {
      handle: _,
      medium: __,
      id: ___,
      version,
      createdAt,
      updatedAt,
      requires,
      ...body
    } = await shop.template({ handle: 'other' })
    t.ok(version && createdAt && updatedAt && requires)
    const replaced = { ...body, subject: 'Newer, {{customer.name}}' }
    const url = `/v1/message-templates/${templateId}`
    t.equal((await shop.call({ method: 'PUT', url, body: replaced })).status, 200)
    t.same(await shop.work(), [])
    const [message] = await shop.messages()
    t.match(message, {
      ...{ state: 'sent', templateVersion: 2, provider: 'outbox', attempts: 1 },
      ...{ language: 'en', finishedAt: shop.clock.now(), purpose: 'marketing.email' }
    })
    t.same(shop.outbox(), [`${message!.id}.eml`])
    const mail = shop.file(`${message!.id}.eml`)
    t.match(mail, new RegExp(`^Message-ID: <${message!.id}@outbox.invalid>`, 'm'))
    t.match(mail, /^Subject: =\?UTF-8\?/m, 'umlauts are encoded')
    t.match(mail, /^To: ann@example\.com\r$/m)
    await shop.work()
    t.equal(shop.outbox().length, 1)
    t.match(await toldOf(shop, customerId), [
      { kind: 'message.sent', detail: { template: 'news', medium: 'email' } }
    ])
    t.notMatch(JSON.stringify(await toldOf(shop, customerId)), /ann@/)
    t.same(await shop.findings(), [])
  })

  t.test('send: what stands in the way is decided when it is due, with its reason', async (t) => {
    const shop = await buildMessageShop(t, kind)
    await shop.template()
    await shop.template(receipt)
    const fateOf = async (customerId: string, more: object = {}) => {
      await shop.request({ customerId, ...more })
      await shop.work()
      return (await shop.fates()).at(-1)
    }
    const { id: silent } = await shop.customer({ emails: ['silent@example.com'] })
    t.equal(await fateOf(silent), 'skipped: consentMissing')
    const order = { template: 'receipt', variables: { orderNumber: 'O-1' } }
    t.equal(await fateOf(silent, order), 'sent', 'a service message needs no consent')
    const leaver = await shop.subscriber('leaver@example.com')
    await shop.request({ customerId: leaver })
    const consent = { purpose: 'marketing.email', status: 'withdrawn', source: 'phone' }
    t.equal((await shop.post(`/customers/${leaver}/consents`, consent)).status, 201)
    await shop.work()
    t.equal((await shop.fates()).at(-1), 'skipped: unsubscribed', 'between queue and send')
    const mute = await shop.subscriber('mute@example.com')
    await shop.call({ method: 'PATCH', url: `/v1/customers/${mute}`, body: { emails: [] } })
    t.equal(await fateOf(mute), 'skipped: addressMissing')
    const gone = await shop.subscriber('gone@example.com')
    await shop.request({ customerId: gone, ...order })
    t.equal((await shop.post(`/customers/${gone}/erase`)).status, 200)
    await shop.work()
    t.equal((await shop.fates()).at(-1), 'skipped: erased')
    t.equal(await fateOf(gone, order), 'skipped: erased', 'asked for afterwards')
    const late = await shop.subscriber('late@example.com')
    await shop.request({ customerId: late })
    shop.clock.advance(72 * hourMs)
    await shop.work()
    t.equal((await shop.fates()).at(-1), 'skipped: expired')
    await shop.request({ customerId: late })
    const { body } = await shop.call({ url: '/v1/message-templates' })
    for (const { id } of body.data) {
      await shop.call({ method: 'DELETE', url: `/v1/message-templates/${id}` })
    }
    await shop.work()
    t.equal((await shop.fates()).at(-1), 'skipped: templateRemoved')
    t.match(await toldOf(shop, silent), [
      { kind: 'message.skipped', detail: { reason: 'consentMissing' } },
      { kind: 'message.sent' }
    ])
    t.equal(shop.outbox().length, 1)
    t.same(await shop.findings(), [])
  })

  t.test('send: quiet hours of the customer put marketing off, and nothing else', async (t) => {
    const quietHours = { from: '22:00', to: '08:00' }
    const shop = await buildMessageShop(t, kind, { messages: { quietHours }, start: true })
    await shop.template()
    await shop.template(receipt)
    // 23:30 in Berlin, and half past six in Shanghai; this night has no hour from two to three in Berlin.
    shop.clock.set('2026-03-28T22:30:00.000Z')
    const berlin = await shop.subscriber('b@example.com', { zone: 'Europe/Berlin' })
    const shanghai = await shop.subscriber('s@example.com')
    const order = { template: 'receipt', variables: { orderNumber: '1' } }
    const is = (...fates: string[]) =>
      until(async () => String(await shop.fates()) === String(fates), { what: String(fates) })
    await shop.request(
      { customerId: berlin },
      { customerId: shanghai },
      { customerId: berlin, ...order }
    )
    const due = async () => (await shop.messages()).slice(0, 2).map(({ dueAt }) => dueAt)
    const mornings = ['2026-03-29T06:00:00.000Z', '2026-03-29T00:00:00.000Z']
    await until(async () => String(await due()) === String(mornings), { what: 'both are put off' })
    await is('queued', 'queued', 'sent')
    shop.clock.set('2026-03-29T00:00:00.000Z')
    await is('queued', 'sent', 'sent')
    shop.clock.set('2026-03-29T06:00:00.000Z')
    await is('sent', 'sent', 'sent')
    t.same(
      (await shop.messages()).map(({ finishedAt }) => finishedAt),
      [...mornings, '2026-03-28T22:30:00.000Z']
    )
    const { body } = await shop.call({ url: '/v1/jobs?state=dead' })
    t.same(body.data, [])
  })

  t.test(
    'send: a zone that says nothing is none: the quiet hours are those of the shop',
    async (t) => {
      const quietHours = { from: '21:00', to: '09:00' }
      const shop = await buildMessageShop(t, kind, { messages: { quietHours } })
      await shop.template()
      const customerId = await shop.subscriber('ann@example.com')
      await shop.engine.transaction((tx) =>
        tx.updateTable('customers').set({ zone: '' }).where('id', '=', customerId).execute()
      )
      shop.clock.set('2026-03-01T15:00:00.000Z')
      await shop.request({ customerId })
      await shop.work()
      t.match(await shop.messages(), [{ state: 'queued', dueAt: '2026-03-02T01:00:00.000Z' }])
    }
  )

  t.test('send: the cap holds when all come at once, and over a merge', async (t) => {
    const cap = { messages: 2, days: 7 }
    const shop = await buildMessageShop(t, kind, { messages: { cap }, start: true })
    await shop.template()
    await shop.template(receipt)
    const ann = await shop.subscriber('ann@example.com')
    const twin = await shop.subscriber('twin@example.com')
    const isDone = async () =>
      (await shop.messages()).every(({ state }) => state !== 'queued' && state !== 'sending')
    const order = { template: 'receipt', variables: { orderNumber: '1' } }
    await shop.request(
      ...Array.from({ length: 12 }, () => ({ customerId: ann })),
      ...Array.from({ length: 3 }, () => ({ customerId: ann, ...order }))
    )
    await until(isDone, { what: 'the end of every message' })
    const count = async (fate: string) => (await shop.fates()).filter((one) => one === fate).length
    t.equal(await count('sent'), 2 + 3, 'service messages do not count')
    t.equal(await count('skipped: capReached'), 10)
    t.equal(shop.outbox().length, 5)
    await shop.post(`/customers/${ann}/merge`, { fromId: twin })
    await shop.request({ customerId: twin })
    await until(isDone, { what: 'the end of every message' })
    t.equal(await count('skipped: capReached'), 11, 'the same person')
    shop.clock.advance(7 * 24 * hourMs)
    await shop.request({ customerId: ann })
    await until(isDone, { what: 'the end of every message' })
    t.equal(await count('sent'), 6, 'a week later')
    t.same(await shop.findings(), [])
  })

  t.test('send: two workers at one message, and a worker that died in between', async (t) => {
    const cap = { messages: 1, days: 7 }
    const shop = await buildMessageShop(t, kind, { messages: { cap } })
    await shop.template()
    const customerId = await shop.subscriber('ann@example.com')
    await shop.request({ customerId })
    await Promise.all([shop.work(), shop.work(), shop.work()])
    t.match(await shop.messages(), [{ state: 'sent', attempts: 1 }], 'one has sent it')
    const { id } = (await shop.messages())[0]!
    const die = (claimedAt: string) =>
      shop.engine.transaction((tx) =>
        tx
          .updateTable('crmMessages')
          .set({ state: 'sending', claimedAt, finishedAt: null })
          .where('id', '=', id)
          .execute()
      )
    await die(instantAt(shop.clock.ms() - 119_000))
    t.same(await shop.work(), ['JOB_POSTPONED'], 'it may be alive')
    shop.clock.advance(1000)
    t.same(await shop.work(), [])
    t.match(await shop.messages(), [{ state: 'sent', attempts: 2 }], 'its own place under the cap')
    t.same(shop.outbox(), [`${id}.eml`], 'under the same id, so it is one')
    await shop.work()
    t.match(await shop.messages(), [{ attempts: 2 }], 'what the record calls sent is left alone')
    t.same(await shop.findings(), [])
  })

  t.test('send: a template that came to need more fails its messages, and says what', async (t) => {
    const shop = await buildMessageShop(t, kind)
    const { id } = await shop.template()
    const customerId = await shop.subscriber('ann@example.com')
    await shop.request({ customerId })
    const url = `/v1/message-templates/${id}`
    const { body } = await shop.call({ url })
    const { title, purpose, language, subject, text } = body
    const more = { title, purpose, language, subject, text: `${text} {{coupon.code}}` }
    t.equal((await shop.call({ method: 'PUT', url, body: more })).status, 200)
    await shop.work()
    t.same(await shop.fates(), ['failed: version 2 of the template needs coupon.code'])
    const given = { 'coupon.code': 'SAVE\r\nBcc: x@example.com' }
    await shop.request({ customerId, variables: given })
    await shop.work()
    t.equal((await shop.fates()).at(-1), 'sent')
    const stored = (await shop.messages()).at(-1)!
    t.notMatch(stored.variables, /SAVE/, 'sealed')
    const read = (as: 'owner' | 'marketer') => shop.call({ url: `/v1/messages/${stored.id}`, as })
    t.same((await read('owner')).body.variables, given)
    t.equal((await read('marketer')).body.variables, null)
    const exported = await shop.call({ url: `/v1/customers/${customerId}/export` })
    t.match(exported.body.areas.messages, [{ state: 'failed' }, { variables: given }])
    await shop.post(`/customers/${customerId}/erase`)
    const after = (await shop.messages()).map((one) => [one.variables, one.contactId])
    t.same(after, [
      [null, null],
      [null, null]
    ])
    t.same(await shop.findings(), [])
  })

  t.test('send: who is erased while a message is handed over is in no record of it', async (t) => {
    const shop = await buildMessageShop(t, kind)
    await shop.template()
    const customerId = await shop.subscriber('ann@example.com')
    shop.engine.use('crm').messages.addProvider({
      name: 'mine',
      media: ['email'],
      async send() {
        t.equal((await shop.post(`/customers/${customerId}/erase`)).status, 200)
        return { status: 'accepted', ref: 'mailbox-of-ann' }
      }
    })
    await shop.request({ customerId })
    t.same(await shop.work(), [])
    t.match(await shop.messages(), [
      { state: 'sent', providerRef: null, variables: null, contactId: null, language: null }
    ])
    t.same(await shop.findings(), [])
  })

  t.test('batch: to customers, each with its outcome, and to a segment by a job', async (t) => {
    const shop = await buildMessageShop(t, kind, { start: true })
    await shop.template()
    const ann = await shop.subscriber('ann@example.com')
    const bob = await shop.subscriber('bob@example.com')
    const send = (to: object, more: object = {}) =>
      shop.post('/messages/batch', { template: 'news', to, ...more })
    const first = await send({ customerIds: [ann, 'cus_none', ann] }, { sourceId: 'spring' })
    t.match(first, {
      status: 202,
      body: {
        queued: 1,
        outcomes: [
          { index: 0, status: 'done', result: { customerId: ann } },
          { index: 1, status: 'rejected', problem: { code: 'NOT_FOUND' } },
          { index: 2, status: 'done' }
        ]
      }
    })
    t.match(await send({ customerIds: [bob] }, { sourceId: 'spring' }), {
      body: { id: first.body.id, queued: 1, outcomes: [] }
    })
    t.equal((await send({ segment: 'nobody' })).status, 404)
    t.equal((await send({ customerIds: [ann] }, { template: 'nothing' })).status, 422)
    const list = { handle: 'friends', title: 'Friends', kind: 'static' }
    const { body: segment } = await shop.post('/segments', list)
    await shop.post(`/segments/${segment.id}/members`, { customerIds: [ann, bob] })
    const { body: batch } = await send({ segment: 'friends' })
    const progress = async () => (await shop.call({ url: `/v1/messages/batches/${batch.id}` })).body
    await until(async () => (await progress()).finishedAt !== null, {
      what: 'the batch at its end'
    })
    t.match(await progress(), { queued: 2, segment: 'friends' })
    const listed = async () =>
      (await shop.call({ url: `/v1/messages?batchId=${batch.id}&state=sent` })).body.data
    await until(async () => (await listed()).length === 2, { what: 'both are sent' })
    t.same(
      (await listed()).map(({ customerId }: { customerId: string }) => customerId).sort(),
      [ann, bob].sort()
    )
    const own = await shop.call({ url: `/v1/messages?customerId=${ann}` })
    t.equal(own.body.data.length, 2)
    t.notOk('variables' in own.body.data[0])
  })

  t.test(
    'batch: who is merged by the time it is due gets one, and each its own once apart',
    async (t) => {
      const shop = await buildMessageShop(t, kind)
      await shop.template()
      await shop.template(receipt)
      const ann = await shop.subscriber('ann@example.com')
      const twin = await shop.subscriber('twin@example.com')
      const variables = { orderNumber: '1' }
      for (const more of [{ template: 'news' }, { template: 'receipt', variables }]) {
        const to = { customerIds: [ann, twin] }
        const batch = await shop.post('/messages/batch', {
          ...{ ...more, to, notBefore: '2026-03-01T08:00:00.000Z' }
        })
        t.equal(batch.status, 202, batch.text)
      }
      const merge = () => shop.post(`/customers/${ann}/merge`, { fromId: twin })
      t.equal((await merge()).status, 200)
      shop.clock.set('2026-03-01T08:00:00.000Z')
      const waiting = (await shop.messages()).map(({ id }) => id)
      await Promise.all(waiting.map(() => shop.work()))
      t.same((await shop.fates()).sort(), [
        ...['sent', 'sent'],
        ...['skipped: alreadySent', 'skipped: alreadySent']
      ])
      await shop.request({ customerId: ann }, { customerId: ann })
      await shop.work()
      t.same((await shop.fates()).slice(-2), ['sent', 'sent'], 'what is of no batch is not counted')
      const body = { template: 'news', to: { customerIds: [ann] } }
      await shop.post('/messages/batch', body)
      await shop.work()
      t.equal((await shop.fates()).at(-1), 'sent', 'of another batch')
      t.equal((await shop.post(`/customers/${twin}/unmerge`)).status, 200)
      await shop.post('/messages/batch', { ...body, to: { customerIds: [ann, twin] } })
      t.equal((await merge()).status, 200)
      t.equal((await shop.post(`/customers/${twin}/unmerge`)).status, 200)
      await shop.work()
      t.same((await shop.fates()).slice(-2), ['sent', 'sent'], 'each its own')
      t.same(await shop.findings(), [])
    }
  )
})
