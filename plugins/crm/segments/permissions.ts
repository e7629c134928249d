import type { PermissionDefinition } from '#core/access/roles'

declare module 'shopkeeper' {
  interface Permissions {
    'crm:segments': true
  }
}

export const segmentPermissions = {
  'crm:segments': {
    title: 'Write segments, put customers on lists, take snapshots',
    roles: ['manager', 'marketer', 'integration']
  }
} satisfies Record<string, PermissionDefinition>
