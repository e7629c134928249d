import { sql } from 'kysely'
import { buildTestEngine, onEachDatabase } from '../harness.ts'
import { catalogOnly, createProduct, mug } from './fixtures.ts'

onEachDatabase(async (test, kind) => {
  await test.test(
    'search finds titles, SKUs, GTINs and attributes, in any script and case',
    async (t) => {
      const { call } = await buildTestEngine(t, kind, catalogOnly)
      await createProduct(call, mug)
      await createProduct(call, { title: '玻璃杯子', variants: [{ sku: 'GLASS_1' }] })
      await createProduct(call, { title: 'Discount 100% cotton', variants: [{ sku: 'T\\SHIRT' }] })
      const found = async (q: string) => {
        const answer = await call({ url: `/v1/products?sort=createdAt&q=${encodeURIComponent(q)}` })
        t.equal(answer.status, 200, q)
        return answer.body.data.map(({ title }: { title: string }) => title)
      }
      const [white, glass, shirt] = [mug.title, '玻璃杯子', 'Discount 100% cotton']
      const cases: [string, string[]][] = [
        ['马克杯', [white]],
        ['杯子', [glass]],
        ['杯', [white, glass]],
        ['MUG-w', [white]],
        ['ＷＨＩＴＥ', [white]],
        ['4006381333931', [white]],
        ['porcelain', [white]],
        ['white 马克', [white]],
        ['white glass', []],
        ['100%', [shirt]],
        ['5%', []],
        ['%', [shirt]],
        ['_', [glass]],
        ['LASS_1', [glass]],
        ['\\', [shirt]],
        ['t\\shirt', [shirt]],
        ['"', []],
        ['white" OR "cotton', []],
        ['mug NOT white', []],
        ['   ', []]
      ]
      for (const [q, titles] of cases) t.same(await found(q), titles, JSON.stringify(q))
    }
  )

  await test.test('search follows what changes', async (t) => {
    const { call } = await buildTestEngine(t, kind, catalogOnly)
    const { id, variants } = await createProduct(call, mug)
    const count = async (q: string) =>
      (await call({ url: `/v1/products?q=${encodeURIComponent(q)}` })).body.data.length
    await call({ method: 'PATCH', url: `/v1/products/${id}`, body: { title: '红色茶壶' } })
    t.equal(await count('马克杯'), 0)
    t.equal(await count('红色茶壶'), 1)
    await call({ method: 'PATCH', url: `/v1/variants/${variants[0].id}`, body: { sku: 'POT-77' } })
    t.equal(await count('MUG-W'), 0)
    t.equal(await count('pot-77'), 1)
  })

  if (kind === 'sqlite') {
    await test.test('the trigram index equals the texts that it is built from', async (t) => {
      const { engine, call } = await buildTestEngine(t, kind, catalogOnly)
      const { id } = await createProduct(call, mug)
      await call({ method: 'PATCH', url: `/v1/products/${id}`, body: { title: '红色茶壶' } })
      await t.resolves(
        engine.transaction((tx) =>
          sql`insert into product_search (product_search, rank) values ('integrity-check', 1)`.execute(
            tx
          )
        )
      )
    })
  } else {
    await test.test('Postgres has a trigram index where the server offers pg_trgm', async (t) => {
      const { engine } = await buildTestEngine(t, kind, catalogOnly)
      const { rows } = await sql<{ offered: number; indexed: number }>`
        select (select count(*) from pg_extension where extname = 'pg_trgm') as offered,
          (select count(*) from pg_indexes where indexname = 'product_texts_trigrams'
            and schemaname = current_schema()) as indexed`.execute(engine.db)
      t.equal(rows[0]!.indexed, rows[0]!.offered)
    })
  }
})
