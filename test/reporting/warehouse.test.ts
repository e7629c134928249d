import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { sql } from 'kysely'
import { warehousePage } from '../../docs/generate.ts'
import { warehouseViews } from '../../plugins/reporting/warehouse/views.ts'
import { onEachDatabase } from '../harness.ts'
import { channelOrder, line } from '../orders/shop.ts'
import { buildFactsShop } from './facts-shop.ts'

const page = new URL('../../docs/reference/warehouse.md', import.meta.url)

onEachDatabase(async (t, kind) => {
  const shop = await buildFactsShop(t, kind, { MUG: 1000, CUP: 1000 })
  const orders = Array.from({ length: 9 }, (_, at) =>
    channelOrder(`O${at}`, 0, [line('MUG', 1 + at), line('CUP', 2)], {
      buyer: { externalId: at === 0 ? null : `b${at % 3}` },
      placedAt: `2026-03-0${1 + (at % 3)}T10:00:00.000Z`
    })
  )
  await shop.intake(orders)
  await shop.credit('C1', { orderExternalId: 'O4', lines: [['MUG', 1, 1000]] })
  await shop.credit('C2', { lines: [['CUP', 1, 7]], reason: 'badDebt' })

  t.test(
    'views: the database has the columns that are documented, no more and no less',
    async (t) => {
      for (const { view, columns, key } of warehouseViews) {
        const found = await columnsOf(view)
        t.same(
          found,
          columns.map(({ name }) => name),
          view
        )
        t.ok(
          key.every((name) => columns.some((column) => column.name === name)),
          `${view}: its key`
        )
      }
      t.ok(readFileSync(page, 'utf8').endsWith(warehousePage()), 'the page says so')
    }
  )

  async function columnsOf(view: string): Promise<string[]> {
    const { rows } =
      kind === 'sqlite'
        ? await sql<{ name: string }>`select name from pragma_table_info(${view})`.execute(
            shop.engine.db
          )
        : await sql<{ name: string }>`select column_name as name from information_schema.columns
            where table_name = ${view} and table_schema = current_schema()
            order by ordinal_position`.execute(shop.engine.db)
    return rows.map(({ name }) => name)
  }

  t.test('export: Parquet reads back as what the views say, in every column', async (t) => {
    for (const { name, view, key, columns } of warehouseViews) {
      const answer = await shop.call({ url: `/v1/reports/export/${name}`, as: 'analyst' })
      t.match(answer, {
        status: 200,
        headers: { 'content-type': 'application/vnd.apache.parquet' }
      })
      const read = await readParquet(shop, name)
      const names = columns.map((column) => column.name)
      const { rows } = await sql<Record<string, unknown>>`select ${sql.raw(
        names.map((column, at) => `${column} as c${at}`).join(', ')
      )} from ${sql.raw(view)} order by ${sql.raw(key.join(', '))}`.execute(shop.engine.db)
      t.ok(rows.length > 0, `${view} has rows`)
      t.same(
        read.map((row) => columns.map((column) => plain(row[column.name], column.kind))),
        rows.map((row) => names.map((_, at) => row[`c${at}`] ?? null)),
        view
      )
    }
  })

  /** Reads a file as other tools do, from the disk. */
  async function readParquet({ engine }: typeof shop, name: string) {
    const folder = mkdtempSync(join(tmpdir(), 'parquet-'))
    t.teardown(() => rmSync(folder, { recursive: true, force: true }))
    const path = join(folder, `${name}.parquet`)
    const view = warehouseViews.find((one) => one.name === name)!
    const parts: Uint8Array[] = []
    const written = engine
      .use('reporting')
      .exportView(engine.db, { view, format: 'parquet', from: undefined, to: undefined })
    for await (const part of written) parts.push(part as Uint8Array)
    writeFileSync(path, Buffer.concat(parts))
    const file = await asyncBufferFromFile(path)
    const metadata = await parquetMetadataAsync(file)
    t.equal(metadata.schema.length, view.columns.length + 1)
    return parquetReadObjects({ file, metadata })
  }

  function plain(value: unknown, kind: string): unknown {
    if (typeof value === 'bigint') return Number(value)
    if (!(value instanceof Date)) return value ?? null
    return kind === 'day' ? value.toISOString().slice(0, 10) : value.toISOString()
  }

  t.test('export: CSV of some days, with the columns first', async (t) => {
    const { body, headers } = await shop.call({
      url: '/v1/reports/export/orders?format=csv&from=2026-03-02&to=2026-03-02'
    })
    const [head, ...rows] = String(body).trim().split('\n')
    t.equal(headers['content-type'], 'text/csv; charset=utf-8')
    t.match(head, /^day_on,order_id,placed_at,channel_id,external_id,/)
    t.same(rows.map((row) => row.split(',')[4]).sort(), ['O1', 'O4', 'O7'])
    t.ok(rows.every((row) => row.startsWith('2026-03-02,')))
  })

  t.test('export: what makes no sense is refused, and cost is not for everybody', async (t) => {
    const refused = async (url: string) => shop.call({ url: `/v1/reports/export/${url}` })
    t.match(await refused('orders?from=2026-03-02&to=2026-03-01'), {
      status: 422,
      body: { code: 'REPORT_PERIOD_INVALID', field: 'to' }
    })
    t.match(await refused('orders?from=2026-02-30'), { status: 422, body: { field: 'from' } })
    t.equal((await refused('customers')).status, 400)
    t.equal((await refused('orders?format=xml')).status, 400)
    const clerk = await shop.call({ url: '/v1/reports/export/orders', as: 'clerk' })
    t.equal(clerk.status, 403)
  })
})
