import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { DefinitionShape } from '../definition/schema.ts'
import type { AutomationRow, AutomationVersionRow } from '../tables.ts'

/** An automation with the definition that it follows now. */
export interface Automation extends AutomationRow {
  definition: DefinitionShape
}

/** Asked for by each process that hears an event, so it is built once. */
const heard = sql<{
  listens: string
}>`select distinct listens from automations where state = 'active'`

/** The events that active automations listen to. */
export async function heardEvents(db: Reader): Promise<Set<string>> {
  const { rows } = await heard.execute(db)
  return new Set(rows.map(({ listens }) => listens))
}

/** Active automations that listen to any of these, by id. One query. */
export async function automationsFor(
  db: Reader,
  listens: readonly string[]
): Promise<Automation[]> {
  const { rows } = await sql<AutomationRow & { definition: string }>`
    select automations.*, version.definition from automations
      join automation_versions as version on version.automation_id = automations.id
        and version.version = automations.definition_version
    where automations.state = 'active' and ${isOneOf(db, 'automations.listens', listens)}
    order by automations.id`.execute(db)
  return rows.map(automationFrom)
}

function automationFrom(row: AutomationRow & { definition: string }): Automation {
  return { ...row, definition: JSON.parse(row.definition) as DefinitionShape }
}

/** One automation with its definition. */
export async function findAutomation(db: Reader, id: string): Promise<Automation | undefined> {
  const { rows } = await sql<AutomationRow & { definition: string }>`
    select automations.*, version.definition from automations
      join automation_versions as version on version.automation_id = automations.id
        and version.version = automations.definition_version
    where automations.id = ${id}`.execute(db)
  return rows[0] && automationFrom(rows[0])
}

/** Its row alone, locked until the transaction ends. */
export async function lockAutomation(tx: Tx, id: string): Promise<AutomationRow | undefined> {
  const lock = tx.dialect === 'postgres' ? sql`for update` : sql``
  const { rows } = await sql<AutomationRow>`
    select * from automations where id = ${id} ${lock}`.execute(tx)
  return rows[0]
}

/** Writes a new automation. Returns whether its handle was free. */
export async function insertAutomation(tx: Tx, row: AutomationRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('automations')
    .values(row)
    .onConflict((conflict) => conflict.column('handle').doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function saveAutomation(tx: Tx, { id, ...row }: AutomationRow): Promise<void> {
  await tx.updateTable('automations').set(row).where('id', '=', id).execute()
}

export async function insertVersion(tx: Tx, row: AutomationVersionRow): Promise<void> {
  await tx.insertInto('automationVersions').values(row).execute()
}

/** Definitions of an automation, by version. One query. */
export async function definitionsOf(
  db: Reader,
  automationId: string,
  versions: readonly number[]
): Promise<Map<number, DefinitionShape>> {
  const rows = await db
    .selectFrom('automationVersions')
    .select(['version', 'definition'])
    .where('automationId', '=', automationId)
    .where('version', 'in', [...versions])
    .execute()
  return new Map(
    rows.map(({ version, definition }) => [version, JSON.parse(definition) as DefinitionShape])
  )
}

export async function countActive(db: Reader): Promise<number> {
  const { rows } = await sql<{ active: number }>`
    select count(*) as active from automations where state = 'active'`.execute(db)
  return Number(rows[0]!.active)
}

/** Says how far an automation has gone through the customers of its days. */
export async function saveWalk(
  tx: Tx,
  { id, walkOn, walkAfter }: Pick<AutomationRow, 'id' | 'walkOn' | 'walkAfter'>
): Promise<void> {
  await tx.updateTable('automations').set({ walkOn, walkAfter }).where('id', '=', id).execute()
}

export async function saveFailures(
  tx: Tx,
  id: string,
  failing: Pick<AutomationRow, 'failures' | 'failingStep'>
): Promise<void> {
  await tx.updateTable('automations').set(failing).where('id', '=', id).execute()
}
