import type { PermissionDefinition } from '#core/access/roles'

export const automationPermissions = {
  'automation:read': {
    title: 'See automations, who is on the way through them, and what they bring',
    roles: ['manager', 'marketer', 'support', 'analyst', 'integration']
  },
  'automation:write': {
    title: 'Write, start, pause and archive automations: they give coupons and points',
    roles: ['manager', 'marketer']
  }
} satisfies Record<string, PermissionDefinition>
