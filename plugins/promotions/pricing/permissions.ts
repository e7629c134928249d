import type { PermissionDefinition } from '#core/access/roles'

declare module 'shopkeeper' {
  interface Permissions {
    'pricing:read': true
    'pricing:write': true
    'pricing:simulate': true
    /** Sees and keeps what tells of cost: price policies and profit models. */
    'pricing:policies': true
    /** Approves price changes that are over a limit; never one's own. */
    'pricing:approve': true
  }
}

/** Who may do what with prices. Margins in answers are for those with `catalog:cost`. */
export const pricingPermissions = {
  'pricing:read': {
    title: 'See price lists, competitors’ prices and price changes',
    roles: ['manager', 'buyer', 'marketer', 'analyst', 'integration']
  },
  'pricing:write': {
    title: 'Keep price lists and competitors’ prices; ask for price changes',
    roles: ['manager', 'buyer', 'marketer', 'integration']
  },
  'pricing:simulate': {
    title: 'Have prices explained, and what-ifs reckoned over past orders',
    roles: ['manager', 'buyer', 'marketer', 'integration']
  },
  'pricing:policies': {
    title: 'See and keep price policies and profit models, which tell of cost',
    roles: ['manager', 'buyer']
  },
  'pricing:approve': {
    title: 'Approve price changes of others that are over a limit',
    roles: ['manager']
  }
} satisfies Record<string, PermissionDefinition>
