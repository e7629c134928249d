import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { startMailServer } from '../crm/messages/mail-server.ts'
import { type DatabaseKind, onEachDatabase } from '../harness.ts'
import { buildStory, type Story, sellTwoWeeks } from './story.ts'

const boss = 'boss@shop.example'
const weekly = {
  ...{ name: 'Weekly', language: 'en', period: 'lastWeek', formats: ['html', 'xlsx'] },
  subject: { builtIn: { name: 'weekly-review' } },
  recipients: [boss, 'Partner@shop.example']
}

interface Delivery {
  id: string
  recipient: string
  state: string
  attempts: number
  reason: string | null
}

const deliveriesOf = async ({ get }: Story, runId: string): Promise<Delivery[]> =>
  (await get(`/reports/deliveries?runId=${runId}`)).data

async function openShop(t: Test, kind: DatabaseKind) {
  const server = await startMailServer(t)
  const smtp = {
    host: '127.0.0.1',
    port: server.port,
    security: 'unsafeNone',
    from: 'reports@shop.example'
  }
  const shop = await buildStory(t, kind, {
    reporting: { delivery: { smtp } },
    stock: { MUG: 900, CUP: 90 }
  })
  await sellTwoWeeks(shop)
  const { id } = await shop.post('/reports/definitions', weekly)
  /** Makes a run, and returns what is on its way. */
  const make = async () => {
    const run = await shop.post(`/reports/definitions/${id}/run`, undefined)
    return { runId: run.id as string, on: await deliveriesOf(shop, run.id) }
  }
  const deliver = (deliveryId: string, attempt = 1) =>
    shop.run('reports.deliver', { deliveryId }, { attempt })
  const alerts = async () =>
    (await shop.get('/alerts?state=open&limit=100')).data.filter(
      (one: { kind: string }) => one.kind === 'report.not-delivered'
    )
  return { ...shop, shop, server, make, deliver, alerts }
}

onEachDatabase(async (t, kind) => {
  const { shop, server, make, deliver, alerts } = await openShop(t, kind)

  await t.test('delivery: each recipient gets the mail with its files, once', async (t) => {
    const { runId, on } = await make()
    t.same(on.map(({ recipient }) => recipient).sort(), [boss, 'partner@shop.example'])
    const [first] = on
    await deliver(first!.id)
    await deliver(first!.id)
    t.equal(server.mails.length, 1)
    const { raw, to, from } = server.mails[0]!
    t.match({ to, from }, { to: [first!.recipient], from: 'reports@shop.example' })
    t.match(raw, new RegExp(`^Message-ID: <${first!.id}@shop.example>`, 'im'))
    t.match(raw, /filename="?weekly-review-2026-03-02-2026-03-08\.html/)
    t.match(raw, /filename="?weekly-review-2026-03-02-2026-03-08\.xlsx/)
    t.match(
      (await deliveriesOf(shop, runId)).find(({ id }) => id === first!.id),
      { state: 'sent', attempts: 1, reason: null }
    )
    const again = await shop.post(
      `/reports/runs/${runId}/deliver`,
      { recipients: ['BOSS@shop.example', 'new@shop.example'] },
      202
    )
    t.equal(again.data.length, 3, 'who has it does not get it again')
  })

  await t.test(
    'delivery: a server that does not take it is asked again, and given up with an alert',
    async (t) => {
      const { runId, on } = await make()
      const { id, recipient } = on[0]!
      server.refuseReceiver = (address) => ({ code: 451, text: `${address} is busy` })
      await t.rejects(deliver(id), { code: 'REPORT_NOT_TAKEN', retryable: true })
      const state = async () => (await deliveriesOf(shop, runId)).find((one) => one.id === id)!
      t.match(await state(), { state: 'pending', attempts: 1, reason: /busy/ })
      t.notMatch((await state()).reason, recipient, 'the address is left out')
      await deliver(id, 8)
      t.match(await state(), { state: 'failed', attempts: 2 })
      t.match(await alerts(), [{ subjectId: id, severity: 'warning' }])
      server.refuseReceiver = () => undefined
      await shop.post(`/reports/deliveries/${id}/retry`, undefined, 202)
      t.equal((await alerts()).length, 0)
      await deliver(id)
      t.equal((await state()).state, 'sent')
      t.match(await shop.call({ method: 'POST', url: `/v1/reports/deliveries/${id}/retry` }), {
        status: 409,
        body: { code: 'REPORT_DELIVERY_NOT_ENDED' }
      })
      server.refuseReceiver = () => ({ code: 550, text: '5.1.1 no such mailbox' })
      await deliver(on[1]!.id)
      t.match(
        (await deliveriesOf(shop, runId)).find((one) => one.id === on[1]!.id),
        { state: 'failed', attempts: 1 }
      )
      server.refuseReceiver = () => undefined
    }
  )

  await t.test('delivery: an attempt that broke off is not made again by itself', async (t) => {
    const { runId, on } = await make()
    const { id } = on[0]!
    await shop.engine.transaction((tx) =>
      tx.updateTable('reportDeliveries').set({ state: 'sending' }).where('id', '=', id).execute()
    )
    const before = server.mails.length
    await deliver(id)
    t.equal(server.mails.length, before)
    t.match(
      (await deliveriesOf(shop, runId)).find((one) => one.id === id),
      { state: 'unknown', reason: /broke off/ }
    )
    t.match(await alerts(), [{ subjectId: id }, {}])
  })

  await t.test('delivery: who may not see costs sends none', async (t) => {
    const { runId } = await make()
    const { key } = await shop.engine.transaction(async (tx) => {
      const { createKey } = await import('#core/access/keys')
      return createKey(tx, {
        name: 'narrow',
        role: 'manager',
        scopes: ['reports:read', 'reports:write']
      })
    })
    const body = { recipients: ['spy@else.example'], formats: ['csv'] }
    const answer = await shop.call({
      method: 'POST',
      url: `/v1/reports/runs/${runId}/deliver`,
      body,
      as: null,
      headers: { authorization: `Bearer ${key}` }
    })
    t.equal(answer.status, 202)
    const spy = (await deliveriesOf(shop, runId)).find(
      ({ recipient }) => recipient === 'spy@else.example'
    )!
    await deliver(spy.id)
    const csv = /\n\r?\n([A-Za-z0-9+/=\r\n]{80,})\r?\n--/.exec(
      server.mails.at(-1)!.raw.split('text/csv')[1]!
    )![1]!
    const text = Buffer.from(csv, 'base64').toString()
    t.match(text, 'netSales')
    t.notMatch(text, /cm1/)
  })

  await t.test(
    'delivery: told to whoever subscribes, and written into a folder for trials',
    async (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-'))
      t.teardown(() => rmSync(folder, { recursive: true }))
      const trial = await buildStory(t, kind, {
        stock: {},
        reporting: { delivery: { outbox: { folder } } }
      })
      await trial.post('/webhook-subscriptions', {
        url: 'https://hooks.shop.example/in',
        events: ['report.ready']
      })
      const { id } = await trial.post('/reports/definitions', { ...weekly, formats: ['csv'] })
      const run = await trial.post(`/reports/definitions/${id}/run`, undefined)
      const [message] = await trial.engine.db.selectFrom('webhookMessages').selectAll().execute()
      t.match(message?.body, 'report.ready')
      t.match(JSON.stringify(message), run.id)
      const [first] = await deliveriesOf(trial, run.id)
      await trial.run('reports.deliver', { deliveryId: first!.id })
      t.same(readdirSync(folder), [`${first!.id}.eml`])
      t.match(
        readFileSync(join(folder, `${first!.id}.eml`), 'utf8'),
        /^Subject: =\?UTF-8\?Q\?Weekly_/m
      )
    }
  )
})
