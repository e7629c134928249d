import { definePlugin } from '#core/plugin'
import { catalog } from '#plugins/catalog'
import { untilBlocked } from '../blocked.ts'
import { buildTestEngine, onEachDatabase, type TestEngine } from '../harness.ts'
import { catalogOnly, catalogRows, createProduct, mug } from './fixtures.ts'

const header =
  'sku,handle,title,gtin,weightGrams,price:CNY,price:JPY,cost,costCurrency,optionValues'

function importCsv(call: TestEngine['call'], text: string | Buffer) {
  const headers = { 'content-type': 'text/csv' }
  return call({ method: 'POST', url: '/v1/products/import', body: text, headers })
}

function importNdjson(call: TestEngine['call'], rows: readonly unknown[]) {
  const body = rows.map((row) => `${JSON.stringify(row)}\n`).join('')
  const headers = { 'content-type': 'application/x-ndjson' }
  return call({ method: 'POST', url: '/v1/products/import', body, headers })
}

onEachDatabase(async (test, kind) => {
  await test.test(
    'CSV: variants of one handle become one product; again, nothing changes',
    async (t) => {
      const testEngine = await buildTestEngine(t, kind, catalogOnly)
      const { call } = testEngine
      const text = [
        `\uFEFF${header}`,
        'B-M,bowl,"Bowl, blue",4006381333931,250,12.50,1200,4.00,CNY,"{""size"":""M""}"',
        'B-L,bowl,"Bowl, blue",,300,15.00,,,,"{""size"":""L""}"',
        'SPOON,,"A spoon\nof silver",,,,,,,',
        ''
      ].join('\r\n')
      const first = await importCsv(call, text)
      t.match(first, { status: 200, body: { rows: 3, created: 3, rejected: 0, errors: [] } })
      const { data } = (await call({ url: '/v1/products?sort=title' })).body
      t.match(data, [
        { title: 'A spoon\nof silver', variants: [{ sku: 'SPOON', prices: [] }] },
        {
          handle: 'bowl',
          title: 'Bowl, blue',
          options: [{ name: 'size', values: ['M', 'L'] }],
          variants: [
            {
              sku: 'B-M',
              gtin: '04006381333931',
              cost: { amountMinor: 400, currency: 'CNY' },
              prices: [
                { amountMinor: 1250, currency: 'CNY' },
                { amountMinor: 1200, currency: 'JPY' }
              ]
            },
            { sku: 'B-L', optionValues: { size: 'L' } }
          ]
        }
      ])
      const before = await catalogRows(testEngine)
      const again = await importCsv(call, text)
      t.match(again.body, { rows: 3, created: 0, updated: 0, unchanged: 3 })
      t.same(await catalogRows(testEngine), before)
    }
  )

  await test.test(
    'CSV: bad rows are told with line, column and reason; the good ones go in',
    async (t) => {
      const { call } = await buildTestEngine(t, kind, catalogOnly)
      await createProduct(call, mug)
      const rows: [string, string | null, string][] = [
        ['G-1,,Good,,,1.00,,,,', null, ''],
        ['G-1,,Twice,,,1.00,,,,', 'sku', 'line 2'],
        [',,No SKU,,,1.00,,,,', 'sku', 'required'],
        ['N-1,,Negative,,,-1.00,,,,', 'prices.0.amountMinor', '>= 0'],
        ['N-2,,Too fine,,,1.005,,,,', 'price:CNY', '2 decimal places'],
        ['N-3,,Half a yen,,,,0.5,,,', 'price:JPY', '0 decimal places'],
        ['N-4,,Too much,,,90071992547409.93,,,,', 'price:CNY', '2^53'],
        ['N-5,,No amount,,,12.50 CNY,,,,', 'price:CNY', 'plain decimal'],
        ['N-6,,Wrong digit,4006381333932,,,,,,', 'gtin', 'check digit must be 1'],
        ['N-7,,No weight,,heavy,,,,,', 'weightGrams', 'whole number'],
        ['N-8,,Cost of what,,,,,1.00,,', 'costCurrency', 'beside cost'],
        ['N-9,,Cost in what,,,,,1.00,XXQ,', 'cost', 'XXQ'],
        ['N-10,,No JSON,,,,,,,{color}', 'optionValues', 'JSON'],
        ['N-11,,Short,,', 'row', '5 cells'],
        ['N-12,,,,,,,,,', 'title', 'new product'],
        ['MUG-W,other,Moved,,,,,,,', 'handle', 'mug'],
        ['MUG-X,mug,Mug,,,,,,,"{""color"":""red""}"', 'optionValues', 'MUG-R'],
        ['MUG-Y,mug,Mug,,,,,,,', 'optionValues', 'not chosen'],
        ['G-2,,"Good, too",,,2.00,,,,', null, '']
      ]
      const text = [header, ...rows.map(([row]) => row), ''].join('\n')
      const { status, body } = await importCsv(call, text)
      t.equal(status, 200)
      t.match(body, { rows: 19, created: 2, rejected: 17 })
      const expected = rows.flatMap(([, column, reason], index) =>
        column === null ? [] : [{ line: index + 2, column, reason: new RegExp(literally(reason)) }]
      )
      t.match(body.errors, expected)
      t.equal((await call({ url: '/v1/variants?sku=G-2' })).body.data.length, 1)
    }
  )

  await test.test('a bad file is refused by name and changes nothing', async (t) => {
    const options = { importMaxBytes: 20_000, rowMaxBytes: 2_000 }
    const plugins = [{ use: catalog, options }]
    const testEngine = await buildTestEngine(t, kind, { ...catalogOnly, plugins: plugins as never })
    const { call } = testEngine
    await createProduct(call, mug)
    const before = await catalogRows(testEngine)
    const good = 'sku,title\nGOOD,Good\n'
    const files: [string, string | Buffer, string][] = [
      [
        'GB18030 text',
        Buffer.concat([Buffer.from(good), Buffer.from([0xb1, 0xad, 0xd7, 0xd3, 0x0a])]),
        'FILE_NOT_UTF8'
      ],
      ['half a character at the end', Buffer.from(`${good}A,杯`).subarray(0, -1), 'FILE_NOT_UTF8'],
      ['a NUL byte', `${good}A,a\0b\n`, 'FILE_NOT_UTF8'],
      ['a quote that is never closed', `${good}A,"Half a title\nB,b\n`, 'FILE_TRUNCATED'],
      ['half a row at the end', `${good}A`, 'FILE_TRUNCATED'],
      ['a quote in the wrong place', `${good}A,"x"y\n`, 'CSV_QUOTE_INVALID'],
      ['a row that is too long', `${good}A,${'x'.repeat(2_000)}\n`, 'FILE_ROW_TOO_LONG'],
      ['a file that is too large', `${good}${'A,a\n'.repeat(6_000)}`, 'FILE_TOO_LARGE'],
      ['nothing at all', '\n', 'CSV_HEADER_INVALID'],
      ['a column that is none', 'sku,titel\nA,a\n', 'CSV_HEADER_INVALID'],
      ['a column twice', 'sku,title,title\nA,a,a\n', 'CSV_HEADER_INVALID'],
      ['no SKU', 'title\na\n', 'CSV_HEADER_INVALID'],
      ['a price in no currency', 'sku,title,price:XXQ\nA,a,1\n', 'CSV_HEADER_INVALID']
    ]
    for (const [what, text, code] of files) {
      const answer = await importCsv(call, text)
      t.equal(answer.body.code, code, what)
      t.ok(answer.status >= 400 && answer.status < 500, `${what}: ${answer.status}`)
    }
    const half = '{"sku":"A","title":"a"}\n{"sku":"B","ti'
    const headers = { 'content-type': 'application/x-ndjson' }
    const ndjson = await call({ method: 'POST', url: '/v1/products/import', body: half, headers })
    t.equal(ndjson.body.code, 'FILE_TRUNCATED')
    const xml = await call({
      method: 'POST',
      url: '/v1/products/import',
      body: '<a/>',
      headers: { 'content-type': 'application/xml' }
    })
    t.match(xml.body, { status: 415, code: 'MEDIA_TYPE_UNSUPPORTED' })
    t.same(await catalogRows(testEngine), before)
  })

  await test.test('NDJSON: null clears, what is absent stays, a wrong line is told', async (t) => {
    const { call } = await buildTestEngine(t, kind, catalogOnly)
    await createProduct(call, mug)
    const answer = await importNdjson(call, [
      { sku: 'MUG-W', gtin: null, weightGrams: 320 },
      { sku: 'MUG-R', colour: 'red' },
      { sku: 'MUG-R', prices: [{ amountMinor: 2700, currency: 'CNY' }] },
      ['no', 'row']
    ])
    t.match(answer.body, {
      rows: 4,
      updated: 2,
      rejected: 2,
      errors: [
        { line: 2, sku: 'MUG-R', column: 'colour' },
        { line: 4, sku: null, column: 'row' }
      ]
    })
    const [white] = (await call({ url: '/v1/variants?sku=MUG-W' })).body.data
    t.match(white, { gtin: null, weightGrams: 320, version: 2, cost: { amountMinor: 900 } })
    t.equal(white.prices.length, 2)
  })

  await test.test('an import moves a product along legal steps only', async (t) => {
    const { call } = await buildTestEngine(t, kind, catalogOnly)
    await createProduct(call, mug)
    const to = (lifecycle: string) => importNdjson(call, [{ sku: 'MUG-W', lifecycle }])
    t.match((await to('paused')).body, {
      errors: [{ column: 'lifecycle', reason: /draft to paused/ }]
    })
    t.match((await to('live')).body, { updated: 1 })
    t.match((await to('retired')).body, { updated: 1 })
    t.match((await to('live')).body, { rejected: 1 })
  })

  await test.test(
    'a SKU that somebody else makes while an import waits for its product is updated',
    async (t) => {
      const { call, engine } = await buildTestEngine(t, kind, catalogOnly)
      await createProduct(call, mug)
      const rows = [
        { sku: 'MUG-W', title: 'Mug, by import' },
        { sku: 'CUP', title: 'Cup, by import' }
      ]
      let begin = () => undefined as unknown
      const importing = new Promise<unknown>((resolve) => {
        begin = () => resolve(undefined)
      }).then(() => importNdjson(call, rows))
      await engine.transaction(async (tx) => {
        await tx.updateTable('products').set({ title: 'Mug, held' }).execute()
        begin()
        await untilBlocked(tx)
        const cup = { sku: 'CUP', title: 'Cup', amountMinor: 100, currency: 'CNY' }
        await engine.use('catalog').createTracked(tx, [cup])
      })
      t.match((await importing).body, { rows: 2, created: 0, updated: 2, rejected: 0 })
    }
  )

  await test.test(
    'an import that pauses and renames a product tells all of its variants',
    async (t) => {
      const heard: string[] = []
      const listener = definePlugin({
        name: 'listener',
        needs: ['catalog'],
        setup(ctx) {
          ctx.on('variant.changed', async (_, variants) => {
            for (const { sku, title, lifecycle } of variants)
              heard.push(`${sku} ${title} ${lifecycle}`)
          })
        }
      })
      const plugins = [catalog, listener] as never
      const { call } = await buildTestEngine(t, kind, { ...catalogOnly, plugins })
      const variants = [{ sku: 'M-0' }, { sku: 'M-1' }, { sku: 'M-2', title: 'Own' }]
      await createProduct(call, { title: 'Mug', lifecycle: 'live', variants })
      await importNdjson(call, [{ sku: 'M-1', lifecycle: 'paused', title: 'Cup' }])
      t.same(heard.sort(), ['M-0 Cup paused', 'M-1 Cup paused', 'M-2 Own paused'])
    }
  )

  await test.test(
    'an import that gives options to a product whose other variants choose none is refused',
    async (t) => {
      const { call } = await buildTestEngine(t, kind, catalogOnly)
      const { id } = await createProduct(call, {
        ...{ title: 'Mug', handle: 'mug', variants: [{ sku: 'M-0' }] }
      })
      const row = { sku: 'M-1', handle: 'mug', optionValues: { size: 'L' } }
      t.match((await importNdjson(call, [row])).body, {
        created: 0,
        errors: [{ sku: 'M-1', column: 'optionValues', reason: /M-0/ }]
      })
      const { body } = await call({ url: `/v1/products/${id}` })
      t.match(body, { options: [], variants: [{ sku: 'M-0' }] })
      t.equal(body.variants.length, 1)
      const url = `/v1/variants/${body.variants[0].id}`
      t.equal((await call({ method: 'PATCH', url, body: { weightGrams: 5 } })).status, 200)
    }
  )

  await test.test('two imports of the same new SKUs at once make each of them once', async (t) => {
    const { call } = await buildTestEngine(t, kind, catalogOnly)
    const rows = Array.from({ length: 200 }, (_, i) => ({
      sku: `S-${i}`,
      handle: `h-${i}`,
      title: 'x'
    }))
    const answers = await Promise.all([importNdjson(call, rows), importNdjson(call, rows)])
    t.same(
      answers.map(({ body }) => body.rejected),
      [0, 0]
    )
    t.equal(
      answers.reduce((sum, { body }) => sum + body.created, 0),
      200
    )
  })
})

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
