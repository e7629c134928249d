import type { PermissionDefinition } from '#core/access/roles'

export const settlementPermissions = {
  'settlement:read': {
    title: 'See settlement statements, their lines, discrepancies and payouts',
    roles: ['manager', 'analyst', 'integration']
  },
  'settlement:write': {
    title: 'Import statements, resolve discrepancies, record payouts',
    roles: ['manager', 'analyst', 'integration']
  }
} satisfies Record<string, PermissionDefinition>
