import type { PermissionDefinition } from '#core/access/roles'

/** Who may say what is to be reached. */
export const goalPermissions = {
  'reports:goals': { title: 'Set goals and divide them', roles: ['manager'] }
} satisfies Record<string, PermissionDefinition>
