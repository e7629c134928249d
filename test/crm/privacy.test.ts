import { sql } from 'kysely'
import { insertAll } from '#core/database/rows'
import { tellTimeline } from '../../plugins/crm/customers/timeline.ts'
import { erasedWordsMigration } from '../../plugins/crm/migrations/0012-erased-words.ts'
import { canaryPerson } from '../canaries.ts'
import { onEachDatabase } from '../harness.ts'
import { buildCrmShop, type CrmShop, orderOf } from './shop.ts'

const { name, phone, email, street } = canaryPerson
const buyer = { externalId: 'wei', name, phone: `+86${phone}`, email }
const address = { recipient: name, phone, lines: [street], city: 'Hangzhou', country: 'CN' }

/** Every text in every table, but the audit log's own words about what was done. */
async function everything({ engine }: CrmShop, but: readonly string[] = []): Promise<string> {
  const { rows: tables } =
    engine.db.dialect === 'sqlite'
      ? await sql<{ name: string }>`select name from pragma_table_list
          where schema = 'main' and type = 'table'`.execute(engine.db)
      : await sql<{ name: string }>`select table_name as name from information_schema.tables
          where table_schema = current_schema()`.execute(engine.db)
  let text = ''
  for (const table of tables.filter((one) => !but.includes(one.name))) {
    const { rows } = await sql`select * from ${sql.table(table.name)}`.execute(engine.db)
    text += JSON.stringify(rows)
  }
  return text
}

async function wei(shop: CrmShop): Promise<string> {
  await shop.intake([orderOf('1', buyer, { address, note: `for ${name}` })])
  const { id } = await shop.customerOf('wei')
  await shop.post(`/customers/${id}/addresses`, { label: 'Home', ...address })
  await shop.post(`/customers/${id}/notes`, { text: `${name} likes blue` })
  await shop.post(`/customers/${id}/consents`, {
    ...{ purpose: 'marketing.email', source: 'checkout', textVersion: '3', ip: '203.0.113.77' }
  })
  return id
}

onEachDatabase(async (t, kind) => {
  t.test('at rest: nothing of a customer lies open outside of its orders', async (t) => {
    const shop = await buildCrmShop(t, kind)
    const id = await wei(shop)
    const change = {
      method: 'PATCH' as const,
      url: `/v1/customers/${id}`,
      body: { name, emails: [email] },
      headers: { 'idempotency-key': 'change-1' }
    }
    t.equal((await shop.call(change)).status, 200)
    const text = await everything(shop, ['orders'])
    for (const secret of [name, phone, email, street, '203.0.113.77']) {
      t.notOk(text.includes(secret), `${secret} is sealed`)
    }
  })

  t.test('reading: masked without crm:personal, and every look is in the audit log', async (t) => {
    const shop = await buildCrmShop(t, kind)
    const id = await wei(shop)
    const urls = ['', `/${id}`, `/${id}/addresses`, `/${id}/notes`, `/${id}/consents`]
    const looks = async () =>
      (await shop.call({ url: `/v1/audit?subjectId=${id}&limit=100` })).body.data.filter(
        ({ action }: { action: string }) => action === 'customer.look'
      ).length
    const before = await looks()
    for (const url of urls) {
      const { status, text } = await shop.call({ url: `/v1/customers${url}`, as: 'analyst' })
      t.equal(status, 200)
      for (const secret of [name, phone, email, street, '203.0.113.77']) {
        t.notOk(text.includes(secret), `${url} hides ${secret}`)
      }
    }
    t.equal(await looks(), before, 'masked is no look')
    for (const url of urls) await shop.call({ url: `/v1/customers${url}`, as: 'support' })
    const found = await shop.call({
      ...{ method: 'POST', url: '/v1/customers/search', body: { email }, as: 'support' }
    })
    t.match(found.body.data, [{ name, emails: [email], phones: [`+86${phone}`] }])
    t.equal(await looks(), before + 6)
    const exporting = { url: `/v1/customers/${id}/export` }
    t.equal((await shop.call({ ...exporting, as: 'marketer' })).status, 403)
    const erasing = { method: 'POST' as const, url: `/v1/customers/${id}/erase` }
    t.equal((await shop.call({ ...erasing, as: 'marketer' })).status, 403)
  })

  t.test('export: everything that is kept about a person, those merged into it too', async (t) => {
    const shop = await buildCrmShop(t, kind)
    const id = await wei(shop)
    const other = await shop.customer({ name: 'Wei at home', emails: ['home@birds.example'] })
    await shop.post(`/customers/${id}/merge`, { fromId: other.id })
    const { status, body, text } = await shop.call({ url: `/v1/customers/${id}/export` })
    t.equal(status, 200)
    t.match(body, {
      customer: { name, emails: [email, 'home@birds.example'] },
      merged: [{ id: other.id, name: 'Wei at home' }],
      addresses: [{ label: 'Home', recipient: name, lines: [street] }],
      notes: [{ text: `${name} likes blue` }],
      consents: [{ purpose: 'marketing.email', textVersion: '3', ip: '203.0.113.77' }],
      orders: [{ externalId: '1', buyer: { name, email }, address: { lines: [street] } }]
    })
    t.ok(text.includes('"order.placed"') && text.includes('"merged"'), 'with its history')
    t.match(await shop.call({ url: `/v1/customers/${other.id}/export` }), {
      status: 409,
      body: { code: 'CUSTOMER_MERGED', livingId: id }
    })
  })

  t.test(
    'erase: nobody is left, the accounts stay, and a channel cannot bring it back',
    async (t) => {
      const shop = await buildCrmShop(t, kind)
      const id = await wei(shop)
      const other = await shop.customer({ name, emails: [`second.${email}`] })
      await shop.post(`/customers/${id}/merge`, { fromId: other.id })
      const totals = (await shop.read(id)).totals
      const erased = await shop.post(`/customers/${id}/erase`)
      t.match(erased, { status: 200, body: { orders: 1, contacts: 3, identities: 1 } })
      t.same(erased.body.customerIds.sort(), [id, other.id].sort())
      const gone = await everything(shop)
      for (const secret of [name, phone, email, street, '203.0.113.77', '"wei"']) {
        t.notOk(gone.includes(secret), `${secret} is nowhere`)
      }
      t.match(await shop.read(id), { state: 'erased', name: null, emails: [], totals })
      t.match((await shop.call({ url: `/v1/audit?subjectId=${id}` })).body.data[0], {
        action: 'customer.look'
      })
      const proofs = (await shop.call({ url: `/v1/audit?subjectId=${id}` })).body.data
      t.ok(proofs.some(({ action }: { action: string }) => action === 'customer.erase'))
      await shop.intake([
        orderOf('1', buyer, { address, minute: 5, status: 'shipped', note: `for ${name}` })
      ])
      const order = (await shop.call({ url: '/v1/orders?externalId=1' })).body.data[0]
      t.match(order, { state: 'shipped', buyer: null, address: null, customerRef: null })
      t.notOk((await everything(shop)).includes(name), 'still nowhere')
      t.match(await shop.post(`/customers/${id}/notes`, { text: 'x' }), {
        status: 409,
        body: { code: 'CUSTOMER_ERASED' }
      })
      t.match(await shop.post(`/customers/${other.id}/unmerge`), {
        status: 409,
        body: { code: 'CUSTOMER_ERASED' }
      })
      await shop.intake([orderOf('2', buyer)])
      const again = await shop.customerOf('wei')
      t.not(again.id, id, 'the same buyer is a new customer')
      t.match(again.totals, [{ orders: 1 }])
      t.same(await shop.findings(), [])
    }
  )

  t.test('erasure: what earlier versions left of it is taken away', async (t) => {
    const shop = await buildCrmShop(t, kind)
    const { id: customerId } = await shop.customer()
    await shop.post(`/customers/${customerId}/erase`)
    const said = 'Ann Example wrote'
    await shop.engine.transaction(async (tx) => {
      const detail = { taskId: 'tsk_1', title: said }
      await tellTimeline(tx, [{ customerId, kind: 'task.done', detail }])
      await insertAll(tx, 'pointsAdjustments', [
        {
          ...{ id: 'pad_1', customerId, points: 5, reason: said, state: 'waiting' },
          ...{ requestedBy: 'clerk', requestedAt: tx.now, decidedBy: null, decidedAt: null }
        }
      ])
      const texts = [erasedWordsMigration.sql, erasedWordsMigration[kind]].join('').split(/;\s*/)
      for (const text of texts.filter(Boolean)) await sql.raw(text).execute(tx)
    })
    const { data } = (await shop.call({ url: `/v1/customers/${customerId}/timeline` })).body
    t.match(data[0], { kind: 'task.done', detail: { taskId: 'tsk_1' } })
    const adjustments = await shop.call({ url: '/v1/membership/adjustments' })
    t.match(adjustments.body.data, [{ id: 'pad_1', state: 'rejected', reason: '(erased)' }])
    t.notMatch(JSON.stringify([data, adjustments.body]), said)
  })

  t.test('consents: proven, withdrawn, and never changed', async (t) => {
    const shop = await buildCrmShop(t, kind)
    const { id } = await shop.customer()
    const say = (body: object) =>
      shop.post(`/customers/${id}/consents`, { purpose: 'sms', source: 'checkout', ...body })
    t.match(await say({}), {
      status: 422,
      body: { code: 'CUSTOMER_FIELD_INVALID', field: 'textVersion' }
    })
    t.match(await say({ textVersion: '1', at: '2999-01-01T00:00:00.000Z' }), {
      status: 422,
      body: { field: 'at' }
    })
    await say({ textVersion: '1', at: '2025-01-01T00:00:00.000Z' })
    await say({ status: 'withdrawn' })
    const late = await say({ textVersion: '1', at: '2025-02-01T00:00:00.000Z' })
    t.match(late.body, {
      data: [{ purpose: 'sms', status: 'withdrawn' }],
      history: [{ status: 'granted' }, { status: 'withdrawn' }, { status: 'granted' }]
    })
  })

  t.test('addresses: added, changed and removed', async (t) => {
    const shop = await buildCrmShop(t, kind)
    const { id } = await shop.customer()
    const added = await shop.post(`/customers/${id}/addresses`, address)
    t.match(added, { status: 201, body: { recipient: 'W***', lines: ['***'] } })
    const url = `/v1/customers/${id}/addresses/${added.body.id}`
    const body = { label: 'Work', lines: ['2 Short Street'], country: 'DE' }
    t.equal((await shop.call({ method: 'PUT', url, body })).status, 200)
    const list = () => shop.call({ url: `/v1/customers/${id}/addresses` })
    t.match((await list()).body.data, [{ id: added.body.id, ...body }])
    t.equal((await shop.call({ method: 'DELETE', url })).status, 204)
    t.same((await list()).body.data, [])
    t.equal((await shop.call({ method: 'DELETE', url })).status, 404)
  })
})
