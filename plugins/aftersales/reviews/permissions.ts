import type { PermissionDefinition } from '#core/access/roles'

/** Who may do what with reviews. */
export const reviewPermissions = {
  'reviews:read': {
    title: 'See reviews, topics and reputation',
    roles: ['manager', 'buyer', 'marketer', 'support', 'clerk', 'analyst', 'integration']
  },
  'reviews:write': {
    title: 'Answer reviews, tag them, and appeal against them',
    roles: ['manager', 'support', 'integration']
  },
  'reviews:topics': {
    title: 'Say by which words reviews are about a topic',
    roles: ['manager', 'marketer', 'support', 'integration']
  }
} satisfies Record<string, PermissionDefinition>
