import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Test } from 'tap'
import { startSandbox } from '#adapters/sandbox'
import { fillShop } from '../busy-shop.ts'
import { canariesIn, canaryPerson, canarySecrets } from '../canaries.ts'
import { type Answer, buildTestEngine, type Call, onEachDatabase, until } from '../harness.ts'

const encryptionKey = Buffer.alloc(32, 7).toString('base64')

/** Tables in which a buyer's data belongs, as columns that the API masks. */
const homes = new Set(['orders.buyer', 'orders.address', 'idempotency_keys.body'])

/** A shop in which everything has happened once, with canaries for a buyer and for credentials. */
async function busyShop(t: Test, kind: 'sqlite' | 'postgres') {
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const sandbox = await startSandbox({ ...canarySecrets })
  t.teardown(() => sandbox.stop())
  const built = await buildTestEngine(t, kind, { encryptionKey, log: { level: 'debug' } })
  const address = (await built.engine.start()) as string
  const answers: Answer[] = []
  const call = async (request: Call) => {
    const answer = await built.call(request)
    answers.push(answer)
    return answer
  }
  await fillShop({ ...built, call, sandbox, address, folder, person: canaryPerson, until })
  return { ...built, call, answers, sandbox }
}

type BusyShop = Awaited<ReturnType<typeof busyShop>>

/** Lets things go wrong wherever a buyer's data or a credential is near. */
async function fail({ engine, call, sandbox }: BusyShop): Promise<void> {
  const { name, phone, street, email } = canaryPerson
  const buyer = { name, phone, email }
  const order = { lines: [{ sku: 'GHOST', quantity: 1 }], buyer }
  const post = (url: string, body: unknown, headers = {}) =>
    call({
      method: 'POST',
      url,
      body,
      headers: { 'idempotency-key': `f${url.length}`, ...headers }
    })
  await post('/v1/orders', order)
  await post('/v1/orders', { ...order, buyer: { ...buyer, street } })
  await post('/v1/orders', `{"buyer":{"phone":"${phone}"`, { 'content-type': 'application/json' })
  for (const text of [phone, name, `"${street}`]) {
    await post('/v1/orders', text, { 'content-type': 'application/json' })
  }
  await post('/v1/products/import', `sku,${name}\n"${phone}"x,1\n`, { 'content-type': 'text/csv' })
  const settings = { baseUrl: canarySecrets.apiKey, ...canarySecrets, more: canarySecrets.apiKey }
  await post('/v1/channels', { platform: 'sandbox', name: 'B', settings })
  const unreachable = { ...sandbox.credentials, baseUrl: 'http://127.0.0.1:1' }
  await post('/v1/channels', { id: 'gone', platform: 'sandbox', name: 'C', settings: unreachable })
  for (const kind of [
    'badAmount',
    'unknownStatus',
    'errorIn200',
    'serverError',
    'banned'
  ] as const) {
    sandbox.faults.add({ kind })
    const { order_id: id } = [...sandbox.world.orders.values()][0]!
    sandbox.changeOrder(id, { status: 'SIGNED' })
    await call({ method: 'POST', url: '/v1/channels/sandbox/pull' })
    const use = engine.use('channels')
    await use.pullOrders('sandbox', { signal: AbortSignal.timeout(10_000) }).catch(() => undefined)
  }
}

/** Does something while the database itself refuses an order, as it would when a rule of its own is broken. */
async function whileRefused<T>({ engine }: BusyShop, work: () => Promise<T>): Promise<T> {
  const isPostgres = engine.db.dialect === 'postgres'
  const refusal = isPostgres
    ? sql`alter table orders add constraint refused check (external_id <> 'REFUSED')`
    : sql`create trigger refused before insert on orders when new.external_id = 'REFUSED'
        begin select raise(abort, 'refused'); end`
  const end = isPostgres
    ? sql`alter table orders drop constraint refused`
    : sql`drop trigger refused`
  await engine.transaction((tx) => refusal.execute(tx))
  try {
    return await work()
  } finally {
    // Other tests have the same tables after this one.
    await engine.transaction((tx) => end.execute(tx))
  }
}

onEachDatabase(async (t, kind) => {
  t.test('canaries: no log, job, run, alert, metric or problem shows them', async (t) => {
    const shop = await busyShop(t, kind)
    const { engine, call, answers, logged } = shop
    await fail(shop)
    const refused = await whileRefused(shop, () =>
      call({
        method: 'POST',
        url: '/v1/orders',
        headers: { 'idempotency-key': 'refused' },
        body: {
          externalId: 'REFUSED',
          lines: [{ sku: 'MUG-GREEN', quantity: 1 }],
          buyer: { name: canaryPerson.name, phone: canaryPerson.phone }
        }
      })
    )
    t.equal(refused.status, 500, refused.text)

    for (const { status, text } of answers) if (status >= 400) t.same(canariesIn(text), [], text)
    t.ok(answers.filter(({ status }) => status >= 400).length >= 6, 'there were failures')
    for (const url of ['/v1/jobs?limit=100', '/v1/audit?limit=100', '/v1/alerts?limit=100']) {
      t.same(canariesIn((await call({ url })).text), [], url)
    }
    for (const channel of ['sandbox', 'folder', 'gone']) {
      for (const list of ['runs', 'rejected']) {
        const { text } = await call({ url: `/v1/channels/${channel}/${list}?limit=100` })
        t.same(canariesIn(text), [], `${list} of ${channel}`)
      }
    }
    t.same(canariesIn((await call({ url: '/metrics', as: null })).text), [], 'metrics')
    t.ok(
      logged.some(({ level }) => level === 50),
      'the failure was logged'
    )
    for (const line of logged) t.same(canariesIn(JSON.stringify(line)), [])
    t.same(await strayColumns(engine), [], 'columns that are no home for them')
  })
})

/** Columns of any table that hold a canary and are not known to. */
async function strayColumns(engine: BusyShop['engine']): Promise<string[]> {
  const { rows: tables } =
    engine.db.dialect === 'sqlite'
      ? await sql<{ name: string }>`select name from pragma_table_list
          where schema = 'main' and type = 'table'`.execute(engine.db)
      : await sql<{ name: string }>`select relname as name from pg_class
          where relkind = 'r' and relnamespace = current_schema()::regnamespace`.execute(engine.db)
  const stray = new Set<string>()
  for (const { name } of tables) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(
      engine.db
    )
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        if (homes.has(`${name}.${column}`)) continue
        if (canariesIn(String(value)).length > 0) stray.add(`${name}.${column}: ${value}`)
      }
    }
  }
  return [...stray]
}
