import type { Reader } from '#core/database/db'
import { NotFound, VersionOutdated } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import { TrafficMappingInvalid } from './errors.ts'
import type { TrafficMappingShape } from './import/mapping.ts'
import type { TrafficMappingRow } from './tables.ts'

/** A mapping as the API shows it. */
export function presentMapping({ mapping, ...row }: TrafficMappingRow) {
  return { ...row, mapping: JSON.parse(mapping) as TrafficMappingShape }
}

/** Errors: NOT_FOUND. */
export async function loadMapping(db: Reader, id: string): Promise<TrafficMappingRow> {
  const row = await db
    .selectFrom('reportTrafficMappings')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new NotFound({ what: 'traffic mapping', id })
  return row
}

/** Writes a mapping, or the one of that id anew. Errors: VERSION_OUTDATED, TRAFFIC_MAPPING_INVALID. */
export async function saveMapping(
  tx: Tx,
  {
    id,
    expected,
    mapping
  }: { id: string; expected: number | undefined; mapping: TrafficMappingShape }
): Promise<TrafficMappingRow> {
  if (mapping.group === mapping.decimal) {
    const reason = 'cannot be the decimal mark as well'
    throw new TrafficMappingInvalid({ field: 'group', reason })
  }
  if (mapping.columns.channelId === undefined && mapping.defaults.channelId === undefined) {
    const reason = 'name a column, or the channel in defaults'
    throw new TrafficMappingInvalid({ field: 'columns.channelId', reason })
  }
  const before = await tx
    .selectFrom('reportTrafficMappings')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (expected !== undefined && before?.version !== expected) {
    throw new VersionOutdated({ expected, current: before?.version ?? 0 })
  }
  const row: TrafficMappingRow = {
    ...{ id, mapping: JSON.stringify(mapping), version: (before?.version ?? 0) + 1 },
    ...{ createdAt: before?.createdAt ?? tx.now, updatedAt: tx.now }
  }
  await tx
    .insertInto('reportTrafficMappings')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute()
  tx.audit([
    {
      ...{ action: 'traffic.mapping', subjectType: 'trafficMapping', subjectId: id },
      ...{ before, after: mapping }
    }
  ])
  return row
}
