import { onEachDatabase } from '../harness.ts'
import { fill, known, openSegmentShop } from './segment-shop.ts'
import { orderOf } from './shop.ts'

onEachDatabase(async (t, kind) => {
  t.test('segments: whoever is in one that is deleted leaves it, by the batch', async (t) => {
    const shop = await openSegmentShop(t, kind)
    const batches: number[] = []
    shop.engine.registrations.observers.push(async (_tx, event, batch) => {
      if (event === 'segment.left') batches.push(batch.length)
    })
    await shop.intake(
      Array.from({ length: 501 }, (_, i) => orderOf(`o${i}`, { externalId: `b${i}` }))
    )
    const bought = await shop.segment('bought', { orderCount: { atLeast: 1 } })
    await shop.call({ method: 'DELETE', url: `/v1/segments/${bought.id}` })
    t.same(batches, [500, 1])
    t.same(await shop.findings(), [])
  })

  t.test('segments: changed, listed, compared, written down and deleted', async (t) => {
    const shop = await openSegmentShop(t, kind)
    const { ann } = await fill(shop)
    const vip = await shop.segment('vip', { tag: ['vip'] })
    const many = await shop.segment('many', { orderCount: { atLeast: 1 } })
    const url = `/v1/segments/${vip.id}`
    t.match((await shop.call({ url })).body, { size: 2, refreshedAt: /Z$/ })
    t.same((await shop.call({ url: `${url}/overlap?with=${many.id}` })).body, {
      ...{ size: 2, otherSize: 3, both: 2, onlyThis: 0, onlyOther: 1 }
    })
    const snapshot = (await shop.post(`/segments/${vip.id}/snapshots`, { note: 'before' })).body
    t.match(snapshot, { size: 2, handle: 'vip', rule: { tag: ['vip'] } })

    const change = (body: object, match: string) =>
      shop.call({ method: 'PATCH', url, body, headers: { 'if-match': match } })
    t.match((await change({ rule: { country: ['CN'] } }, '"v1"')).body, {
      version: 2,
      refreshedAt: null
    })
    t.equal((await change({ title: 'Late' }, '"v1"')).status, 412)
    await shop.refresh(vip.id)
    t.same(await shop.membersOf('vip'), ['ann'])
    const members = await shop.call({ url: `/v1/segments/snapshots/${snapshot.id}/members` })
    t.equal(members.body.data.length, 2, 'the snapshot stays as it was')

    const page = await shop.call({ url: '/v1/segments?kind=rule&limit=1' })
    t.match(page.body.data, [{ handle: 'many', size: 3 }])
    t.ok(page.body.next)
    t.match((await shop.call({ url: `${url}/members` })).body.data, [{ customerId: ann.id }])
    t.equal((await shop.call({ method: 'DELETE', url })).status, 204)
    t.equal((await shop.call({ url })).status, 404)
    const kept = await shop.call({ url: `/v1/segments/${vip.id}/snapshots` })
    t.match(kept.body.data, [{ id: snapshot.id, note: 'before' }])
    const as = 'analyst' as const
    t.equal((await shop.call({ url: '/v1/segments', as })).status, 200)
    const denied = await shop.call({
      method: 'POST',
      url: '/v1/segments',
      as,
      body: { handle: 'x', title: 'X', kind: 'static' }
    })
    t.equal(denied.status, 403)
  })

  t.test('static lists: by ids and by file; they go with their members', async (t) => {
    const shop = await openSegmentShop(t, kind)
    const { ann, bob, cy } = await fill(shop)
    const list = await shop.segment('list')
    await shop.segment('listed', { segment: ['list'] })
    const url = `/segments/${list.id}`
    t.same((await shop.post(`${url}/members`, { customerIds: [ann.id, ann.id, 'nobody'] })).body, {
      ...{ given: 2, added: 1, known: 0, unknown: ['nobody'] }
    })
    const csv = `name,customerId\r\nBob,${bob.id}\r\nAnn,${ann.id}\r\n`
    const file = await shop.call({
      method: 'POST',
      url: `/v1${url}/import`,
      body: csv,
      headers: { 'content-type': 'text/csv' }
    })
    t.match(file, { status: 200, body: { given: 2, added: 1, known: 1, unknown: [] } })
    t.same(await shop.membersOf('listed'), ['ann', 'bob'])
    const wrong = await shop.call({
      method: 'POST',
      url: `/v1${url}/import`,
      body: 'id\r\n1\r\n',
      headers: { 'content-type': 'text/csv' }
    })
    t.match(wrong, { status: 400, body: { code: 'CSV_HEADER_INVALID' } })

    await shop.post(`/customers/${cy.id}/merge`, { fromId: bob.id })
    const idsOf = async () =>
      (await shop.call({ url: `/v1${url}/members` })).body.data.map(
        ({ customerId }: { customerId: string }) => customerId
      )
    t.same(await idsOf(), [ann.id, cy.id].sort())
    await shop.post(`/customers/${bob.id}/unmerge`)
    t.same(await idsOf(), [ann.id, bob.id].sort(), 'an unmerge gives the place back')
    const gone = await shop.call({ method: 'DELETE', url: `/v1${url}/members/${ann.id}` })
    t.equal(gone.status, 204)
    t.same(await idsOf(), [bob.id])
    const rule = await shop.segment('rule', { country: ['CN'] })
    const refused = await shop.post(`/segments/${rule.id}/members`, { customerIds: [bob.id] })
    t.match(refused, { status: 409, body: { code: 'SEGMENT_KIND_WRONG' } })
    t.same(await shop.findings(), [])
  })

  t.test(
    'export: personal columns for who may see them, formulas defused, every look noted',
    async (t) => {
      const shop = await openSegmentShop(t, kind)
      const eve = await shop.customer(
        known('eve', { name: '=HYPERLINK("x")', emails: ['eve@example.com'], country: 'CN' })
      )
      const all = await shop.segment('all', { country: ['CN'] })
      const get = (format: string, as: 'manager' | 'marketer') =>
        shop.call({ url: `/v1/segments/${all.id}/export?format=${format}`, as })
      const masked = await get('csv', 'marketer')
      t.match(masked.text, /^customerId,enteredAt,country,language\n/)
      t.notMatch(masked.text, /HYPERLINK|eve@/)
      const looks = async () =>
        (await shop.call({ url: `/v1/audit?subjectId=${eve.id}&limit=100` })).body.data.filter(
          ({ action }: { action: string }) => action === 'customer.look'
        ).length
      const before = await looks()
      const open = await get('csv', 'manager')
      t.match(open.text, /'=HYPERLINK/)
      t.match(open.text, /eve@example\.com/)
      t.equal(await looks(), before + 1)
      const line = JSON.parse((await get('ndjson', 'manager')).text)
      t.match(line, { customerId: eve.id, name: '=HYPERLINK("x")', emails: 'eve@example.com' })
    }
  )
})
