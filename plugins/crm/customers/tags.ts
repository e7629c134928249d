import type { Tx } from '#core/transaction'
import type { CrmScope } from '../scope.ts'
import type { CustomerTagRow } from '../tables.ts'
import { tellChanged } from './changed.ts'
import { deleteTag, insertTags, tagsOf } from './repository/belongings.ts'
import { tellTimeline } from './timeline.ts'

/** Puts tags on living customers, for the API and for other areas of crm; those they have already stay. */
export async function addTags(
  tx: Tx,
  scope: CrmScope,
  { customerIds, tags }: { customerIds: readonly string[]; tags: readonly string[] }
): Promise<void> {
  const known = new Set((await tagsOf(tx, customerIds)).map(nameOf))
  const rows = customerIds
    .flatMap((customerId) =>
      [...new Set(tags)].map((tag) => ({
        memberId: customerId,
        customerId,
        tag,
        createdAt: tx.now
      }))
    )
    .filter((row) => !known.has(nameOf(row)))
  if (rows.length === 0 || (await insertTags(tx, rows)) === 0) return
  const tagged = [...new Set(rows.map(({ customerId }) => customerId))]
  await tellTimeline(
    tx,
    rows.map(({ customerId, tag }) => ({ customerId, kind: 'tag.added', detail: { tag } }))
  )
  tx.audit(
    tagged.map((subjectId) => ({
      action: 'customer.tag',
      subjectType: 'customer',
      subjectId,
      after: { tags: rows.filter((row) => row.customerId === subjectId).map(({ tag }) => tag) }
    }))
  )
  await tellChanged(tx, scope, tagged)
}

function nameOf({ customerId, tag }: Pick<CustomerTagRow, 'customerId' | 'tag'>): string {
  return `${customerId} ${tag}`
}

/** Takes a tag off a living customer. Returns false when it had none such. */
export async function removeTag(
  tx: Tx,
  scope: CrmScope,
  { customerId, tag }: { customerId: string; tag: string }
): Promise<boolean> {
  if (!(await deleteTag(tx, customerId, tag))) return false
  await tellTimeline(tx, [{ customerId, kind: 'tag.removed', detail: { tag } }])
  tx.audit([
    {
      action: 'customer.untag',
      subjectType: 'customer',
      subjectId: customerId,
      before: { tags: [tag] }
    }
  ])
  await tellChanged(tx, scope, [customerId])
  return true
}
