import type { PermissionDefinition } from '#core/access/roles'

export const communityPermissions = {
  'crm:communities': {
    title: 'Write communities, who joins and leaves them, and what is done there',
    roles: ['manager', 'marketer', 'support', 'integration']
  }
} satisfies Record<string, PermissionDefinition>
