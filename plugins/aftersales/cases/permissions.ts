import type { PermissionDefinition } from '#core/access/roles'

/** Permissions of after-sales. */
export const casePermissions = {
  'aftersales:read': {
    title: 'See cases, without what customers wrote and sent',
    roles: ['manager', 'buyer', 'marketer', 'support', 'clerk', 'analyst', 'integration']
  },
  'aftersales:write': {
    title: 'Open cases, bring them forward, and record what belongs to them',
    roles: ['manager', 'support', 'clerk', 'integration']
  },
  'aftersales:personal': {
    title: 'See what customers wrote and sent; every look is in the audit log',
    roles: ['manager', 'support', 'integration']
  }
} satisfies Record<string, PermissionDefinition>
