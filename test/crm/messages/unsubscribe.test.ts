import { onEachDatabase } from '../../harness.ts'
import { buildMessageShop, type MessageShop, receipt } from './shop.ts'

const formType = 'application/x-www-form-urlencoded'

/** Sends the newsletter to a customer. Returns the path of the link in it. */
async function linkFor(shop: MessageShop, customerId: string, more: object = {}): Promise<string> {
  await shop.request({ customerId, ...more })
  await shop.work()
  const { id } = (await shop.messages()).at(-1)!
  const mail = shop.file(`${id}.eml`).replace(/=\r\n/g, '')
  return /https:\/\/shop\.example(\/v1\/unsubscribe\/[\w.-]+)/.exec(mail)![1]!
}

onEachDatabase(async (t, kind) => {
  const shop = await buildMessageShop(t, kind)
  await shop.template()
  await shop.template(receipt)
  const visit = (shop: MessageShop, method: 'GET' | 'POST', url: string, more: object = {}) =>
    shop.engine.app.inject({ method, url, ...more })
  const consents = async (shop: MessageShop, id: string) =>
    (await shop.call({ url: `/v1/customers/${id}/consents` })).body

  t.test('unsubscribe: a look asks, a post withdraws, once, with proof', async (t) => {
    const customerId = await shop.subscriber('ann@example.com')
    const url = await linkFor(shop, customerId)
    const page = await visit(shop, 'GET', url, { headers: { 'accept-language': 'zh-CN,en' } })
    t.match(page, { statusCode: 200, headers: { 'content-type': /text\/html/ } })
    t.match(page.body, /<form method="post">.*退订/)
    t.equal((await visit(shop, 'HEAD' as 'GET', url)).statusCode, 200)
    t.match(await consents(shop, customerId), { data: [{ status: 'granted' }] })
    const click = { headers: { 'content-type': formType }, payload: 'List-Unsubscribe=One-Click' }
    const done = await visit(shop, 'POST', url, click)
    t.equal(done.statusCode, 200)
    t.match(done.body, /no more messages/)
    const multipart = {
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      payload:
        '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--'
    }
    t.equal((await visit(shop, 'POST', url, multipart)).statusCode, 200)
    t.equal((await visit(shop, 'POST', url)).statusCode, 200, 'without a body too')
    const { data, history } = await consents(shop, customerId)
    t.match(data, [{ purpose: 'marketing.email', status: 'withdrawn' }])
    t.equal(history.length, 2, 'said once')
    const { id } = (await shop.messages()).at(-1)!
    t.match(history.at(-1), {
      ...{ status: 'withdrawn', source: `unsubscribe:${id}`, textVersion: 'news:1' },
      ...{ actor: 'customer', ip: '127.0.0.1' }
    })
    await shop.request({ customerId })
    await shop.work()
    t.equal((await shop.fates()).at(-1), 'skipped: unsubscribed')
  })

  t.test('unsubscribe: a link that is not ours changes nothing, and says so', async (t) => {
    const customerId = await shop.subscriber('bob@example.com')
    const url = await linkFor(shop, customerId)
    const other = `${url.slice(0, -2)}${url.endsWith('AA') ? 'BB' : 'AA'}`
    for (const wrong of [other, '/v1/unsubscribe/x', `${url}x`, url.replace('cms_', 'cms_0')]) {
      for (const method of ['GET', 'POST'] as const) {
        const answer = await visit(shop, method, wrong)
        t.equal(answer.statusCode, 404, `${method} ${wrong}`)
        t.match(answer.body, /not valid/)
      }
    }
    t.match(await consents(shop, customerId), { data: [{ status: 'granted' }] })
    const huge = { headers: { 'content-type': formType }, payload: 'x'.repeat(20_000) }
    t.equal((await visit(shop, 'POST', url, huge)).statusCode, 413)
  })

  t.test('unsubscribe: holds after an unmerge, whoever had withdrawn before', async (t) => {
    for (const quiet of ['ann', 'twin'] as const) {
      const ann = await shop.subscriber(`${quiet}-ann@example.com`)
      const twin = await shop.subscriber(`${quiet}-twin@example.com`)
      const url = await linkFor(shop, quiet === 'ann' ? twin : ann)
      const said = { purpose: 'marketing.email', status: 'withdrawn', source: 'call' }
      await shop.post(`/customers/${quiet === 'ann' ? ann : twin}/consents`, said)
      shop.clock.advance(1000)
      await shop.post(`/customers/${ann}/merge`, { fromId: twin })
      shop.clock.advance(1000)
      await visit(shop, 'POST', url)
      const { history } = await consents(shop, ann)
      await visit(shop, 'POST', url)
      t.same((await consents(shop, ann)).history, history, 'said once')
      await shop.post(`/customers/${twin}/unmerge`)
      for (const id of [ann, twin]) {
        t.match(await consents(shop, id), { data: [{ status: 'withdrawn' }] }, quiet)
      }
    }
    t.same(await shop.findings(), [])
  })

  t.test(
    'unsubscribe: for who the customer is by now; a service message has no way out',
    async (t) => {
      const ann = await shop.subscriber('cid@example.com')
      const twin = await shop.subscriber('twin@example.com')
      const url = await linkFor(shop, twin)
      await shop.post(`/customers/${ann}/merge`, { fromId: twin })
      await visit(shop, 'POST', url)
      t.match(await consents(shop, ann), { data: [{ status: 'withdrawn' }] })
      t.same(await shop.findings(), [])
      const more = { template: 'receipt', variables: { orderNumber: '1' } }
      await shop.request({ customerId: ann, ...more })
      await shop.work()
      t.notMatch(shop.file(shop.outbox().at(-1)!), /unsubscribe/i)
      await shop.post(`/customers/${ann}/erase`)
      t.equal((await visit(shop, 'POST', url)).statusCode, 200, 'of an erased customer too')
    }
  )
})
