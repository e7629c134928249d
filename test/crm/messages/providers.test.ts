import { Webhook } from 'standardwebhooks'
import t from 'tap'
import type { OutgoingMessage } from '#plugins/crm'
import { redact } from '../../../plugins/crm/messages/providers/redact.ts'
import { type SmtpOptions, smtpProvider } from '../../../plugins/crm/messages/providers/smtp.ts'
import { webhookProvider } from '../../../plugins/crm/messages/providers/webhook.ts'
import { onEachDatabase, until } from '../../harness.ts'
import { answer, startReceiver } from '../../webhooks/receiver.ts'
import { startMailServer } from './mail-server.ts'
import { buildMessageShop, type MessageShop, receipt } from './shop.ts'

const smtpOf = (port: number, more: object = {}) => ({
  smtp: {
    ...{ host: '127.0.0.1', port, security: 'unsafeNone', from: 'news@shop.example' },
    ...more
  }
})

const messageTo = (to: string): OutgoingMessage => ({
  ...{ id: 'cms_1', medium: 'email', to, customerId: 'cus_1', template: 'news' },
  ...{ purpose: 'service', language: 'en', subject: 'Hello', text: 'Hello', html: null },
  ...{ unsubscribeUrl: null, at: '2026-03-01T04:00:00.000Z' }
})

async function openAlerts(shop: MessageShop): Promise<string[]> {
  const { body } = await shop.call({ url: '/v1/alerts?state=open' })
  return body.data
    .filter(({ kind }: { kind: string }) => kind === 'messages.provider-failing')
    .map(({ message }: { message: string }) => message)
}

onEachDatabase(async (t, kind) => {
  t.test('smtp: sender, receiver, way out and an id of ours, and no header more', async (t) => {
    const server = await startMailServer(t)
    const login = { user: 'shop', password: 'right' }
    const shop = await buildMessageShop(t, kind, { messages: smtpOf(server.port, login) })
    await shop.template({ html: '<p>{{customer.name}} {{unsubscribe.url}}</p>' })
    const name = 'Ann\r\nBcc: evil@example.com\r\n\r\n<script>'
    const customerId = await shop.subscriber('ann@example.com', { name })
    await shop.request({ customerId })
    t.same(await shop.work(), [])
    const { id } = (await shop.messages())[0]!
    const [mail] = server.mails
    t.match(mail, { from: 'news@shop.example', to: ['ann@example.com'], user: 'shop' })
    const head = mail!.raw.slice(0, mail!.raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
    const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]
    t.equal(header('Message-ID'), `<${id}@shop.example>`)
    t.equal(header('From'), 'My shop <news@shop.example>')
    t.equal(header('List-Unsubscribe-Post'), 'List-Unsubscribe=One-Click')
    const link = new RegExp(`^<https://shop\\.example/v1/unsubscribe/${id}\\.[\\w-]{43}>$`)
    t.match(header('List-Unsubscribe'), link)
    t.equal(header('Bcc'), undefined, 'a name does not begin a header')
    t.match(header('Subject'), /^Hello Ann Bcc: evil@example\.com/)
    t.match(mail!.raw.replace(/=\r\n/g, ''), /&lt;script&gt;/)
    t.match((await shop.messages())[0], { state: 'sent', provider: 'smtp', providerRef: /250/ })
  })

  t.test('smtp: a mailbox that is refused for good is written to no more', async (t) => {
    const server = await startMailServer(t)
    const shop = await buildMessageShop(t, kind, { messages: smtpOf(server.port) })
    await shop.template()
    const customerId = await shop.subscriber('ann@example.com')
    server.refuseReceiver = (address) => ({ code: 550, text: `5.1.1 <${address}>: no such user` })
    await shop.request({ customerId })
    t.same(await shop.work(), [])
    const [message] = await shop.messages()
    t.match(message, { state: 'failed', reason: /^550 5\.1\.1 <\*\*\*>: no such user/ })
    await shop.request({ customerId })
    await shop.work()
    t.equal((await shop.fates())[1], 'skipped: undeliverable')
    const timeline = await shop.call({ url: `/v1/customers/${customerId}/timeline` })
    t.match(JSON.stringify(timeline.body), /contact\.undeliverable/)
    t.notMatch(JSON.stringify(timeline.body), /ann@example/)
    const url = `/v1/customers/${customerId}`
    for (const emails of [[], ['ann@example.com']]) {
      await shop.call({ method: 'PATCH', url, body: { emails } })
    }
    server.refuseReceiver = () => undefined
    server.refuseContent = () => ({ code: 554, text: '5.7.1 looks like spam' })
    await shop.request({ customerId })
    await shop.work()
    t.match((await shop.fates())[2], /^failed: 554 5\.7\.1/)
    server.refuseContent = () => undefined
    await shop.request({ customerId })
    await shop.work()
    t.equal((await shop.fates())[3], 'sent', 'spam is about the message, not the mailbox')
  })

  t.test(
    'smtp: what may pass is tried again; a provider that takes nothing raises an alert',
    async (t) => {
      const server = await startMailServer(t)
      const shop = await buildMessageShop(t, kind, { messages: smtpOf(server.port) })
      await shop.template()
      const customerId = await shop.subscriber('ann@example.com')
      server.refuseReceiver = () => ({ code: 451, text: '4.7.1 greylisted, try again' })
      await shop.request({ customerId })
      for (let attempt = 1; attempt <= 4; attempt++) {
        t.same(await shop.work(attempt), ['MESSAGE_NOT_TAKEN'])
      }
      t.match((await shop.messages())[0], { state: 'queued', attempts: 4, reason: /^451 4\.7\.1/ })
      t.same(await openAlerts(shop), [])
      await shop.work(5)
      t.match(await openAlerts(shop), [/smtp took none of 5 messages since .*451/])
      server.refuseReceiver = () => undefined
      t.same(await shop.work(6), [])
      t.same(await shop.fates(), ['sent'])
      t.same(await openAlerts(shop), [], 'it takes messages again')
      server.refuseReceiver = () => ({ code: 451, text: 'later' })
      await shop.request({ customerId })
      t.same(await shop.work(10), [], 'the last attempt')
      t.match((await shop.fates())[1], /^failed: given up after 1 attempts: 451/)
    }
  )
})

// What goes over the wire is the same on every database.

t.test('smtp: wrong settings are no fault of the messages', async (t) => {
  const server = await startMailServer(t)
  const secure = await startMailServer(t, {})
  const message = messageTo('ann@example.com')
  const reasonOf = async (port: number, more: Partial<SmtpOptions> = {}) => {
    const { smtp } = smtpOf(port)
    const provider = smtpProvider(
      { ...smtp, security: 'unsafeNone', connectionsMax: 1, timeoutMs: 1000, ...more },
      'My shop'
    )
    const outcome = await provider.send(message, new AbortController().signal)
    await provider.close?.()
    t.equal(outcome.status, 'retry')
    return 'reason' in outcome ? outcome.reason : ''
  }
  t.match(await reasonOf(server.port, { user: 'shop', password: 'wrong' }), /535/)
  t.match(await reasonOf(server.port, { security: 'starttls' }), /^500/, 'not offered')
  t.match(await reasonOf(secure.port, { security: 'starttls' }), /certificate/)
  t.match(await reasonOf(1), /ECONNREFUSED/)
  t.equal(server.mails.length + secure.mails.length, 0)
})

t.test('webhook: signed, under one id in every attempt, judged by status', async (t) => {
  const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
  const receiver = await startReceiver(t, answer(200, {}, '{"id":"sms-1"}'))
  const webhook = { url: receiver.url, secret }
  const open = { webhook, unsafeAllowPrivateNetworks: true }
  const shop = await buildMessageShop(t, 'sqlite', { messages: open })
  const sms = { handle: 'sms', medium: 'sms', subject: undefined, text: 'Hi {{customer.name}}' }
  await shop.template({ ...sms, purpose: 'service' })
  const { id: customerId } = await shop.customer({ name: 'Ann', phones: ['+86 138 0013 8000'] })
  // Signatures are good for minutes of the receiver's clock.
  shop.clock.set(new Date().toISOString())
  await shop.request({ customerId, template: 'sms' })
  await shop.work()
  const [message] = await shop.messages()
  t.match(message, { state: 'sent', provider: 'webhook', providerRef: 'sms-1' })
  const [{ headers, body }] = receiver.received as [(typeof receiver.received)[number]]
  new Webhook(secret).verify(body, headers as Record<string, string>)
  t.equal(headers['webhook-id'], message!.id)
  t.match(JSON.parse(body), {
    type: 'message.send',
    data: { id: message!.id, to: '+8613800138000', text: 'Hi Ann', medium: 'sms', customerId }
  })
  receiver.respond = answer(429, { 'retry-after': '120' })
  await shop.request({ customerId, template: 'sms' })
  t.same(await shop.work(10), ['JOB_POSTPONED'], 'who asks for time gets it')
  receiver.respond = answer(422, {}, 'no such number +8613800138000')
  t.same(await shop.work(), [])
  t.equal((await shop.fates())[1], 'failed: answered 422: no such number ***')
  const [first, second] = receiver.received.slice(1).map((one) => one.headers['webhook-id'])
  t.equal(first, second)
  await t.rejects(buildMessageShop(t, 'sqlite', { messages: { webhook } }), {
    code: 'MESSAGES_OPTION_INVALID',
    message: /webhook\.url: must begin with https/
  })
  const hidden = webhookProvider(
    { ...webhook, url: 'https://localhost.test:8443/', media: ['sms'], timeoutMs: 1000 },
    { clock: shop.clock, allowPrivate: false }
  )
  const outgoing = { ...messageTo('+8613800138000'), medium: 'sms' as const }
  const outcome = await hidden.send(outgoing, new AbortController().signal)
  t.equal(outcome.status, 'retry', 'what a name leads to is looked at when it is called')
  t.equal(receiver.received.length, 3, 'a private address is not called')
})

t.test(
  'outbox: anything that no other provider takes; providers of plugins go first',
  async (t) => {
    const shop = await buildMessageShop(t, 'sqlite', { start: true })
    const told = { handle: 'told', medium: 'webhook', subject: undefined, purpose: 'service' }
    await shop.template({ ...told, text: 'Call {{customer.name}}' })
    await shop.template({ ...receipt, text: 'Thanks' })
    const { id: customerId } = await shop.customer({ name: 'Ann', emails: ['a@example.com'] })
    await shop.request({ customerId, template: 'told' })
    await until(() => shop.outbox().length === 1, { what: 'a file' })
    t.match(JSON.parse(shop.file(shop.outbox()[0]!)), { to: null, text: 'Call Ann', customerId })
    const taken: string[] = []
    shop.engine.use('crm').messages.addProvider({
      name: 'own',
      media: ['email'],
      send: async ({ to }) => {
        taken.push(String(to))
        return { status: 'accepted', ref: null }
      }
    })
    await shop.request({ customerId, template: 'receipt' })
    await until(async () => (await shop.fates())[1] === 'sent', { what: 'the second is sent' })
    t.same(taken, ['a@example.com'])
    t.match((await shop.messages())[1], { provider: 'own' })
  }
)

t.test('redact: receivers are left out of what is kept', async (t) => {
  t.equal(redact('550 <Ann@Example.com> unknown', 'ann@example.com'), '550 <***> unknown')
  t.equal(redact('to +8613800138000\r\n: no', '+8613800138000'), 'to *** : no')
  t.equal(redact('x'.repeat(500), null).length, 200)
})
