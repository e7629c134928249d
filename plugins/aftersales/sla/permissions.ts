import type { PermissionDefinition } from '#core/access/roles'

/** Who may say what is promised. Deadlines are seen with `aftersales:read`. */
export const slaPermissions = {
  'aftersales:sla': {
    title: 'Change business calendars and service level policies',
    roles: ['manager', 'integration']
  }
} satisfies Record<string, PermissionDefinition>
