import type { PermissionDefinition } from '#core/access/roles'

declare module 'shopkeeper' {
  interface Permissions {
    'reports:read': true
    'reports:cost': true
  }
}

/** Who may look at figures. */
export const queryPermissions = {
  'reports:read': {
    title: 'See reports, metrics and goals',
    roles: ['manager', 'buyer', 'marketer', 'support', 'clerk', 'analyst', 'integration']
  },
  'reports:cost': {
    title: 'See in reports what goods cost and what is earned with them',
    // Those who may see it in the catalog: margins tell it too.
    roles: ['manager', 'buyer']
  }
} satisfies Record<string, PermissionDefinition>
