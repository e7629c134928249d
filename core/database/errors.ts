import { defineError } from '../errors.ts'

export const DatabaseBusy = defineError({
  code: 'DATABASE_BUSY',
  status: 503,
  title: 'The database is busy',
  detail: (f: { waitedMs: number }) => `no turn to write within ${f.waitedMs} ms; try again`
})

export const DatabaseUnavailable = defineError({
  code: 'DATABASE_UNAVAILABLE',
  status: 503,
  title: 'The database does not answer',
  detail: (f: { reason: string }) => f.reason
})

export const DatabaseUrlInvalid = defineError({
  code: 'DATABASE_URL_INVALID',
  status: 500,
  title: 'The database address is not understood',
  retryable: false,
  detail: (f: { reason: string }) =>
    `database.url (or DATABASE_URL): ${f.reason}; write sqlite:PATH or postgres://user@host/name`
})

export const TransactionNested = defineError({
  code: 'TRANSACTION_NESTED',
  status: 500,
  title: 'A transaction was opened inside another',
  retryable: false,
  detail: () =>
    'pass the `tx` you already have to the function you call, instead of opening another'
})

export const MigrationEdited = defineError({
  code: 'MIGRATION_EDITED',
  status: 500,
  title: 'A migration that was already applied has changed',
  retryable: false,
  detail: (f: { plugin: string; migration: string }) =>
    `${f.plugin}/${f.migration} differs from what this database was built with; ` +
    'restore its text and put the change into a new migration'
})

export const MigrationUnknown = defineError({
  code: 'MIGRATION_UNKNOWN',
  status: 500,
  title: 'The database is newer than this program',
  retryable: false,
  detail: (f: { plugin: string; migration: string }) =>
    `${f.plugin}/${f.migration} was applied to this database but is not part of this release; ` +
    'start the release that made it'
})

export const MigrationFailed = defineError({
  code: 'MIGRATION_FAILED',
  status: 500,
  title: 'A migration failed',
  retryable: false,
  detail: (f: { plugin: string; migration: string; reason: string }) =>
    `${f.plugin}/${f.migration}: ${f.reason}; nothing of it was kept`
})
