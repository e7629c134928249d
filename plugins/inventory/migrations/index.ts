import type { Migration } from '#core/database/migrations'
import { inventoryTables } from './0001-inventory.ts'
import { trackedClaims } from './0002-tracked-claims.ts'

export const inventoryMigrations: readonly Migration[] = [inventoryTables, trackedClaims]
