import type { PermissionDefinition } from '#core/access/roles'

declare module 'shopkeeper' {
  interface Permissions {
    'reports:rebuild': true
    'reports:export': true
  }
}

export const factPermissions = {
  'reports:rebuild': {
    title: 'Reckon the figures of reports anew from the orders',
    roles: ['manager']
  },
  'reports:export': {
    title: 'Export sales for a warehouse, with what goods cost',
    roles: ['manager', 'analyst', 'integration']
  }
} satisfies Record<string, PermissionDefinition>
