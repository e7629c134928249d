import type { Role } from '#core/access/roles'
import { buildTestEngine, onEachDatabase } from '../harness.ts'
import { catalogOnly, createProduct, mug } from './fixtures.ts'

const roles: Role[] = [
  'owner',
  'manager',
  'buyer',
  'marketer',
  'support',
  'clerk',
  'analyst',
  'integration'
]
const seeCost = new Set<Role>(['owner', 'manager', 'buyer'])
const mayWrite = new Set<Role>(['owner', 'manager', 'buyer', 'marketer', 'integration'])

onEachDatabase(async (test, kind) => {
  await test.test(
    'cost is seen by owner, manager and buyer, and by nobody else anywhere',
    async (t) => {
      const { call } = await buildTestEngine(t, kind, catalogOnly)
      const { id, variants } = await createProduct(call, mug)
      const urls = [
        '/v1/products',
        `/v1/products/${id}`,
        '/v1/variants',
        `/v1/variants/${variants[0].id}`,
        '/v1/products/export?format=csv',
        '/v1/products/export?format=ndjson'
      ]
      for (const role of roles) {
        for (const url of urls) {
          const answer = await call({ url, as: role })
          t.equal(answer.status, 200, `${role} ${url}`)
          t.equal(/\bcost\b/.test(answer.text), seeCost.has(role), `${role} ${url}`)
        }
      }
    }
  )

  await test.test('a cost is not in the audit log, which others may read', async (t) => {
    const { call } = await buildTestEngine(t, kind, catalogOnly)
    const { variants } = await createProduct(call, mug)
    const body = { cost: { amountMinor: 987_123, currency: 'CNY' } }
    await call({ method: 'PATCH', url: `/v1/variants/${variants[0].id}`, body })
    const audit = await call({ url: '/v1/audit', as: 'analyst' })
    const entry = audit.body.data.find(
      ({ action }: { action: string }) => action === 'variant.update'
    )
    t.match(entry.after, { costMinor: '(changed)' })
    t.notMatch(audit.text, /987123/)
  })

  await test.test('who may not see a cost may not set one', async (t) => {
    const { call } = await buildTestEngine(t, kind, catalogOnly)
    const { variants } = await createProduct(call, mug)
    const as = 'marketer' as const
    const cost = { amountMinor: 1, currency: 'CNY' }
    const attempts = [
      { method: 'POST', url: '/v1/products', body: { title: 'x', variants: [{ sku: 'X', cost }] } },
      { method: 'PATCH', url: `/v1/variants/${variants[0].id}`, body: { cost } }
    ] as const
    for (const attempt of attempts) {
      const answer = await call({ ...attempt, as })
      t.match(answer.body, { status: 403, code: 'PERMISSION_MISSING', permission: 'catalog:cost' })
    }
    const imported = await call({
      method: 'POST',
      url: '/v1/products/import',
      body: 'sku,cost,costCurrency\nMUG-W,0.01,CNY\n',
      headers: { 'content-type': 'text/csv' },
      as
    })
    t.match(imported.body, { rejected: 1, errors: [{ line: 2, column: 'cost' }] })
    const read = await call({ url: `/v1/variants/${variants[0].id}` })
    t.same(read.body.cost, { amountMinor: 900, currency: 'CNY' })
  })

  await test.test('only those whose post it is may write', async (t) => {
    const { call } = await buildTestEngine(t, kind, catalogOnly)
    for (const role of roles) {
      const body = { title: `by ${role}` }
      const answer = await call({ method: 'POST', url: '/v1/products', body, as: role })
      t.equal(answer.status, mayWrite.has(role) ? 201 : 403, role)
    }
    t.equal((await call({ url: '/v1/products', as: null })).status, 401)
  })
})
