import type { Migration } from '#core/database/migrations'
import { catalogTables } from './0001-catalog.ts'

export const catalogMigrations: readonly Migration[] = [catalogTables]
