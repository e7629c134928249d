import type { Migration } from '#core/database/migrations'
import { inventoryTables } from './0001-inventory.ts'

export const inventoryMigrations: readonly Migration[] = [inventoryTables]
