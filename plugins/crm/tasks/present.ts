import { unseal } from '#core/seal'
import type { Opener } from '../customers/present.ts'
import type { CrmTaskRow } from './tables.ts'

/** A task as the API shows it: what people wrote about the customer to those who may see personal data. */
export function presentTask(row: CrmTaskRow, { key, canSeePersonal }: Opener) {
  const { memberId: _, note, outcome, ...plain } = row
  const open = (sealed: string | null) =>
    sealed !== null && canSeePersonal ? unseal(sealed, { key, boundTo: row.id }) : null
  return { ...plain, note: open(note), outcome: open(outcome) }
}
