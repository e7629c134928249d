import type { Migration } from '#core/database/migrations'

/** Credit notes that came before their orders are found by what those are called. */
export const earlyNotesMigration: Migration = {
  id: '0004-early-notes',
  sql: `
create index credit_notes_early on credit_notes (channel_id, order_external_id)
  where order_id is null and order_external_id is not null;
`
}
