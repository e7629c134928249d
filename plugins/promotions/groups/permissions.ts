import type { PermissionDefinition } from '#core/access/roles'

/** Who may do what with groups. */
export const groupPermissions = {
  'promotions:groups': {
    title: 'Open groups that buy together, for customers',
    roles: ['manager', 'marketer', 'support', 'integration']
  }
} satisfies Record<string, PermissionDefinition>

/** What groups tell. */
export const groupEvents = {
  'group.filled': 'A group that buys together is full: its orders stand',
  'group.failed': 'A group was not full in time: its orders are canceled, what was paid is due back'
}
