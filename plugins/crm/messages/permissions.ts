import type { PermissionDefinition } from '#core/access/roles'

/** Who may do what with messages. */
export const messagePermissions = {
  'messages:read': {
    title: 'See templates, and what was sent to whom',
    roles: ['manager', 'marketer', 'support', 'analyst', 'integration']
  },
  'messages:write': {
    title: 'Write templates of messages, and look at previews',
    roles: ['manager', 'marketer']
  },
  'messages:send': {
    title: 'Send messages to customers and segments',
    roles: ['manager', 'marketer', 'integration']
  }
} satisfies Record<string, PermissionDefinition>
