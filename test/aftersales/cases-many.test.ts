import { sql } from 'kysely'
import { canaryPerson } from '../canaries.ts'
import { encryptionKey } from '../crm/shop.ts'
import { onEachDatabase } from '../harness.ts'
import { type AftersalesShop, buildAftersalesShop } from './shop.ts'

const { name, phone, email } = canaryPerson
const buyer = { externalId: 'wei', name, phone: `+86${phone}`, email }
/** What the customer writes, in each place where there is room for it. */
const words = ['said-at-opening', 'said-in-message', 'noted-by-us', 'seen-by-us', 'on-the-photo']
const jpeg = Buffer.from('\xff\xd8\xff\xe0 on-the-photo', 'latin1')

/** Every text in every table, in the clear where it is base64. */
async function everything({ engine }: AftersalesShop): Promise<string> {
  const tables = ['cases', 'case_messages', 'case_artefacts', 'case_evidence', 'case_events']
  let text = ''
  for (const table of [...tables, 'audit_log', 'idempotency_keys']) {
    const { rows } = await sql<{ content?: string }>`select * from ${sql.table(table)}`.execute(
      engine.db
    )
    text += JSON.stringify(rows)
    for (const { content } of rows) text += Buffer.from(content ?? '', 'base64').toString('latin1')
  }
  return text
}

onEachDatabase(async (t, kind) => {
  const shop = await buildAftersalesShop(t, kind, {
    ...{ morePlugins: ['crm'], config: { encryptionKey } }
  })
  const { engine, get, post, send, caseOf } = shop

  t.test('many: three hundred cost as many statements as three', async (t) => {
    const order = await shop.bought('O-many', { MUG: 50 })
    const cases = engine.use('aftersales').cases
    const counted = (count: number, round: number) =>
      engine.transaction(async (tx) => {
        let statements = 0
        const executor = tx.getExecutor()
        const run = executor.executeQuery.bind(executor)
        executor.executeQuery = (...query) => {
          statements++
          return run(...query)
        }
        const all = Array.from({ length: count }, (_, at) => `${round}-${at}`)
        const opened = await cases.open(
          tx,
          all.map((externalId) => ({
            ...{ kind: 'compensation', openedBy: 'staff', orderId: order.id, externalId },
            ...{ flow: 'dispute', reason: 'late', buyer: null },
            lines: [{ orderLineId: order.lines.MUG!, quantity: 1 }]
          }))
        )
        t.same(
          opened.map(({ externalId }) => externalId),
          all
        )
        const ids = opened.map(({ id }) => id)
        await cases.step(
          tx,
          ids.map((caseId) => ({ caseId, to: 'accepted', note: 'Seen' }))
        )
        await cases.update(
          tx,
          ids.map((caseId) => ({ caseId, set: { owner: 'Han Meimei', requestedMinor: 100 } }))
        )
        await cases.step(
          tx,
          ids.map((caseId) => ({ caseId, to: 'closed', isDecreed: true }))
        )
        const again = ids.map((caseId) => ({ caseId, to: 'closed' as const, isDecreed: true }))
        t.same(await cases.step(tx, again), [], 'decreed again, nothing changes')
        return statements
      })
    await counted(1, 0)
    const few = await counted(3, 1)
    t.ok(few > 20, `${few} statements were counted`)
    t.ok((await counted(300, 2)) <= few)
    t.equal((await get('/cases?limit=100&owner=Han%20Meimei')).body.data.length, 100)
    t.same(await shop.findings(), [])
  })

  t.test('many: of those that one is wrong among, none is there', async (t) => {
    const order = await shop.bought('O-none')
    const before = await everything(shop)
    const wanted = (quantity: number) => ({
      ...{ kind: 'refund_only' as const, openedBy: 'staff' as const, orderId: order.id },
      ...{ reason: 'late', lines: [{ orderLineId: order.lines.MUG!, quantity }] }
    })
    await t.rejects(
      engine.transaction((tx) => engine.use('aftersales').cases.open(tx, [wanted(2), wanted(2)])),
      { code: 'CASE_QUANTITY_EXCEEDED', fields: { requested: 2, inCases: 2 } } as never
    )
    t.equal(await everything(shop), before)
    const two = { ...wanted(2), openedBy: 'customer' }
    const both = await Promise.all([post('/cases', two), post('/cases', two)])
    t.same(both.map(({ status }) => status).sort(), [201, 409], 'of two at once one')
  })

  t.test('persons: words are masked, told of, and gone with their customer', async (t) => {
    const order = await shop.bought('O-wei', { CUP: 2 }, { buyer })
    const customer = (await get('/customers?externalId=wei')).body.data[0]
    const headers = { 'idempotency-key': 'wei-1' }
    const opened = await post(
      '/cases',
      {
        ...{ kind: 'return_refund', flow: 'dispute', orderId: order.id, reason: 'late' },
        ...{ description: words[0], openedBy: 'customer' },
        lines: [{ orderLineId: order.lines.CUP, quantity: 2 }]
      },
      { headers }
    )
    const { id } = opened.body
    t.equal(opened.body.customerId, customer.id)
    await send(`/cases/${id}/messages`, { side: 'customer', text: words[1] })
    await send(`/cases/${id}/notes`, { text: words[2] })
    await send(`/cases/${id}/verification`, { outcome: 'substantiated', note: words[3] })
    const file = await shop.call({
      ...{ method: 'POST', url: `/v1/cases/${id}/evidence?name=on-the-photo.jpg`, body: jpeg },
      headers: { 'content-type': 'image/jpeg' }
    })
    t.equal(file.status, 201)
    const shown = (text: string) => words.filter((word) => text.includes(word))
    const looks = async () =>
      (await get(`/audit?subjectId=${id}&limit=100`)).body.data.filter(
        ({ action }: { action: string }) => action === 'case.look'
      ).length
    for (const url of [`/cases/${id}`, `/cases/${id}/messages`, '/cases', `/cases/${id}/events`]) {
      t.same(shown((await get(url, 'clerk')).text), [], `${url} hides them`)
    }
    t.equal(await looks(), 0, 'masked is no look')
    t.same(shown((await get(`/cases/${id}`, 'support')).text), words)
    t.same(shown((await get('/cases', 'support')).text), [], 'lists never have them')
    t.equal(await looks(), 1)
    t.equal((await post(`/cases/${id}/notes`, { text: 'x' }, { as: 'analyst' })).status, 403)

    const other = (await send('/customers', { name: 'Wei at home' })).id
    await send(`/customers/${other}/merge`, { fromId: customer.id })
    t.equal((await caseOf(id)).customerId, other)
    t.equal((await get(`/cases?customerId=${other}`)).body.data.length, 1)
    t.same(shown((await get(`/customers/${other}/export`)).text), words)
    await send(`/customers/${customer.id}/unmerge`)
    t.equal((await caseOf(id)).customerId, customer.id)
    const exported = (await get(`/customers/${customer.id}/export`)).body.areas.cases
    t.match(exported, [{ id, description: words[0], evidence: [{ name: 'on-the-photo.jpg' }] }])
    t.ok(shown(await everything(shop)).length === words.length)

    await send(`/customers/${customer.id}/erase`)
    t.same(shown(await everything(shop)), [])
    const gone = await caseOf(id)
    t.match(gone, { state: 'submitted', description: '', lines: [{ sku: 'CUP', quantity: 2 }] })
    t.match(gone.events.at(-1), { kind: 'personal_erased' })
    t.equal((await get(`/cases/${id}/evidence/${file.body.id}`)).status, 404)
    t.same(await shop.findings(), [])
  })
})
