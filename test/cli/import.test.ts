import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createEngine } from 'shopkeeper'
import t from 'tap'
import { openShell } from './command.ts'

const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n'
const files = {
  'a.csv':
    '536365,85123A,HEART,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom\n' +
    '536365,71053,LANTERN,2,2010-12-01 08:26:00,3.39,17850.0,United Kingdom\n' +
    '536366,22633,WARMER,1,2010-12-01 08:28:00,1.85,,United Kingdom\n',
  'b.csv':
    'C536379,85123A,HEART,-1,2010-12-01 09:41:00,2.55,17850.0,United Kingdom\n' +
    '536414,22139,,56,2010-12-01 11:52:00,0.0,,United Kingdom\n'
}
const expected = {
  rows: 5,
  orders: 2,
  orderLines: 3,
  units: 9,
  grossMinor: 2393,
  creditNotes: 1,
  creditLines: 1,
  creditMinor: -255,
  adjustmentRows: 1,
  badDebtInvoices: 0,
  guestOrders: 1,
  skus: 3
}

function writeFiles(folder: string): string {
  const orders = join(folder, 'orders')
  mkdirSync(orders)
  for (const [name, rows] of Object.entries(files)) writeFileSync(join(orders, name), header + rows)
  return orders
}

t.test(
  'import orders: counts come from the database, and a second import changes nothing',
  async (t) => {
    const { folder, run } = openShell(t)
    writeFiles(folder)
    const args = ['import', 'orders', '--mapping', 'online-retail', '--json', 'orders']
    for (const time of ['first', 'second']) {
      const ran = await run(args)
      t.equal(ran.code, 0, ran.err)
      t.same(JSON.parse(ran.out.trim().split('\n').at(-1) as string), expected, time)
    }
    t.match(await run(['verify', '--json']), { code: 0, out: /"ok":true/ })
    const exported = await run(['export', 'orders', '--format', 'ndjson'])
    t.same(
      exported.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).number)
        .sort(),
      ['536365', '536366']
    )
    t.match((await run(['export', 'products'])).out, /85123A/)
    t.match(await run(['report', 'rebuild', '--json']), { code: 0, out: '{"corrected":0}\n' })
    const lines = await run(['report', 'export', 'order_lines', '--format', 'csv'])
    t.match(lines.out, /^day_on,order_id,sku,.*\n2010-12-0\d,ord_\w+,(85123A|71053|22633),/)
    t.equal(lines.out.trim().split('\n').length, 4)
    t.equal((await run(['report', 'export', 'refunds', '--out', 'refunds.parquet'])).code, 0)
    t.ok(existsSync(join(folder, 'refunds.parquet')))
    const unknown = await run(['report', 'export', 'customers'])
    t.match(unknown, { code: 2, err: /sales_days/ })
  }
)

t.test(
  'import orders: a bad row is named with file, line and column; the others go in',
  async (t) => {
    const { folder, run } = openShell(t)
    const orders = writeFiles(folder)
    const bad = '536999,85123A,HEART,6,2010-02-31 08:26:00,2.55,17850.0,United Kingdom\n'
    writeFileSync(join(orders, 'c.csv'), header + bad)
    const ran = await run(['import', 'orders', '--mapping', 'online-retail', '--json', 'orders'])
    t.equal(ran.code, 1)
    t.match(ran.err, /^rejected {2}c\.csv, line 2, InvoiceDate: /m)
    t.match(JSON.parse(ran.out.trim().split('\n').at(-1) as string), { orders: 2, rows: 6 })
  }
)

t.test('import products: the same file again changes nothing', async (t) => {
  const { folder, run } = openShell(t)
  writeFileSync(join(folder, 'products.csv'), 'sku,title\nMUG-01,Mug\nMUG-02,Large mug\n')
  const first = await run(['import', 'products', '--json', 'products.csv'])
  t.match(JSON.parse(first.out), { rows: 2, created: 2, rejected: 0 }, first.err)
  const second = await run(['import', 'products', '--json', 'products.csv'])
  t.match(JSON.parse(second.out), { created: 0, updated: 0, unchanged: 2 })
})

t.test('import statement: what became of its lines, and the same file again', async (t) => {
  const { folder, run } = openShell(t)
  const config = {
    database: { url: `sqlite:${join(folder, 'shop.sqlite')}` },
    plugins: ['catalog', 'inventory', 'orders', 'reporting'],
    adapters: []
  } as const
  writeFileSync(join(folder, 'shopkeeper.config.json'), JSON.stringify(config))
  writeFileSync(join(folder, 'fees.csv'), 'at,amount\n2026-03-02,-1.50\n2026-03-02,-2.00\n')
  const command = ['import', 'statement', '--json', '--account', 'bank', 'fees.csv']
  const unknown = await run(command)
  t.match([unknown.code, unknown.err], [1, /NOT_FOUND.*"bank"/], unknown.err)
  const engine = await createEngine({ ...config, plugins: [...config.plugins], adapters: [] })
  await engine.transaction((tx) =>
    tx
      .insertInto('settlementAccounts')
      .values({
        ...{ id: 'bank', provider: 'bank', name: 'Bank', channelId: null, currency: 'CNY' },
        ...{ format: 'csv', paymentMethods: '[]', settleLagDays: 3, toleranceMinor: 0 },
        mapping: JSON.stringify({
          ...{ columns: { postedAt: 'at', amount: 'amount' }, defaultType: 'fee', types: {} },
          ...{ delimiter: ',', skipLines: 0, dateFormat: 'yyyy-MM-dd', zone: 'Asia/Shanghai' },
          ...{ decimal: '.', group: '', sign: 'asWritten', feeSign: 'inverted' },
          rowOrder: 'oldestFirst'
        }),
        ...{ payoutDays: 1, version: 1, createdAt: tx.now, updatedAt: tx.now }
      })
      .execute()
  )
  await engine.stop()
  const first = await run(command)
  const classes = [{ class: 'booked', lines: 2, amountMinor: -350 }]
  t.match(JSON.parse(first.out), { result: 'imported', classes }, first.err)
  t.match(JSON.parse((await run(command)).out), { result: 'known', classes })
})

const data = fileURLToPath(new URL('../../../shared/data/online-retail', import.meta.url))
t.test(
  'import orders: files of the data set',
  { skip: existsSync(data) ? false : 'no data here' },
  async (t) => {
    const { folder, run } = openShell(t)
    const orders = join(folder, 'orders')
    mkdirSync(orders)
    const names = readdirSync(data)
      .filter((name) => name.endsWith('.csv'))
      .sort()
      .slice(0, 3)
    for (const name of names) cpSync(join(data, name), join(orders, name))
    const ran = await run(['import', 'orders', '--mapping', 'online-retail', '--json', 'orders'])
    t.equal(ran.code, 0, ran.err)
    const summary = JSON.parse(ran.out)
    t.ok(summary.orders > 100 && summary.orderLines > summary.orders)
  }
)
