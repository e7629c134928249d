import type { PermissionDefinition } from '#core/access/roles'

export const trafficPermissions = {
  'traffic:read': {
    title: 'See figures of traffic and advertising as channels tell them',
    roles: ['manager', 'marketer', 'analyst', 'integration']
  },
  'traffic:write': {
    title: 'Tell figures of traffic and advertising',
    roles: ['manager', 'marketer', 'analyst', 'integration']
  }
} satisfies Record<string, PermissionDefinition>
