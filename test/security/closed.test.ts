import t from 'tap'
import { createKey } from '#core/access/keys'
import { roles } from '#core/access/roles'
import { buildTestEngine } from '../harness.ts'
import { bodyWith, type Operation, objectsOf, operationsOf } from './operations.ts'

/** Routes that need no key, and why: health, documents, and a door that checks signatures. */
const openToAnybody = [
  // Who follows a link in a message: its signature is what counts. The one asks, the other withdraws a consent.
  'askToUnsubscribe',
  'getHealth',
  'getMetrics',
  'getOpenapi',
  'getReadiness',
  'listErrors',
  // The owner of an account comes back from its platform: a state that is good once says who it is.
  'receiveConsent',
  'receiveWebhook',
  'returnFromConsent',
  'unsubscribe'
]

/** Fields that a caller might hope to slip in. Those that a schema has are left out where it has them. */
const wishes = {
  role: 'owner',
  state: 'completed',
  createdBy: 'key_other',
  tenantId: 'ten_other',
  points: 1_000_000,
  constructor: 1,
  isApproved: true,
  permissions: ['access:manage']
}

t.test('closed', async (t) => {
  const { engine, call } = await buildTestEngine(t, 'sqlite')
  const operations = operationsOf(engine)
  const guarded = operations.filter(({ permission }) => permission !== undefined)
  const writes = guarded.filter(({ method }) => method !== 'GET')
  const send = ({ method, url, body, consumes }: Operation, headers: Record<string, string>) =>
    call({
      method,
      url,
      as: null,
      headers: {
        ...headers,
        ...(consumes.length > 0 && { 'content-type': consumes[0] as string })
      },
      ...(body && { body: { unknown: 1 } }),
      ...(consumes.length > 0 && { body: 'unknown\n1\n' })
    })
  const keyOf = async (role: (typeof roles)[number], scopes?: string[]) => {
    const made = await engine.transaction((tx) => createKey(tx, { name: 'test', role, scopes }))
    return { authorization: `Bearer ${made.key}` }
  }
  const gateOf = ({ status, body }: { status: number; body: { code?: string } }) =>
    status === 403 && body.code === 'PERMISSION_MISSING' ? 403 : status === 401 ? 401 : 'past'

  t.test('routes: the document has each one that the plugins registered', async (t) => {
    for (const { name, routes } of engine.report) {
      const documented = operations.filter(({ plugin }) => plugin === name)
      t.equal(documented.length, routes, name)
    }
    t.ok(guarded.length > 80)
  })

  t.test('routes: only those known to be harmless are open', async (t) => {
    const open = operations.filter(({ permission }) => permission === undefined)
    t.same(open.map(({ id }) => id).sort(), openToAnybody)
    for (const { permission, id } of guarded) {
      t.ok(engine.registrations.permissions.has(permission as string), `${id}: ${permission}`)
    }
  })

  t.test('routes: each has a name of its own, a summary, a tag and problem answers', async (t) => {
    t.equal(new Set(operations.map(({ id }) => id)).size, operations.length)
    for (const { id, summary, tags, responses, permission, method } of operations) {
      t.ok(id && summary && tags.length === 1, id)
      const guards = permission ? ['400', '401', '403', '404', '409', '503'] : []
      const conflicts = method === 'GET' ? [] : ['412', '413', '415', '422']
      for (const status of ['429', '500', ...guards, ...conflicts]) {
        t.ok(responses[status]?.content?.['application/problem+json'], `${id} ${status}`)
      }
      t.ok(
        Object.keys(responses).some((status) => status.startsWith('2')),
        `${id} has an answer`
      )
    }
  })

  t.test('gate: without a key every guarded route is 401, also for HEAD', async (t) => {
    for (const operation of guarded) {
      const answer = await send(operation, {})
      t.match(answer, { status: 401, body: { code: 'KEY_MISSING' } }, operation.id)
      if (operation.method !== 'GET') continue
      const head = await engine.app.inject({ method: 'HEAD', url: operation.url })
      t.equal(head.statusCode, 401, `HEAD of ${operation.id}`)
    }
  })

  const allowedTo = (role: (typeof roles)[number], { permission }: Operation) => {
    const { roles: allowed } = engine.registrations.permissions.get(permission as string) as {
      roles: readonly string[]
    }
    return role === 'owner' || allowed.includes(role)
  }

  t.test('gate: every role passes where its permissions say so, and nowhere else', async (t) => {
    for (const role of roles) {
      const key = await keyOf(role)
      for (const operation of guarded) {
        const expected = allowedTo(role, operation) ? 'past' : 403
        const answer = await send(operation, key)
        t.equal(gateOf(answer), expected, `${role} ${operation.id}: ${answer.text}`)
      }
    }
  })

  t.test('gate: a key with one scope passes its routes, and nowhere else', async (t) => {
    for (const scope of engine.registrations.permissions.keys()) {
      const key = await keyOf('owner', [scope])
      for (const operation of guarded) {
        const expected = operation.permission === scope ? 'past' : 403
        t.equal(gateOf(await send(operation, key)), expected, `${scope} ${operation.id}`)
      }
    }
  })

  t.test('gate: scopes beyond a role, or none at all, give nothing', async (t) => {
    const wide = await keyOf('analyst', [...engine.registrations.permissions.keys()])
    const none = await keyOf('owner', [])
    for (const operation of guarded) {
      const expected = allowedTo('analyst', operation) ? 'past' : 403
      t.equal(gateOf(await send(operation, wide)), expected, operation.id)
    }
    const beyond = writes.filter((operation) => !allowedTo('analyst', operation))
    t.ok(beyond.length > 100, 'most of what writes is beyond it')
    for (const operation of guarded) t.equal(gateOf(await send(operation, none)), 403, operation.id)
  })

  t.test('fields: an unknown one is refused by name in every object of every body', async (t) => {
    let objects = 0
    for (const operation of writes) {
      for (const { at, shape } of operation.body ? objectsOf(operation.body) : []) {
        const fields = Object.entries(wishes).filter(
          ([name]) => !Object.hasOwn(shape.properties!, name)
        )
        const { status, body, text } = await call({
          method: operation.method,
          url: operation.url,
          headers: { 'idempotency-key': 'a' },
          body: bodyWith(at, Object.fromEntries(fields))
        })
        const name = `${operation.id} /${at.join('/')}`
        t.match({ status, code: body.code }, { status: 400, code: 'VALIDATION_FAILED' }, name)
        const refused = new Set(
          (body.errors ?? [])
            .filter(({ detail }: { detail: string }) => detail === 'is not a field here')
            .map(({ pointer }: { pointer: string }) => pointer)
        )
        for (const [field] of fields) {
          t.ok(refused.has(['#', ...at, field].join('/')), `${name}: ${field} in ${text}`)
        }
        objects++
      }
    }
    t.ok(objects > 60, `${objects} objects`)
  })

  t.test('fields: a route without a body refuses one', async (t) => {
    for (const operation of writes.filter(({ body, consumes }) => !body && consumes.length === 0)) {
      const { method, url } = operation
      const { status, body } = await call({ method, url, body: { role: 'owner' } })
      const errors = [{ pointer: '#/role', detail: 'is not a field here' }]
      t.match({ status, ...body }, { status: 400, errors }, operation.id)
    }
  })

  t.test('fields: no body reaches a prototype', async (t) => {
    for (const { method, url, id } of writes.filter(({ body }) => body)) {
      for (const payload of [
        '{"__proto__":{"role":"owner"}}',
        '{"lines":[{"__proto__":{"role":"owner"}}]}',
        '{"constructor":{"prototype":{"role":"owner"}}}'
      ]) {
        const headers = { 'content-type': 'application/json' }
        const answer = await call({ method, url, body: payload, headers })
        t.match(answer, { status: 400, body: { code: 'REQUEST_MALFORMED' } }, id)
      }
    }
    t.notOk('role' in {})
  })

  t.test('queries: a parameter that is unknown or given twice is refused', async (t) => {
    for (const { method, url, id, parameters } of guarded) {
      const query = parameters.filter((parameter) => parameter.in === 'query')
      if (query.length === 0) continue
      const unknown = await call({ method, url: `${url}?orderBy=secret` })
      t.match(unknown, { status: 400, body: { code: 'VALIDATION_FAILED' } }, id)
      for (const { name } of query) {
        const twice = await call({ method, url: `${url}?${name}=1&${name}=2` })
        t.match(twice, { status: 400, body: { code: 'VALIDATION_FAILED' } }, `${id} ${name}`)
      }
    }
  })
})
