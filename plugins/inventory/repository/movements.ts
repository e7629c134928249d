import { sql } from 'kysely'
import { toSnake } from '#core/database/names'
import { insertAll, rowsFrom } from '#core/database/rows'
import { newId } from '#core/ids'
import type { Deferred, Tx } from '#core/transaction'
import type { MovementKind, StockMovementRow } from '../tables.ts'

/** A change of stock as services say it; what is left out is zero or null. */
export interface Movement {
  kind: MovementKind
  variantId: string
  locationId: string
  quantity: number
  onHand?: number
  allocated?: number
  reserved?: number
  incoming?: number
  reason?: string | null
  refType?: string | null
  refId?: string | null
}

const movementColumns = {
  id: 'text',
  kind: 'text',
  variantId: 'text',
  locationId: 'text',
  quantity: 'integer',
  onHand: 'integer',
  allocated: 'integer',
  reserved: 'integer',
  incoming: 'integer',
  reason: 'text',
  refType: 'text',
  refId: 'text',
  at: 'text',
  sourceId: 'text',
  actor: 'text'
} as const
const movementNames = Object.keys(movementColumns).map(toSnake).join(', ')

/** The ledger, written once a commit: nothing is reckoned by it meanwhile. */
const ledgerRows: Deferred<StockMovementRow> = {
  name: 'movements of stock',
  run: async (tx, rows) => {
    await insertAll(tx, 'stockMovements', rows)
  }
}

/** Writes movements into the ledger, at the commit. */
export function logMovements(tx: Tx, movements: readonly Movement[]): void {
  tx.defer(
    ledgerRows,
    movements.map((movement) => toRow(tx, movement, null, tx.now))
  )
}

/** A fact from outside, which counts once however often it is told. */
export interface SourcedMovement extends Movement {
  sourceId: string
  at: string
}

/** Writes facts into the ledger; returns the ids of those that are new. */
export async function insertNewFacts(
  tx: Tx,
  facts: readonly SourcedMovement[]
): Promise<Set<string>> {
  const rows = facts.map((fact) => toRow(tx, fact, fact.sourceId, fact.at))
  const names = sql.raw(movementNames)
  const { rows: inserted } = await sql<{ sourceId: string }>`
    insert into stock_movements (${names})
    select ${names} from ${rowsFrom(tx, 'fact', movementColumns, rows)} where true
    on conflict (source_id) where source_id is not null do nothing returning source_id`.execute(tx)
  return new Set(inserted.map((row) => row.sourceId))
}

function toRow(tx: Tx, movement: Movement, sourceId: string | null, at: string): StockMovementRow {
  return {
    id: newId('mov'),
    at,
    kind: movement.kind,
    variantId: movement.variantId,
    locationId: movement.locationId,
    quantity: movement.quantity,
    onHand: movement.onHand ?? 0,
    allocated: movement.allocated ?? 0,
    reserved: movement.reserved ?? 0,
    incoming: movement.incoming ?? 0,
    reason: movement.reason ?? null,
    refType: movement.refType ?? null,
    refId: movement.refId ?? null,
    sourceId,
    actor: tx.origin.actor
  }
}
