import type { PermissionDefinition } from '#core/access/roles'

export const changePermissions = {
  'aftersales:change': {
    title: 'Change what orders consist of, and give back what they become cheaper by',
    roles: ['manager', 'support', 'integration']
  }
} satisfies Record<string, PermissionDefinition>

export const changeEvents = {
  'order.amended': 'An order consists of something else from now on'
}
