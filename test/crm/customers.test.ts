import { type CompiledQuery, sql } from 'kysely'
import type { EngineConfig } from 'shopkeeper'
import { orderPartsMigration } from '../../plugins/crm/migrations/0013-order-parts.ts'
import { buildTestEngine, onEachDatabase, until } from '../harness.ts'
import { channelOrder, line } from '../orders/shop.ts'
import { buildCrmShop, type CrmShop, encryptionKey, orderOf } from './shop.ts'

const ann = { externalId: 'ann', name: 'Ann Example', email: 'Ann@Example.com ' }

const totals = (orders: number, netMinor: number, units: number) => [
  { currency: 'CNY', orders, netMinor, units }
]

async function summary({ engine }: CrmShop, id: string) {
  return (await engine.use('crm').summaries(engine.db, [id])).get(id)
}

onEachDatabase(async (t, kind) => {
  t.test('crm: without an encryption key it does not start, and says which setting', async (t) => {
    const config = { plugins: ['catalog', 'inventory', 'orders', 'crm'], adapters: [] }
    await t.rejects(buildTestEngine(t, kind, config), {
      code: 'CRM_KEY_MISSING',
      message: /encryptionKey/
    })
    const namesOf = async (more: { encryptionKey: string | undefined }) => {
      const { engine } = await buildTestEngine(t, kind, { adapters: [], ...more } as EngineConfig)
      return engine.report.map(({ name }) => name)
    }
    t.notOk((await namesOf({ encryptionKey: undefined })).includes('crm'), 'off by default')
    t.ok((await namesOf({ encryptionKey })).includes('crm'), 'on by default with one')
  })

  t.test('orders: who is found by id, by contact, or not at all', async (t) => {
    const shop = await buildCrmShop(t, kind)
    await shop.intake([
      orderOf('1', ann),
      orderOf('2', { externalId: 'ann' }),
      orderOf('3', { externalId: null, email: 'ann@example.COM' }),
      orderOf('4', { externalId: null }),
      orderOf('5', { externalId: null, name: 'Bob', phone: '***' }),
      orderOf('6', { externalId: 'cid', phone: '+86 138-0013-8001' }),
      orderOf('7', { externalId: null, phone: '13800138001' })
    ])
    const page = await shop.call({ url: '/v1/customers' })
    t.equal(page.body.data.length, 2, 'two with a contact or an id; two guests')
    const own = await shop.customerOf('ann')
    t.match(own, { name: 'Ann Example', emails: ['ann@example.com'], totals: totals(3, 3000, 3) })
    t.match(await shop.customerOf('cid'), {
      phones: ['+8613800138001'],
      totals: totals(2, 2000, 2)
    })
    const found = await shop.engine.use('crm').find(shop.engine.db, [
      { channelId: 'chn_other', externalId: 'x', email: 'ANN@example.com' },
      { channelId: 'chn_other', externalId: 'ann' },
      { channelId: 'chn_test', externalId: 'cid', email: 'ann@example.com' },
      { channelId: 'chn_other', externalId: null, phone: '13800138001', country: 'CN' }
    ])
    const cid = (await shop.customerOf('cid')).id
    t.same(found, [own.id, null, cid, cid], 'the id of the channel goes before a contact')
    t.same(await shop.findings(), [])
  })

  t.test('orders: what they contribute follows their changes, once each', async (t) => {
    const shop = await buildCrmShop(t, kind)
    const placedAt = (day: number) => `2026-03-0${day}T00:00:00.000Z`
    const one = orderOf('1', ann, { units: 2, placedAt: placedAt(1) })
    const two = orderOf('2', ann, { units: 3, placedAt: placedAt(2), discountMinor: 500 })
    const three = orderOf('3', ann, { units: 1, placedAt: placedAt(3), currency: 'USD' })
    await shop.intake([one, two, three])
    await shop.intake([one, two, three])
    const { id } = await shop.customerOf('ann')
    const usd = { currency: 'USD', orders: 1, netMinor: 1000, units: 1 }
    t.match((await shop.read(id)).totals, [...totals(2, 4500, 5), usd])
    t.match(await summary(shop, id), {
      orders: 3,
      firstOrderAt: placedAt(1),
      lastOrderAt: placedAt(3)
    })
    const canceled = { ...one, status: 'canceled' as const, modifiedAt: '2026-03-02T00:00:00.000Z' }
    await shop.intake([canceled])
    await shop.intake([canceled])
    t.match((await shop.read(id)).totals, [...totals(1, 2500, 3), usd])
    t.match(await summary(shop, id), { orders: 2, firstOrderAt: placedAt(2) })
    const fewer = channelOrder('2', 30, [line('MUG', 2)], {
      ...{ buyer: ann, placedAt: placedAt(2), discountMinor: 500 }
    })
    await shop.intake([fewer])
    t.match((await shop.read(id)).totals, [...totals(1, 1500, 2), usd])
    await shop.engine.transaction((tx) =>
      shop.engine
        .use('orders')
        .intakeCreditNotes(tx, { channelId: 'chn_test', unknownSkus: 'hold' }, [
          {
            kind: 'creditNote',
            externalId: 'C1',
            reason: 'return',
            orderExternalId: '2',
            currency: 'CNY',
            buyer: ann,
            lines: [{ sku: 'MUG', title: 'Mug', quantity: -1, totalMinor: -1000 }],
            issuedAt: placedAt(4)
          }
        ])
    )
    t.match((await shop.read(id)).totals, [...totals(1, 500, 2), usd], 'a refund is taken off')
    const kinds = (await shop.call({ url: `/v1/customers/${id}/timeline` })).body.data.map(
      (entry: { kind: string }) => entry.kind
    )
    t.same(kinds.filter((kind: string) => kind === 'order.placed').length, 3)
    t.same(kinds.filter((kind: string) => kind === 'order.canceled').length, 1)
    t.same(await shop.findings(), [])
  })

  t.test('orders: units canceled here and orders split here', async (t) => {
    const shop = await buildCrmShop(t, kind)
    await shop.intake([orderOf('1', ann, { units: 4 })])
    const { id } = await shop.customerOf('ann')
    const list = await shop.call({ url: '/v1/orders?externalId=1' })
    const order = list.body.data[0]
    const lineId = order.lines[0].id
    const cut = await shop.post(`/orders/${order.id}/cancel`, { lines: [{ lineId, quantity: 1 }] })
    t.equal(cut.status, 200, cut.text)
    t.match((await shop.read(id)).totals, totals(1, 3000, 3))
    const split = await shop.post(`/orders/${order.id}/split`, { lines: [{ lineId, quantity: 2 }] })
    t.equal(split.status, 201, split.text)
    t.match((await shop.read(id)).totals, [{ orders: 1, units: 3 }], 'still one order of three')
    const timeline = (await shop.call({ url: `/v1/customers/${id}/timeline` })).body.data
    t.match(timeline, [{ kind: 'order.placed', detail: { orderId: order.id } }])
    t.equal(timeline.length, 1, 'placed once')

    // As facts were before they said so.
    await shop.engine.transaction(async (tx) => {
      await tx.updateTable('crmOrderFacts').set({ splitFrom: null }).execute()
      const [, fill] = orderPartsMigration.sql!.split(';')
      await sql.raw(fill!).execute(tx)
    })
    const facts = shop.engine.db.selectFrom('crmOrderFacts').select('splitFrom')
    t.same(await facts.orderBy('orderId').execute(), [{ splitFrom: null }, { splitFrom: order.id }])
    t.same(await shop.findings(), [])
  })

  t.test('orders: those that were there before crm was are taken by a job, once', async (t) => {
    const plugins = ['catalog', 'inventory', 'orders']
    const before = await buildTestEngine(t, kind, { plugins, adapters: [], encryptionKey })
    const orders = Array.from({ length: 250 }, (_, at) =>
      orderOf(`o${at}`, { externalId: `b${at % 40}` })
    )
    await before.engine.transaction((tx) =>
      before.engine
        .use('orders')
        .intake(tx, { channelId: 'chn_test', unknownSkus: 'createUntracked' }, orders)
    )
    const shop = await buildCrmShop(t, kind, { database: before.database, start: true })
    const isDone = async () => {
      const row = await shop.engine.db.selectFrom('crmBackfills').selectAll().executeTakeFirst()
      return Boolean(row?.finishedAt)
    }
    await until(isDone, { what: 'the job at its end' })
    const count = async () =>
      (await shop.engine.db.selectFrom('customers').select('id').execute()).length
    t.equal(await count(), 40)
    t.match((await shop.customerOf('b0')).totals, totals(7, 7000, 7))
    await shop.intake([orderOf('new', { externalId: 'b0' })])
    t.match((await shop.customerOf('b0')).totals, totals(8, 8000, 8))
    t.same(await shop.findings(), [])
  })

  t.test('orders: a page takes the same statements whatever its size', async (t) => {
    const shop = await buildCrmShop(t, kind)
    await shop.intake([orderOf('warm', { externalId: 'warm', email: 'w@example.com' })])
    const sizes: number[] = []
    for (const size of [1, 5, 60]) {
      const orders = Array.from({ length: size }, (_, at) =>
        orderOf(`s${size}-${at}`, {
          externalId: `b${size}-${at}`,
          email: `b${size}-${at}@example.com`
        })
      )
      let statements = 0
      await shop.engine.transaction((tx) => {
        const executor = tx.getExecutor()
        const execute = executor.executeQuery.bind(executor)
        executor.executeQuery = (query: CompiledQuery, ...rest: never[]) => {
          if (/customer|crm_/.test(query.sql)) statements++
          return (execute as (query: CompiledQuery, ...rest: never[]) => never)(query, ...rest)
        }
        const source = { channelId: 'chn_test', unknownSkus: 'createUntracked' as const }
        return shop.engine.use('orders').intake(tx, source, orders)
      })
      sizes.push(statements)
    }
    t.ok(sizes[0]! > 0, 'statements were seen')
    t.same(sizes, [sizes[0], sizes[0], sizes[0]])
  })

  t.test('customers: made, changed and listed', async (t) => {
    const shop = await buildCrmShop(t, kind)
    const made = await shop.customer({
      name: 'Ann Example',
      birthOn: '1990-02-28',
      language: 'ZH-cn',
      zone: 'Asia/Shanghai',
      country: 'CN',
      emails: ['ann@example.com', 'ANN@example.com'],
      phones: ['138 0013 8001'],
      attributes: { size: 'M', score: 4.5, isNice: true },
      identities: [{ channelId: 'chn_test', externalId: 'ann' }],
      tags: ['vip', 'vip']
    })
    t.match(made, { name: 'A***', emails: ['a***'], phones: ['***01'], birthOn: null })
    const own = await shop.read(made.id)
    t.match(own, {
      name: 'Ann Example',
      birthOn: '1990-02-28',
      language: 'zh-CN',
      emails: ['ann@example.com'],
      phones: ['+8613800138001'],
      attributes: { size: 'M', score: 4.5, isNice: true },
      identities: [{ channelId: 'chn_test', externalId: 'ann' }],
      tags: ['vip']
    })
    const read = await shop.call({ url: `/v1/customers/${made.id}` })
    const etag = String(read.headers.etag)
    const patch = (body: object, match = etag) =>
      shop.call({
        method: 'PATCH',
        url: `/v1/customers/${made.id}`,
        body,
        headers: { 'if-match': match }
      })
    t.equal((await patch({ emails: ['new@example.com'], phones: [], zone: null })).status, 200)
    t.equal((await patch({ name: 'Else' })).status, 412)
    t.match(await shop.read(made.id), {
      name: 'Ann Example',
      emails: ['new@example.com'],
      phones: [],
      zone: null
    })
    const found = async (body: object) =>
      (await shop.post('/customers/search', body)).body.data.map(({ id }: { id: string }) => id)
    t.same(await found({ email: ' New@Example.com' }), [made.id])
    t.same(await found({ email: 'ann@example.com' }), [], 'no longer hers')
    t.same(await found({ phone: '+8613800138001' }), [])
    const ids = async (query: string) =>
      (await shop.call({ url: `/v1/customers?${query}` })).body.data.map(
        ({ id }: { id: string }) => id
      )
    t.same(await ids('tag=vip&channelId=chn_test'), [made.id])
    t.same(await ids('tag=other'), [])
    const told = async () =>
      (await shop.call({ url: `/v1/customers/${made.id}/timeline` })).body.data.filter(
        ({ kind }: { kind: string }) => kind === 'tag.added'
      ).length
    t.equal(await told(), 1)
    await shop.post(`/customers/${made.id}/tags`, { tag: 'vip' })
    t.equal(await told(), 1, 'a tag that was there is no news')
    await shop.post(`/customers/${made.id}/tags`, { tag: 'wholesale' })
    t.equal(await told(), 2)
    t.same(await shop.findings(), [])
  })

  t.test('customers: what makes no sense is refused, with the field and the fix', async (t) => {
    const shop = await buildCrmShop(t, kind)
    const { id } = await shop.customer({ emails: ['ann@example.com'] })
    const refused = async (body: object, code: string, field: string) => {
      const answer = await shop.post('/customers', body)
      t.match(answer, { status: code.endsWith('TAKEN') ? 409 : 422, body: { code, field } })
      t.ok(answer.body.detail.length > field.length, answer.text)
    }
    await refused({ emails: ['nobody'] }, 'CONTACT_INVALID', 'emails[0]')
    await refused({ phones: ['13800138001'] }, 'CONTACT_INVALID', 'phones[0]')
    await refused({ emails: ['Ann@example.com'] }, 'CONTACT_TAKEN', 'emails[0]')
    await refused({ birthOn: '2026-02-30' }, 'CUSTOMER_FIELD_INVALID', 'birthOn')
    await refused({ zone: 'Mars/Base' }, 'CUSTOMER_FIELD_INVALID', 'zone')
    await refused({ zone: '' }, 'CUSTOMER_FIELD_INVALID', 'zone')
    await refused({ language: '??' }, 'CUSTOMER_FIELD_INVALID', 'language')
    await refused({ language: '' }, 'CUSTOMER_FIELD_INVALID', 'language')
    const patch = (body: object) => shop.call({ method: 'PATCH', url: `/v1/customers/${id}`, body })
    t.equal((await patch({ zone: 'Asia/Tokyo', language: 'ja' })).status, 200)
    t.match(await patch({ zone: '' }), { status: 422, body: { field: 'zone' } })
    t.match(await shop.read(id), { zone: 'Asia/Tokyo', language: 'ja' })
    t.equal((await patch({ zone: null, language: null })).status, 200)
    t.match(await shop.read(id), { zone: null, language: null }, 'null clears')
    t.equal((await shop.call({ url: '/v1/customers' })).body.data.length, 1, 'nothing half done')
    t.match(await shop.call({ url: '/v1/customers/cus_none' }), { status: 404 })
    t.equal((await shop.post(`/customers/${id}/tags`, { tag: 'No Tag' })).status, 400)
  })

  t.test('customers: a list of any size takes three queries', async (t) => {
    const shop = await buildCrmShop(t, kind)
    const orders = Array.from({ length: 60 }, (_, at) =>
      orderOf(`o${at}`, { externalId: `b${at}`, email: `b${at}@example.com` })
    )
    await shop.intake(orders)
    await shop.call({ url: '/v1/customers?limit=1', as: 'analyst' })
    const queries: string[] = []
    const executor = shop.engine.db.getExecutor()
    const execute = executor.executeQuery.bind(executor)
    executor.executeQuery = (query: CompiledQuery, ...rest: never[]) => {
      if (!query.sql.includes('api_keys')) queries.push(query.sql)
      return (execute as (query: CompiledQuery, ...rest: never[]) => never)(query, ...rest)
    }
    for (const limit of [1, 60]) {
      queries.length = 0
      const { body } = await shop.call({ url: `/v1/customers?limit=${limit}`, as: 'analyst' })
      t.equal(body.data.length, limit)
      t.equal(queries.length, 3, `${limit}: ${queries.length} queries`)
    }
  })
})
