import type { PermissionDefinition } from '#core/access/roles'

/** Who may do what with claims. */
export const protectionPermissions = {
  'protection:claim': {
    title: 'Claim the difference for lines that became cheaper',
    roles: ['manager', 'support', 'integration']
  },
  'protection:decide': {
    title: 'Approve and refuse claims for lines that became cheaper, and say they are paid',
    roles: ['manager']
  }
} satisfies Record<string, PermissionDefinition>

/** What claims tell. */
export const protectionEvents = {
  'price-protection.approved': 'A claim for a line that became cheaper is approved, and to be paid'
}
