import type { PermissionDefinition } from '#core/access/roles'

/** Who may do what with membership. */
export const membershipPermissions = {
  'membership:read': {
    title: 'See tiers, members and points',
    roles: ['manager', 'marketer', 'support', 'clerk', 'analyst', 'integration']
  },
  'membership:write': {
    title: 'Keep the programme and its tiers, take members in, and set their tiers',
    roles: ['manager', 'marketer']
  },
  'membership:points': {
    title: 'Spend, give back and adjust points',
    roles: ['manager', 'marketer', 'support', 'integration']
  },
  'membership:approve': {
    title: 'Decide on adjustments of points by others that are over the limit',
    roles: ['manager']
  }
} satisfies Record<string, PermissionDefinition>
