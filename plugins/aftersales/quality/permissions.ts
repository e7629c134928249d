import type { PermissionDefinition } from '#core/access/roles'

/** Who deals with quality issues. They are seen with `aftersales:read`. */
export const qualityPermissions = {
  'aftersales:quality': {
    title: 'Investigate, resolve and dismiss quality issues',
    roles: ['manager', 'buyer', 'integration']
  }
} satisfies Record<string, PermissionDefinition>
