import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { checkTextFile, type TextFileLimits } from '#core/files/check'
import { CsvShape } from '#core/files/csv-shape'
import { readCsv, readCsvHeader } from '#core/files/read-csv'
import { readNdjson } from '#core/files/read-ndjson'
import { spool } from '#core/files/spool'
import { guardCell, unguardCell, writeCsv } from '#core/files/write-csv'

function fileOf(test: Test, content: string | Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-'))
  test.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'file')
  writeFileSync(path, content)
  return path
}

async function listOf<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const list: Row[] = []
  for await (const row of rows) list.push(row)
  return list
}

const limits: TextFileLimits = { format: 'csv', maxBytes: 1_000_000, rowBytesMax: 100 }

t.test(
  'readCsv: rows carry the line they begin in, over blank lines and breaks in cells',
  async (t) => {
    const path = fileOf(t, '\uFEFFa, b \r\n1,"x\r\ny"\r\n\r\n2,5" pipe\n3\n')
    await checkTextFile(path, limits)
    t.same(await readCsvHeader(path), ['a', 'b'])
    t.same(await listOf(readCsv(path)), [
      { line: 2, record: { a: '1', b: 'x\r\ny' }, fault: null },
      { line: 5, record: { a: '2', b: '5" pipe' }, fault: null },
      { line: 6, record: { a: '3', b: '' }, fault: 'has 1 cells, the header 2' }
    ])
  }
)

t.test('readCsv: a header that does not name every column once is refused', async (t) => {
  for (const text of ['a,a\n', 'a,\n', '__proto__,a\n', '\n\n']) {
    const path = fileOf(t, text)
    await t.rejects(listOf(readCsv(path)), { code: 'CSV_HEADER_INVALID' }, JSON.stringify(text))
    await t.rejects(readCsvHeader(path), { code: 'CSV_HEADER_INVALID' })
  }
})

t.test('checkTextFile: whatever is not whole and sound text is refused by name', async (t) => {
  const cases: [string, string | Buffer, string][] = [
    ['empty', '', 'FILE_EMPTY'],
    ['latin-1', Buffer.from([0x61, 0x0a, 0xe9, 0x0a]), 'FILE_NOT_UTF8'],
    ['NUL', 'a\n\0\n', 'FILE_NOT_UTF8'],
    ['UTF-16', Buffer.from('\uFEFFa,b\n', 'utf16le'), 'FILE_NOT_UTF8'],
    ['open quote', 'a\n"b\n', 'FILE_TRUNCATED'],
    ['half a row', 'a,b\n1,2\n3', 'FILE_TRUNCATED'],
    ['text after a quote', 'a\n"b"c\n', 'CSV_QUOTE_INVALID'],
    ['long row', `a\n${'x'.repeat(101)}\n`, 'FILE_ROW_TOO_LONG'],
    ['long row without an end', `a\n${'x'.repeat(101)}`, 'FILE_ROW_TOO_LONG'],
    ['too large', 'a\n'.repeat(500_001), 'FILE_TOO_LARGE']
  ]
  for (const [what, content, code] of cases) {
    await t.rejects(checkTextFile(fileOf(t, content), limits), { code }, what)
  }
  const truncated = checkTextFile(fileOf(t, 'a\n1\n"b\n\n'), limits)
  await t.rejects(truncated, { message: /line 3 / }, 'the line that the broken row begins in')
  await t.resolves(
    checkTextFile(fileOf(t, 'a,b\n1,2\n3,4'), limits),
    'no newline at the end is fine'
  )
})

t.test('checkTextFile: a character cut by the edge of a chunk is whole', async (t) => {
  const row = '杯'.repeat(20)
  const path = fileOf(t, `a\n${`x${row}\n`.repeat(10_000)}`)
  await t.resolves(checkTextFile(path, limits))
})

t.test(
  'CsvShape: what it lets pass reads back as written, however the bytes are cut',
  async (t) => {
    const cell = fc.string({
      unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', '=', "'", '杯')
    })
    const table = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 9 }), async (rows, cut) => {
        const records = rows.map(([a, b]) => ({ a, b }))
        const pages = (async function* () {
          yield records
        })()
        const text = (await listOf(writeCsv(['a', 'b'], pages))).join('')
        const shape = new CsvShape({ delimiter: ',', rowBytesMax: 1000 })
        const bytes = Buffer.from(text)
        for (let at = 0; at < bytes.length; at += cut) shape.scan(bytes.subarray(at, at + cut))
        shape.end()
        const read = await listOf(readCsv(fileOf(t, text)))
        const back = read.map(({ record }) => ({
          a: unguardCell(record.a!),
          b: unguardCell(record.b!)
        }))
        t.same(back, records)
      }),
      { numRuns: 60 }
    )
  }
)

t.test('guardCell: no cell begins like a formula, and unguardCell is its inverse', async (t) => {
  const text = fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', "'", 'a') })
  fc.assert(
    fc.property(text, (cell) => {
      const guarded = guardCell(cell)
      return !/^[=+\-@\t\r]/.test(guarded) && unguardCell(guarded) === cell
    })
  )
  t.pass()
})

t.test('readNdjson: one value a line; U+2028 inside of a text ends no line', async (t) => {
  const path = fileOf(t, '\uFEFF{"a":"x\u2028y"}\n\n{"a":\n[1]')
  t.match(await listOf(readNdjson(path)), [
    { line: 1, value: { a: 'x\u2028y' }, fault: null },
    { line: 3, fault: /is not JSON/ },
    { line: 4, value: [1], fault: null }
  ])
  const ndjson = { ...limits, format: 'ndjson' } as const
  await t.rejects(checkTextFile(fileOf(t, '{"a":1}\n{"a":'), ndjson), { code: 'FILE_TRUNCATED' })
  await t.rejects(checkTextFile(fileOf(t, `"${'x'.repeat(101)}"\n`), ndjson), {
    code: 'FILE_ROW_TOO_LONG'
  })
})

t.test('spool: a stream beyond its limit is cut off and leaves nothing behind', async (t) => {
  const kept = await spool(Readable.from([Buffer.from('ab'), Buffer.from('c')]), { maxBytes: 3 })
  t.match(kept, { bytes: 3, sha256: /^ba7816bf8f01cfea414140de5dae2223/ })
  t.ok(existsSync(kept.path))
  await kept.dispose()
  await kept.dispose()
  t.notOk(existsSync(kept.path))
  let read = 0
  const endless = Readable.from(
    (function* () {
      for (;;) {
        read++
        yield Buffer.alloc(1000)
      }
    })()
  )
  await t.rejects(spool(endless, { maxBytes: 5000 }), { code: 'FILE_TOO_LARGE', status: 413 })
  t.ok(read < 100, 'it stops reading at the limit, not at the end')
})
