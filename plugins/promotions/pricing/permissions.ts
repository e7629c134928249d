import type { PermissionDefinition } from '#core/access/roles'

declare module 'shopkeeper' {
  interface Permissions {
    'pricing:read': true
    'pricing:write': true
    /** Approves price changes that are over a limit; never one's own. */
    'pricing:approve': true
  }
}

/** Who may do what with prices. What tells of cost asks for `catalog:cost` beside it. */
export const pricingPermissions = {
  'pricing:read': {
    title: 'See price lists, competitors’ prices and price changes',
    roles: ['manager', 'buyer', 'marketer', 'analyst', 'integration']
  },
  'pricing:write': {
    title: 'Keep price lists, price policies and profit models; ask for price changes',
    roles: ['manager', 'buyer', 'marketer', 'integration']
  },
  'pricing:approve': {
    title: 'Approve price changes of others that are over a limit',
    roles: ['manager']
  }
} satisfies Record<string, PermissionDefinition>
