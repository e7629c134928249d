import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { buildTestEngine, onEachDatabase } from '../../harness.ts'
import { notes } from '../notes.ts'

interface Operation {
  operationId?: string
  summary?: string
  tags?: string[]
  security?: object[]
  parameters?: { name: string }[]
  responses: Record<string, { content?: Record<string, { schema: object }> }>
}

/** Every value under a key, at any depth. */
function valuesOf(document: unknown, key: string): unknown[] {
  if (typeof document !== 'object' || document === null) return []
  const own = key in document ? [(document as Record<string, unknown>)[key]] : []
  return [...own, ...Object.values(document).flatMap((inner) => valuesOf(inner, key))]
}

onEachDatabase(async (t, kind) => {
  if (kind === 'postgres') return
  const { call, engine } = await buildTestEngine(t, kind, { plugins: [notes], adapters: [] })
  const { status, body: document } = await call({ url: '/openapi.json', as: null })
  const operations = Object.entries(
    document.paths as Record<string, Record<string, Operation>>
  ).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation }))
  )

  t.test('openapi: the document is 3.1 and the same as the one behind /docs', async (t) => {
    t.equal(status, 200)
    t.match(document, { openapi: /^3\.1\./, info: { title: 'Shopkeeper', version: String } })
    t.same((await call({ url: '/docs/json', as: null })).body, document)
  })

  t.test('openapi: every reference leads somewhere, and every schema is one', async (t) => {
    const references = valuesOf(document, '$ref') as string[]
    t.ok(references.includes('#/components/schemas/Problem'))
    for (const reference of new Set(references)) {
      t.match(reference, /^#\//)
      const target = reference
        .slice(2)
        .split('/')
        .reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], document)
      t.ok(target, `${reference} is there`)
    }
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    for (const schema of valuesOf(document.paths, 'schema')) {
      t.ok(ajv.validateSchema(schema as object), JSON.stringify(ajv.errors))
    }
  })

  t.test(
    'openapi: every operation has a name of its own, a summary, a tag, security and problem answers',
    async (t) => {
      t.ok(operations.length >= 20)
      t.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length)
      for (const {
        path,
        method,
        operationId,
        summary,
        tags,
        security,
        responses,
        parameters
      } of operations) {
        const name = `${method} ${path}`
        t.ok(operationId && summary && tags?.length === 1, name)
        t.same(security, path.startsWith('/v1/') ? [{ apiKey: [] }] : [], name)
        const problem = responses['500']?.content?.['application/problem+json']
        t.same(problem?.schema, { $ref: '#/components/schemas/Problem' }, name)
        if (!path.startsWith('/v1/')) continue
        for (const code of ['400', '401', '403', '404', '409', '429', '503'])
          t.ok(responses[code], `${name} ${code}`)
        if (method !== 'post') continue
        t.ok(
          parameters?.some((parameter) => parameter.name === 'Idempotency-Key'),
          name
        )
      }
    }
  )

  t.test('docs: the page loads from here alone, under a policy that keeps it so', async (t) => {
    const page = await call({ url: '/docs', as: null })
    t.equal(page.status, 200)
    t.match(page.headers['content-type'], /text\/html/)
    const links = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(
      (match) => match[1] as string
    )
    t.ok(links.length > 3)
    for (const link of links) {
      t.notMatch(link, /^(https?:)?\/\//)
      const asset = await call({ url: new URL(link, 'http://x/docs/').pathname, as: null })
      t.equal(asset.status, 200, link)
    }
    t.match(page.headers['content-security-policy'], /default-src 'self'/)
    t.notMatch(page.text, /<script>[^<]/, 'the policy forbids scripts inside the page')
  })

  t.test('errors: the catalogue lists every code that the engine defines', async (t) => {
    const { body } = await call({ url: '/errors', as: null })
    const listed = new Map(body.data.map((entry: { code: string }) => [entry.code, entry]))
    t.match(listed.get('NOTE_REFUSED'), { status: 409, retryable: false, plugin: 'notes' })
    const root = new URL('../../../', import.meta.url)
    for (const folder of ['core', 'jobs']) {
      const files = readdirSync(new URL(folder, root), { recursive: true }) as string[]
      for (const file of files.filter((name) => name.endsWith('.ts'))) {
        const text = readFileSync(new URL(`${folder}/${file}`, root), 'utf8').replace(
          /^ \*.*$/gm,
          ''
        )
        for (const [, code] of text.matchAll(/defineError\(\{\s*code: '(\w+)'/g)) {
          t.ok(listed.has(code), `${code} of ${folder}/${file} is listed at /errors`)
        }
      }
    }
    t.same(
      body.data.map((entry: { code: string }) => entry.code),
      [...listed.keys()].sort(),
      'in order'
    )
  })

  t.test('headers: answers say that they are data and nothing else', async (t) => {
    const { headers } = await call({ url: '/v1/notes' })
    t.match(headers, {
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'",
      'strict-transport-security': /max-age/
    })
    t.notOk(headers['x-powered-by'])
  })

  t.test('health: /healthz, /readyz and /metrics need no key', async (t) => {
    t.match(await call({ url: '/healthz', as: null }), { status: 200, body: { status: 'ok' } })
    t.match(await call({ url: '/readyz', as: null }), {
      status: 200,
      body: { checks: { database: { ok: true } } }
    })
    const metrics = await call({ url: '/metrics', as: null })
    t.match(metrics.headers['content-type'], /text\/plain/)
    t.match(
      metrics.text,
      /shopkeeper_http_request_seconds_count\{operation="getHealth",status="200"\} 1/
    )
    t.match(metrics.text, /shopkeeper_process_resident_memory_bytes \d/)
  })

  t.test('health: HEAD is GET without a body', async (t) => {
    const response = await engine.app.inject({ method: 'HEAD', url: '/healthz' })
    t.same([response.statusCode, response.body], [200, ''])
  })
})
