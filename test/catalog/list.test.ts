import type { CompiledQuery } from 'kysely'
import { buildTestEngine, onEachDatabase, type TestEngine } from '../harness.ts'
import { catalogOnly, createProduct, mug } from './fixtures.ts'

/** SQL that the engine reads with from here on, without that of authentication. */
function queriesOf({ engine }: TestEngine): string[] {
  const queries: string[] = []
  const executor = engine.db.getExecutor()
  const execute = executor.executeQuery.bind(executor)
  executor.executeQuery = (query: CompiledQuery, ...rest: never[]) => {
    if (!query.sql.includes('api_keys')) queries.push(query.sql)
    return (execute as (query: CompiledQuery, ...rest: never[]) => never)(query, ...rest)
  }
  return queries
}

async function createProducts({ call }: TestEngine, count: number, variants = 3) {
  const items = Array.from({ length: count }, (_, product) => ({
    title: `Product ${String(product).padStart(3, '0')}`,
    variants: Array.from({ length: variants }, (_, variant) => ({
      sku: `P${product}-${variant}`,
      prices: [
        { amountMinor: 1000 + variant, currency: 'CNY' },
        { amountMinor: 200, currency: 'USD' }
      ]
    })),
    media: [{ role: 'main', url: `https://cdn.example/${product}.jpg` }]
  }))
  const answer = await call({ method: 'POST', url: '/v1/products/batch', body: { items } })
  return answer.body.outcomes.map(({ result }: { result: unknown }) => result)
}

onEachDatabase(async (test, kind) => {
  await test.test('a page of any size takes three queries at most, stock among them', async (t) => {
    const testEngine = await buildTestEngine(t, kind, catalogOnly)
    const { engine, call } = testEngine
    await createProducts(testEngine, 60)
    engine.use('catalog').provideAvailability(async (db, ids) => {
      const rows = await db.selectFrom('variants').select('id').where('sku', 'like', 'P%').execute()
      return new Map(rows.filter(({ id }) => ids.includes(id)).map(({ id }) => [id, 7]))
    })
    const queries = queriesOf(testEngine)
    const pages = [
      ['/v1/products?limit=1', 3],
      ['/v1/products?limit=60', 3],
      ['/v1/products?limit=60', 2],
      ['/v1/variants?limit=100', 3]
    ] as const
    for (const [url, count] of pages) {
      queries.length = 0
      const answer = await call({ url })
      t.equal(answer.status, 200)
      t.equal(queries.length, count, `${url}: ${queries.length} queries`)
    }
    const { data, next } = (await call({ url: '/v1/products?limit=60' })).body
    t.equal(data.length, 60)
    t.equal(next, null)
    for (const { variants, title, imageUrl } of data) {
      t.same(
        variants.map(({ available, prices }: { available: number; prices: object[] }) => [
          available,
          prices.length
        ]),
        [
          [7, 2],
          [7, 2],
          [7, 2]
        ],
        title
      )
      t.match(imageUrl, /^https:\/\/cdn\.example\/\d+\.jpg$/)
    }
  })

  await test.test('pages by every sort hold each product once, in order', async (t) => {
    const testEngine = await buildTestEngine(t, kind, catalogOnly)
    await createProducts(testEngine, 25, 1)
    for (const sort of ['-createdAt', 'createdAt', '-updatedAt', 'updatedAt', 'title']) {
      const seen: Record<string, string>[] = []
      let next: string | null = ''
      while (next !== null) {
        const after: string = next === '' ? '' : `&after=${next}`
        const page = await testEngine.call({ url: `/v1/products?limit=7&sort=${sort}${after}` })
        seen.push(...page.body.data)
        next = page.body.next
      }
      const key = sort.replace('-', '')
      const values = seen.map((product) => product[key]!)
      const sorted = [...values].sort()
      t.equal(new Set(seen.map(({ id }) => id)).size, 25, sort)
      t.same(values, sort.startsWith('-') ? sorted.reverse() : sorted, sort)
    }
    const other = await testEngine.call({ url: '/v1/products?limit=1' })
    const refused = await testEngine.call({
      url: `/v1/products?sort=title&after=${other.body.next}`
    })
    t.match(refused.body, { status: 400, code: 'CURSOR_INVALID' })
    const unsorted = await testEngine.call({ url: '/v1/products?sort=score' })
    t.match(unsorted.body, { status: 400, code: 'VALIDATION_FAILED' })
  })

  await test.test(
    'filters narrow the list: lifecycle, category with its branches, SKU, news',
    async (t) => {
      const { call } = await buildTestEngine(t, kind, catalogOnly)
      const create = async (slug: string, parentId: string | null = null) =>
        (
          await call({
            method: 'POST',
            url: '/v1/categories',
            body: { name: slug, slug, parentId }
          })
        ).body.id
      const home = await create('home')
      const mugs = await create('mugs', home)
      const homely = await create('homely')
      const a = await createProduct(call, {
        title: 'a',
        categoryId: home,
        variants: [{ sku: 'A' }]
      })
      await createProduct(call, { title: 'b', categoryId: mugs, variants: [{ sku: 'B' }] })
      await createProduct(call, {
        title: 'c',
        categoryId: homely,
        variants: [{ sku: 'C' }],
        lifecycle: 'live'
      })
      const titles = async (query: string) =>
        (await call({ url: `/v1/products?sort=title&${query}` })).body.data
          .map(({ title }: { title: string }) => title)
          .join('')
      t.equal(await titles('lifecycle=live'), 'c')
      t.equal(await titles(`categoryId=${home}`), 'ab', 'not its namesake homely')
      t.equal(await titles('sku=B'), 'b')
      t.equal(await titles('sku=b'), '')
      t.equal(await titles(`categoryId=${home}&q=a`), 'a')
      await call({ method: 'PATCH', url: `/v1/products/${a.id}`, body: { description: 'news' } })
      const { updatedAt } = (await call({ url: `/v1/products/${a.id}` })).body
      t.match(await titles(`updatedSince=${updatedAt}`), /^a/)
      t.equal(await titles('updatedSince=2100-01-01T00:00:00.000Z'), '')
    }
  )

  await test.test('a list says what was written last, in whichever process', async (t) => {
    const here = await buildTestEngine(t, kind, catalogOnly)
    const there = await buildTestEngine(t, kind, catalogOnly, { database: here.database })
    let units = 3
    for (const { engine } of [here, there]) {
      engine.use('catalog').provideAvailability(async (_, ids) => {
        return new Map(ids.map((id) => [id, units]))
      })
    }
    const other = await createProduct(there.call, { title: 'without variants' })
    const { id, variants } = await createProduct(there.call, {
      ...mug,
      attributes: { available: 9, '"variants":[': '{"version":1}' }
    })
    const isListed = async (what: string) => {
      for (const { call } of [here, there]) {
        const { media, ...read } = (await call({ url: `/v1/products/${id}` })).body
        const imageUrl = media[0]?.url ?? null
        const listed = (await call({ url: '/v1/products?sort=createdAt' })).body.data
        t.same(listed[0], { ...without(other), imageUrl: null })
        t.same(listed[1], { ...read, imageUrl }, what)
        const found = (await call({ url: '/v1/products?sku=MUG-W' })).body.data
        t.same(found, [listed[1]], `${what}, found`)
      }
    }
    await isListed('new')
    const change = async (
      method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
      at: string,
      body?: object
    ) => {
      const answer = await there.call({ method, url: `/v1/${at}`, ...(body && { body }) })
      if (answer.status >= 300) throw new Error(answer.text)
      await isListed(`${method} ${at}`)
      return answer.body
    }
    await change('PATCH', `products/${id}`, { title: '"茶杯"\u2028' })
    await change('PATCH', `variants/${variants[0].id}`, { weightGrams: 311, isTracked: false })
    await change('PUT', `variants/${variants[0].id}/prices`, {
      prices: [{ amountMinor: 1, currency: 'CNY' }]
    })
    const image = { role: 'main', url: 'https://cdn.example/mug.jpg' }
    const { id: mediaId } = await change('POST', `products/${id}/media`, image)
    await change('DELETE', `products/${id}/media/${mediaId}`)
    const options = [{ name: 'color', values: ['white', 'red', 'blue'] }]
    await change('PATCH', `products/${id}`, { options })
    await change('POST', `products/${id}/variants`, { sku: 'B', optionValues: { color: 'blue' } })
    await change('DELETE', `variants/${variants[1].id}`)
    await change('POST', `products/${id}/publish`)
    units = 0
    await isListed('sold out')
    const refused = await there.call({
      ...{ method: 'PATCH', url: `/v1/products/${id}`, body: { categoryId: 'cat_none' } }
    })
    t.equal(refused.status, 404)
    await isListed('rolled back')
  })
})

function without({ media: _, ...product }: Record<string, unknown>): object {
  return product
}
