import fc from 'fast-check'
import t from 'tap'
import { fill, parseText } from '../../../plugins/crm/messages/templates/syntax.ts'
import { onEachDatabase } from '../../harness.ts'
import { buildMessageShop, newsletter, receipt } from './shop.ts'

onEachDatabase(async (t, kind) => {
  const shop = await buildMessageShop(t, kind)
  t.test('templates: what cannot be is refused, with the field and the fix', async (t) => {
    const refused = async (body: object, pointer: string, detail: RegExp) => {
      const answer = await shop.post('/message-templates', { ...newsletter, ...body })
      t.match(answer, { status: 422, body: { code: 'TEMPLATE_INVALID', errors: [{ pointer }] } })
      t.match(answer.body.errors[0].detail, detail)
    }
    const out = '{{unsubscribe.url}}'
    await refused(
      { text: `Dear {{customer.nam}} ${out}` },
      '#/text',
      /customer\.nam: did you mean customer\.name/
    )
    await refused({ subject: 'For {{zzzzzz}}' }, '#/subject', /zzzzzz: there are customer\.name,/)
    await refused({ text: `{{#if x}} ${out}` }, '#/text', /"\{\{#if x\}\} .* is no variable/)
    await refused({ text: 'No way out' }, '#/text', /unsubscribe\.url/)
    await refused({ html: '<p>No way out</p>' }, '#/html', /unsubscribe\.url/)
    await refused({ purpose: 'service' }, '#/text', /needs no consent/)
    await refused({ subject: null }, '#/subject', /needs a subject/)
    await refused({ medium: 'sms' }, '#/subject', /only an e-mail/)
    await refused({ language: '??' }, '#/language', /BCP 47/)
    const translation = { language: 'EN', subject: 'S', text: out }
    await refused({ translations: [translation] }, '#/translations/0/language', /already/)
    const german = { language: 'de', subject: '{{tire}}', text: out }
    await refused({ translations: [german] }, '#/translations/0/subject', /did you mean tier/)
    await refused({ variables: [{ name: 'x' }, { name: 'x' }] }, '#/variables/1', /twice/)
    await refused({ variables: [{ name: 'my.own' }] }, '#/variables/0', /no dot/)
    await refused({ variables: [{ name: 'tier' }] }, '#/variables/0', /there already/)
    const broken = await shop.post('/message-templates', { ...newsletter, subject: 'A\nBcc: x' })
    t.match(broken, { status: 400, body: { code: 'VALIDATION_FAILED' } }, 'one line only')
    t.equal((await shop.call({ url: '/v1/message-templates' })).body.data.length, 0)
  })

  t.test('templates: versions are counted, kept, and asked for by If-Match', async (t) => {
    const { id, version } = await shop.template()
    t.equal(version, 1)
    t.match(await shop.post('/message-templates', newsletter), {
      status: 409,
      body: { code: 'TEMPLATE_HANDLE_TAKEN' }
    })
    const { handle: _, medium: __, ...body } = newsletter
    const put = (ifMatch: string) =>
      shop.call({
        ...{ method: 'PUT', url: `/v1/message-templates/${id}` },
        ...{ body: { ...body, title: 'Better news' }, headers: { 'if-match': ifMatch } }
      })
    t.match(await put('"v1"'), { status: 200, body: { version: 2, title: 'Better news' } })
    t.equal((await put('"v1"')).status, 412)
    const url = `/v1/message-templates/${id}`
    t.match(await shop.call({ url }), { body: { version: 2, handle: 'news', requires: [] } })
    t.equal((await shop.call({ method: 'DELETE', url })).status, 204)
    t.equal((await shop.call({ url })).status, 404)
    const kept = await shop.engine.db.selectFrom('crmMessageTemplateVersions').selectAll().execute()
    t.same(kept.map((row) => row.version).sort(), [1, 2], 'what was sent can still be read')
  })

  t.test('preview: samples, a customer, its language, and a masked name', async (t) => {
    const { id } = await shop.template({
      handle: 'gifts',
      html: '<a href="{{unsubscribe.url}}">{{customer.name}} {{gift}}</a>',
      variables: [
        { name: 'gift', sample: 'a mug & tea' },
        { name: 'customer.name', default: 'friend' }
      ],
      translations: [{ language: 'zh-CN', subject: '你好', text: '{{unsubscribe.url}} {{tier}}' }]
    })
    const preview = async (body: object, as: 'owner' | 'marketer' = 'owner') => {
      const url = `/v1/message-templates/${id}/preview`
      return (await shop.call({ method: 'POST', url, body, as })).body
    }
    t.match(await preview({}), {
      language: 'en',
      subject: 'Hello Ann Example',
      html: /unsubscribe\/sample">Ann Example a mug &amp; tea</
    })
    const { id: named } = await shop.customer({ name: 'Zoe <b>', language: 'en-GB' })
    t.match(await preview({ customerId: named }), {
      subject: 'Hello Zoe <b>',
      html: /Zoe &lt;b&gt;/
    })
    t.match(await preview({ customerId: named }, 'marketer'), { subject: 'Hello Z***' })
    const { id: nameless } = await shop.customer({ emails: ['x@example.com'], language: 'zh' })
    t.match(await preview({ customerId: nameless, language: 'fr' }), { subject: 'Hello friend' })
    t.match(await preview({ customerId: nameless }), { language: 'zh-CN', subject: '你好' })
    t.match(await preview({ customerId: nameless, variables: { gift: '"x"' }, language: 'en' }), {
      html: /&quot;x&quot;/
    })
    t.equal(shop.outbox().length, 0)
  })

  t.test('check: what a use of a template lacks is said, by name', async (t) => {
    await shop.template()
    await shop.template({ ...receipt, text: '{{orderNumber}} {{coupon.code}}' })
    const { messages } = shop.engine.use('crm')
    const check = (template: string, ...variables: string[]) => ({ template, variables })
    const found = await messages.check(shop.engine.db, [
      check('news'),
      check('receipt', 'coupon.code', 'orderNumber'),
      check('receipt', 'coupon.code'),
      check('nothing')
    ])
    t.same(found.slice(0, 2), [null, null])
    t.match(found[2], /receipt needs orderNumber/)
    t.match(found[3], /none with the handle nothing/)
    const { id: customerId } = await shop.customer({ emails: ['a@example.com'] })
    await t.rejects(shop.request({ customerId, template: 'receipt' }), {
      code: 'TEMPLATE_VARIABLE_MISSING'
    })
    await t.rejects(shop.request({ customerId, template: 'nothing' }), { code: 'TEMPLATE_UNKNOWN' })
    await t.rejects(shop.request({ customerId: 'cus_none' }), { code: 'NOT_FOUND' })
  })
})

t.test('options: without a provider or a public address nothing is asked for', async (t) => {
  const shop = await buildMessageShop(t, 'sqlite', {
    messages: { outbox: undefined, publicUrl: undefined }
  })
  await shop.template()
  await shop.template({ ...receipt, variables: [{ name: 'orderNumber', default: '1' }] })
  const { messages } = shop.engine.use('crm')
  const [missing] = await messages.check(shop.engine.db, [{ template: 'news', variables: [] }])
  t.match(missing, /email: set messages\.smtp or messages\.webhook or messages\.outbox/)
  const customerIds = [(await shop.customer({ emails: ['a@example.com'] })).id]
  const sent = await shop.post('/messages/batch', { template: 'news', to: { customerIds } })
  t.match(sent, { status: 409, body: { code: 'MESSAGE_PROVIDER_MISSING' } })
  const hidden = await buildMessageShop(t, 'sqlite', { messages: { publicUrl: undefined } })
  await hidden.template()
  await hidden.template({ ...receipt, variables: [{ name: 'orderNumber', default: '1' }] })
  const uses = ['news', 'receipt'].map((template) => ({ template, variables: [] }))
  const found = await hidden.engine.use('crm').messages.check(hidden.engine.db, uses)
  t.match(found[0], /messages\.publicUrl/)
  t.equal(found[1], null, 'a service message has no way out')
  const bad = (messages: object) => buildMessageShop(t, 'sqlite', { messages: { ...messages } })
  await t.rejects(bad({ quietHours: { from: '22:00', to: '22:00' } }), {
    code: 'MESSAGES_OPTION_INVALID',
    message: /quietHours/
  })
  await t.rejects(bad({ webhook: { url: 'https://x.example', secret: 'short' } }), {
    code: 'MESSAGES_OPTION_INVALID',
    message: /webhook\.secret/
  })
  await t.rejects(bad({ smtp: { host: 'x' } }), { code: 'CONFIG_INVALID', message: /smtp\.from/ })
})

t.test('syntax: no value gets out of its place, whatever it holds', async (t) => {
  const any = fc.string({ unit: 'binary', maxLength: 40 })
  fc.assert(
    fc.property(any, any, (before, value) => {
      const text = before.replaceAll('{', '')
      const parts = parseText(`${text}{{x}}<i>`)
      if (!Array.isArray(parts)) return false
      const html = fill(parts, { x: value }, 'html').slice(text.length, -'<i>'.length)
      const subject = fill(parts, { x: value }, 'subject')
      const plain = fill(parts, { x: value }, 'text')
      return (
        !/[<>"']/.test(html) &&
        !/[\p{Cc}\u2028\u2029]/u.test(subject) &&
        plain === `${text}${value}<i>`
      )
    })
  )
  t.same(parseText('a}} {{ b }}'), [{ text: 'a}} ' }, { variable: 'b' }], 'style sheets have }}')
})
