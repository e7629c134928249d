import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { ReportWalkRow } from '../tables.ts'
import { sumTables } from './sums-of-facts.ts'

export async function readWalk(
  db: Reader,
  name: ReportWalkRow['name']
): Promise<ReportWalkRow | undefined> {
  return db.selectFrom('reportWalks').selectAll().where('name', '=', name).executeTakeFirst()
}

export async function readWalks(db: Reader): Promise<ReportWalkRow[]> {
  return db.selectFrom('reportWalks').selectAll().orderBy('startedAt', 'desc').execute()
}

/** Reads it to go on with it: on Postgres nobody else does meanwhile. */
export async function takeWalk(
  tx: Tx,
  name: ReportWalkRow['name']
): Promise<ReportWalkRow | undefined> {
  const lock = tx.dialect === 'postgres' ? sql`for update` : sql``
  const { rows } = await sql<ReportWalkRow>`
    select * from report_walks where name = ${name} ${lock}`.execute(tx)
  return rows[0]
}

export async function saveWalk(tx: Tx, walk: ReportWalkRow): Promise<void> {
  const update = Object.keys(walk).filter((column) => column !== 'name')
  await insertAll(tx, 'reportWalks', [walk], { on: ['name'], update })
}

/** Keeps everybody from changing facts and sums until the transaction ends; they may be read. */
export async function lockSums(tx: Tx): Promise<void> {
  if (tx.dialect === 'sqlite') return
  const tables = [
    ...['report_order_facts', 'report_refund_facts'],
    ...sumTables.map(({ rollup }) => rollup.table)
  ]
  await sql`lock table ${sql.raw(tables.join(', '))} in share row exclusive mode`.execute(tx)
}
