import { sql } from 'kysely'
import t from 'tap'
import { createKey } from '#core/access/keys'
import { roles } from '#core/access/roles'
import { buildTestEngine } from '../harness.ts'
import { objectsOf, operationsOf, type Shape } from './operations.ts'

/** Objects of answers that may have fields of any name: free maps, the fields of an error, and schemas of parameters. */
const freeMaps = new Set([
  'attributes',
  'optionValues',
  'fields',
  'settings',
  'checks',
  'problem',
  'parameters'
])
const costMinor = 987_654_321

/** Names of fields whose schema lets through whatever a row holds. */
function looseFields(shape: Shape, name: string): string[] {
  const inner = Object.entries(shape.properties ?? {}).flatMap(([key, field]) =>
    looseFields(field, key)
  )
  const items = shape.items ? looseFields(shape.items, name) : []
  const choices = (shape.anyOf ?? []).flatMap((one) => looseFields(one, name))
  const isLoose = shape.additionalProperties === true || shape.patternProperties !== undefined
  return [...(isLoose ? [name] : []), ...inner, ...items, ...choices]
}

t.test('exposure', async (t) => {
  const { engine, call, database } = await buildTestEngine(t, 'sqlite')
  const operations = operationsOf(engine)
  const cost = { amountMinor: costMinor, currency: 'CNY' }
  const product = await call({
    method: 'POST',
    url: '/v1/products',
    body: { title: 'Mug', lifecycle: 'live', variants: [{ sku: 'MUG', cost }] }
  })
  const [variant] = product.body.variants
  await call({
    method: 'POST',
    url: '/v1/stock/receipts',
    headers: { 'idempotency-key': 'stock' },
    body: { reason: 'opening', lines: [{ sku: 'MUG', quantity: 1000 }] }
  })
  const order = (as: (typeof roles)[number]) => ({
    method: 'POST' as const,
    url: '/v1/orders/batch',
    as,
    body: {
      items: [{ externalId: `by ${as}`, lines: [{ sku: 'MUG', quantity: 1, unitPriceMinor: 100 }] }]
    }
  })

  t.test('answers: no schema lets through fields that it does not name', async (t) => {
    for (const { id, responses } of operations) {
      for (const [status, { content = {} }] of Object.entries(responses)) {
        const { schema } = content['application/json'] ?? {}
        if (!schema || !status.startsWith('2')) continue
        const loose = looseFields(schema, 'body').filter((name) => !freeMaps.has(name))
        t.same(loose, [], id)
        t.ok(id === 'getOpenapi' || schema.type !== undefined || objectsOf(schema).length > 0, id)
      }
    }
  })

  t.test('cost: whoever may not see it sees it nowhere', async (t) => {
    const reads = operations
      .filter(({ method, permission }) => method === 'GET' && permission !== undefined)
      .map(({ id, url }) => {
        const isVariant = ['getVariant', 'getStock'].includes(id)
        return { id, url: url.replace('x_none', isVariant ? variant.id : product.body.id) }
      })
    const more = ['products', 'orders'].flatMap((list) =>
      ['csv', 'ndjson'].map((format) => ({ id: list, url: `/v1/${list}/export?format=${format}` }))
    )
    const permission = engine.registrations.permissions.get('catalog:cost')!
    for (const role of roles) {
      const maySee = role === 'owner' || permission.roles.includes(role)
      let seen = 0
      for (const { id, url } of [...reads, ...more]) {
        const { text } = await call({ url, as: role })
        const isThere = text.includes(String(costMinor)) || text.includes('9876543.21')
        if (isThere) seen++
        if (!maySee) t.notOk(isThere, `${role} ${id}`)
      }
      if (maySee) t.ok(seen >= 5, `${role} sees it in ${seen} places`)
      const changed = { method: 'PATCH' as const, url: `/v1/products/${product.body.id}`, as: role }
      const answers = [await call({ ...changed, body: { title: 'Mug' } }), await call(order(role))]
      if (!maySee) for (const { text } of answers) t.notMatch(text, String(costMinor), role)
    }
  })

  t.test('orders: an export shows what a list shows, and nothing else', async (t) => {
    await call(order('clerk'))
    const [listed] = (await call({ url: '/v1/orders?limit=1' })).body.data
    const { text } = await call({ url: '/v1/orders/export?format=ndjson' })
    const exported = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    t.ok(exported.length > 0)
    for (const one of exported) {
      t.same(Object.keys(one).sort(), Object.keys(listed).sort())
      t.same(Object.keys(one.lines[0]).sort(), Object.keys(listed.lines[0]).sort())
    }
  })

  t.test('keys: hashed at rest, shown once, also to a retry', async (t) => {
    const request = {
      method: 'POST' as const,
      url: '/v1/keys',
      headers: { 'idempotency-key': 'one-key' },
      body: { name: 'till', role: 'clerk' }
    }
    const made = await call(request)
    t.match(made.body.key, /^sk_[\w-]{43}$/)
    const again = await call(request)
    t.equal(again.headers['idempotency-replayed'], 'true')
    t.same([again.body.id, 'key' in again.body], [made.body.id, false])
    const { rows: tables } = await sql<{ name: string }>`
      select name from pragma_table_list where schema = 'main' and type = 'table'`.execute(
      engine.db
    )
    for (const { name } of tables) {
      const { rows } = await sql`select * from ${sql.table(name)}`.execute(engine.db)
      t.notOk(JSON.stringify(rows).includes(made.body.key), `the key is not in ${name}`)
    }
  })

  t.test('keys: a narrowed one cannot make a wider one', async (t) => {
    const { key } = await engine.transaction((tx) =>
      createKey(tx, { name: 'hr', role: 'owner', scopes: ['access:manage', 'orders:read'] })
    )
    const make = (body: object) =>
      call({
        method: 'POST',
        url: '/v1/keys',
        as: null,
        headers: { authorization: `Bearer ${key}` },
        body: { name: 'new', ...body }
      })
    const refused = { status: 403, body: { code: 'PERMISSION_MISSING' } }
    t.match(await make({ role: 'owner' }), refused)
    t.match(await make({ role: 'clerk' }), refused)
    t.match(await make({ role: 'owner', scopes: ['orders:read', 'orders:write'] }), refused)
    t.match(await make({ role: 'owner', scopes: ['orders:read'] }), { status: 201 })
  })

  t.test(
    'keys: one that is revoked is dead at once for every engine on the database',
    async (t) => {
      const other = await buildTestEngine(t, 'sqlite', {}, { database })
      const made = await call({
        method: 'POST',
        url: '/v1/keys',
        body: { name: 'a', role: 'clerk' }
      })
      const headers = { authorization: `Bearer ${made.body.key}` }
      const read = () => other.call({ url: '/v1/orders', as: null, headers })
      t.equal((await read()).status, 200)
      await call({ method: 'DELETE', url: `/v1/keys/${made.body.id}` })
      t.match(await read(), { status: 401, body: { code: 'KEY_REFUSED' } })
    }
  )
})
