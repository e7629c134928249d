import type { PermissionDefinition } from '#core/access/roles'

/** Who may do what with tasks. Notes and outcomes are shown with `crm:personal` only. */
export const taskPermissions = {
  'tasks:read': {
    title: 'See tasks about customers',
    roles: ['manager', 'marketer', 'support', 'clerk', 'analyst', 'integration']
  },
  'tasks:write': {
    title: 'Write, assign, complete and cancel tasks about customers',
    roles: ['manager', 'marketer', 'support', 'clerk', 'integration']
  }
} satisfies Record<string, PermissionDefinition>
