import type { Migration } from '#core/database/migrations'
import { catalogTables } from './0001-catalog.ts'
import { launchedProducts } from './0002-launched.ts'

export const catalogMigrations: readonly Migration[] = [catalogTables, launchedProducts]
