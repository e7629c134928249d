import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { AftersalesScope } from '../scope.ts'
import { presentArtefact, presentCase, presentEvidence, presentMessage } from './present.ts'
import { artefactsOf } from './repository/artefacts.ts'
import { linesOf } from './repository/cases.ts'
import { evidenceOf } from './repository/evidence.ts'
import type { CaseMessageRow, CaseRow } from './tables.ts'

/** What stands where somebody's words were. */
const erased = '(erased)'

/** Lets crm tell of a customer's cases, move them with a merge, and take the customer's words off them. */
export function joinPersonal({ crm, ctx, areas }: AftersalesScope): void {
  crm?.providePersonal({
    name: 'cases',
    async onMoved(tx, { fromId, intoId, memberIds }) {
      await tx
        .updateTable('cases')
        .set({ customerId: intoId })
        .where('customerId', '=', fromId)
        .where(isOneOf(tx, 'memberId', memberIds))
        .execute()
    },
    async onErased(tx, memberIds) {
      const orderIds = await ordersOf(tx, crm, memberIds)
      const cases = await casesOf(tx, memberIds, orderIds)
      await eraseCases(tx, cases)
      const ids = cases.map(({ id }) => id)
      for (const area of areas) await area.erase?.(tx, ids)
    },
    async exportOf(db, memberIds) {
      const orderIds = await ordersOf(db, crm, memberIds)
      return exportCases(db, await casesOf(db, memberIds, orderIds), ctx.clock.now())
    }
  })
}

/** Orders of customers: a case from before crm knew whose they were names no customer. */
async function ordersOf(
  db: Reader,
  crm: NonNullable<AftersalesScope['crm']>,
  memberIds: readonly string[]
): Promise<string[]> {
  const lists = await Promise.all(memberIds.map((id) => crm.orderIdsOf(db, id)))
  return lists.flat()
}

function casesOf(
  db: Reader,
  memberIds: readonly string[],
  orderIds: readonly string[]
): Promise<CaseRow[]> {
  return db
    .selectFrom('cases')
    .selectAll()
    .where(
      sql<boolean>`(${isOneOf(db, 'memberId', memberIds)} or ${isOneOf(db, 'orderId', orderIds)})`
    )
    .orderBy('id')
    .execute()
}

/** Takes what was written and sent off cases for good; what became of them stays for the figures. */
async function eraseCases(tx: Tx, cases: readonly CaseRow[]): Promise<void> {
  if (cases.length === 0) return
  const ids = cases.map(({ id }) => id)
  const isTheirs = isOneOf(tx, 'caseId', ids)
  await tx
    .updateTable('cases')
    .set({ description: '', updatedAt: tx.now, version: sql`version + 1` })
    .where(isOneOf(tx, 'id', ids))
    .execute()
  await tx.updateTable('caseMessages').set({ text: erased }).where(isTheirs).execute()
  await tx.updateTable('caseArtefacts').set({ note: null }).where(isTheirs).execute()
  // The digest would still tell whether somebody has the file.
  await tx
    .updateTable('caseEvidence')
    .set({ name: erased, content: '', sizeBytes: 0, sha256: sql`'erased:' || id` })
    .where(isTheirs)
    .execute()
  await insertAll(
    tx,
    'caseEvents',
    ids.map((caseId) => ({
      ...{ id: newId('cev'), caseId, at: tx.now, actor: tx.origin.actor },
      ...{ kind: 'personal_erased', fromState: null, toState: null, detail: '{}' }
    }))
  )
  tx.audit(ids.map((subjectId) => ({ action: 'case.erase', subjectType: 'case', subjectId })))
}

/** Cases in the clear; evidence by name and size, since files are read one by one. */
async function exportCases(db: Reader, cases: readonly CaseRow[], now: string) {
  const ids = cases.map(({ id }) => id)
  const viewer = { canSeePersonal: true, now }
  const lines = await linesOf(db, ids)
  const artefacts = await artefactsOf(db, ids)
  const evidence = await evidenceOf(db, ids)
  const messages: CaseMessageRow[] = await db
    .selectFrom('caseMessages')
    .selectAll()
    .where(isOneOf(db, 'caseId', ids))
    .orderBy('at')
    .orderBy('id')
    .execute()
  const ofCase = <Row extends { caseId: string }>(rows: readonly Row[], id: string) =>
    rows.filter(({ caseId }) => caseId === id)
  return cases.map((row) => ({
    ...presentCase(row, ofCase(lines, row.id), viewer),
    description: row.description,
    messages: ofCase(messages, row.id).map((one) => presentMessage(one, viewer)),
    artefacts: ofCase(artefacts, row.id).map((one) => presentArtefact(one, viewer)),
    evidence: ofCase(evidence, row.id).map((one) => ({
      ...presentEvidence(one, viewer),
      url: `/v1/cases/${row.id}/evidence/${one.id}`
    }))
  }))
}
