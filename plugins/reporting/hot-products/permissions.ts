import type { PermissionDefinition } from '#core/access/roles'

/** Who says which products are watched. */
export const hotProductPermissions = {
  'reports:watch': {
    title: 'Say which products are watched as those that sell well',
    roles: ['manager', 'marketer', 'buyer']
  }
} satisfies Record<string, PermissionDefinition>
