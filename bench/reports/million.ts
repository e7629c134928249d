import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { createEngine } from 'shopkeeper'
import { createKey } from '#core/access/keys'
import { importCommand, yearShop } from '../import.ts'

/** Copies on each channel; 53 times 19,140 orders are 1,014,420. */
const copiesOn: Readonly<Record<string, number>> = {
  'copy-a': 14,
  'copy-b': 13,
  'copy-c': 13,
  'copy-d': 13
}

export interface MillionShop {
  path: string
  key: string
  /** The first and the last day of its year. */
  from: string
  to: string
  remove(): void
}

/**
 * A shop with a million orders: the year of Online Retail, imported by the command with all plugins on, moved to the last
 * twelve months and copied over four channels. Orders, facts and rollups are copied; order lines, which no report reads, stay
 * those of one year.
 */
export async function makeMillionShop(): Promise<MillionShop> {
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-bench-'))
  const path = join(folder, 'shop.sqlite')
  const url = `sqlite:${path}`
  const { status } = spawnSync(process.execPath, importCommand(path), {
    stdio: ['ignore', 'ignore', 'inherit']
  })
  if (status !== 0) throw new Error(`the import ended with ${status}`)
  const db = new Sqlite(path)
  db.pragma('synchronous = off')
  const years = new Date().getUTCFullYear() - 2011
  db.transaction(() => {
    for (const table of yearly) moveBy(db, table, years)
    for (const table of each) multiply(db, table)
    for (const table of summed) multiplySums(db, table)
    sumWeeks(db)
    takeNoneAgain(db)
  })()
  db.exec('analyze')
  db.close()
  const engine = await createEngine({
    shop: yearShop,
    database: { url },
    log: { level: 'warn' },
    http: { port: 0 },
    encryptionKey: Buffer.alloc(32, 1).toString('base64')
  })
  const { key } = await engine.transaction((tx) => createKey(tx, { name: 'bench', role: 'owner' }))
  // The first start takes in what the import has left to it: returns, and what is counted at night.
  await engine.start()
  await untilIdle(path)
  await engine.stop()
  return {
    path,
    key,
    from: `${2010 + years}-12-01`,
    to: `${2011 + years}-11-30`,
    remove: () => rmSync(folder, { recursive: true, force: true })
  }
}

/** A table, and how a copy of one of its rows is another row. */
interface Copied {
  table: string
  /** Columns that tell rows apart beside their channel: a copy has its number behind them. */
  named: readonly string[]
  /** Columns that begin with a year. */
  dated: readonly string[]
}

const each: readonly Copied[] = [
  {
    table: 'orders',
    named: ['id', 'external_id', 'number', 'customer_ref'],
    dated: ['placed_at', 'modified_at']
  },
  {
    table: 'report_order_facts',
    named: ['order_id', 'buyer_key'],
    dated: ['placed_at', 'day_on']
  },
  { table: 'report_buyer_days', named: ['buyer'], dated: ['day_on'] },
  { table: 'report_buyer_months', named: ['buyer'], dated: ['month_on'] }
]

const summed: readonly Copied[] = [
  { table: 'report_order_days', named: [], dated: ['day_on'] },
  { table: 'report_order_months', named: [], dated: ['month_on'] },
  { table: 'report_sku_days', named: [], dated: ['day_on'] },
  { table: 'report_sku_months', named: [], dated: ['month_on'] },
  { table: 'report_sku_month_totals', named: [], dated: ['month_on'] }
]

const yearly = [...each, ...summed]

interface Column {
  name: string
  type: string
  pk: number
}

/** Columns that are written: not those that SQLite computes. */
function columnsOf(db: Sqlite.Database, table: string): Column[] {
  const rows = db.pragma(`table_xinfo(${table})`) as (Column & { hidden: number })[]
  return rows.filter(({ hidden }) => hidden === 0)
}

function moveBy(db: Sqlite.Database, { table, dated }: Copied, years: number): void {
  const sets = dated.map(
    (name) => `${name} = (substr(${name}, 1, 4) + ${years}) || substr(${name}, 5)`
  )
  db.exec(`update ${table} set ${sets.join(', ')}`)
}

/** Copies every row 53 times under other names, and takes the original away. */
function multiply(db: Sqlite.Database, { table, named }: Copied): void {
  const columns = columnsOf(db, table)
  const names = columns.map(({ name }) => name).join(', ')
  // Guests are one row of a day, whose sums grow: there is nobody to be told apart.
  const hasGuests = named.includes('buyer')
  db.exec(`create temp table one as select ${names} from ${table}; delete from ${table}`)
  for (const [channel, copies] of Object.entries(copiesOn)) {
    const values = columns.map(({ name, pk }) => {
      if (name === 'channel_id') return `'${channel}'`
      if (named.includes(name))
        return `case when ${name} <> '' then ${name} || '-${channel}-' || copy.n else ${name} end`
      return hasGuests && pk === 0
        ? `case when buyer = '' then ${name} * ${copies} else ${name} end`
        : name
    })
    const numbers = Array.from({ length: copies }, (_, n) => `(${n})`)
    db.exec(`with copy (n) as (values ${numbers.join(', ')})
      insert into ${table} (${names}) select ${values.join(', ')} from one, copy
      ${hasGuests ? "where buyer <> '' or copy.n = 0" : ''}`)
  }
  db.exec('drop table one')
}

/** Sums of that many copies, once for each channel. */
function multiplySums(db: Sqlite.Database, { table }: Copied): void {
  const columns = columnsOf(db, table)
  const names = columns.map(({ name }) => name)
  const hasChannel = names.includes('channel_id')
  db.exec(`create temp table one as select * from ${table}; delete from ${table}`)
  const channels = hasChannel
    ? Object.entries(copiesOn)
    : [['', Object.values(copiesOn).reduce((sum, copies) => sum + copies)] as const]
  for (const [channel, copies] of channels) {
    const values = columns.map(({ name, pk }) => {
      if (name === 'channel_id') return `'${channel}'`
      return pk > 0 ? name : `${name} * ${copies}`
    })
    db.exec(`insert into ${table} (${names.join(', ')}) select ${values.join(', ')} from one`)
  }
  db.exec('drop table one')
}

/** Weeks are summed anew: a Monday of one year is none of another. */
function sumWeeks(db: Sqlite.Database): void {
  const names = columnsOf(db, 'report_sku_week_totals')
    .filter(({ pk }) => pk === 0)
    .map(({ name }) => name)
  db.exec(`delete from report_sku_week_totals;
    insert into report_sku_week_totals (week_on, sku, currency, ${names.join(', ')})
    select date(day_on, 'weekday 0', '-6 days'), sku, currency, ${names.map((name) => `sum(${name})`).join(', ')}
    from report_sku_days group by 1, 2, 3`)
}

async function untilIdle(path: string): Promise<void> {
  const db = new Sqlite(path, { readonly: true })
  const open = db.prepare(
    "select count(*) as jobs from jobs where state in ('ready', 'handed', 'running')"
  )
  do await wait(1000)
  while ((open.get() as { jobs: number }).jobs > 0)
  db.close()
}

/** What was copied is not taken in by the first start once more. */
function takeNoneAgain(db: Sqlite.Database): void {
  const now = new Date().toISOString()
  db.prepare('insert into crm_backfills (name, after_id, finished_at) values (?, ?, ?)').run(
    'orders',
    '',
    now
  )
  db.prepare(`insert into report_walks (name, step, after_key, fill_costs, changed, zone, starts_at_hour, started_at,
    finished_at) values ('backfill', 'notes', '', 0, 0, ?, 0, ?, ?)`).run(yearShop.zone, now, now)
}
