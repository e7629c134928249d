import { NotFound, VersionOutdated } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import { lockCases } from './repository/cases.ts'
import type { CaseRow } from './tables.ts'

/** Names a case, and perhaps the version that whoever changes it has seen. */
export interface CaseRef {
  caseId: string
  version?: number | undefined
}

/** Cases to change, locked, by id: one query. Errors: NOT_FOUND, VERSION_OUTDATED. */
export async function loadCases(
  tx: Tx,
  refs: readonly CaseRef[]
): Promise<Map<string, Readonly<CaseRow>>> {
  const rows = await lockCases(tx, [...new Set(refs.map(({ caseId }) => caseId))])
  for (const { caseId, version } of refs) {
    const row = rows.get(caseId)
    if (!row) throw new NotFound({ what: 'case', id: caseId })
    if (version !== undefined && version !== row.version) {
      throw new VersionOutdated({ expected: version, current: row.version })
    }
  }
  return rows
}
