import type { PermissionDefinition } from '#core/access/roles'

declare module 'shopkeeper' {
  interface Permissions {
    'reports:record-costs': true
  }
}

/** Who may tell what selling costs. */
export const costPermissions = {
  'reports:record-costs': {
    title: 'Record what selling has cost: fees, shipping, packaging',
    roles: ['manager', 'integration']
  }
} satisfies Record<string, PermissionDefinition>
