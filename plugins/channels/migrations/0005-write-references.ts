import type { Migration } from '#core/database/migrations'

/** What whoever asked for a write calls it: asking once more with the same reference is the same write. */
export const writeReferencesMigration: Migration = {
  id: '0005-write-references',
  sql: `
alter table channel_writes add column reference text;
create unique index channel_writes_reference on channel_writes (channel_id, kind, reference)
  where reference is not null;
`
}
