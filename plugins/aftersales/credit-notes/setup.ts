import type { AftersalesScope } from '../scope.ts'
import { noteWork } from './open.ts'

/** Credit notes that channels send: money that was given back without a case becomes one that is closed. */
export function setupCreditNotes(scope: AftersalesScope): void {
  const { ctx } = scope
  if (!ctx.options.platform.creditNotes) return
  const work = noteWork(scope)
  ctx.on('creditNote.issued', async (tx, batch) => {
    const returns = batch.filter(({ reason }) => reason === 'return')
    if (returns.length === 0) return
    tx.defer(
      work,
      returns.map(({ creditNoteId }) => creditNoteId)
    )
  })
}
