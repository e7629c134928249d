import type { PermissionDefinition } from '#core/access/roles'

export const goodsPermissions = {
  'aftersales:receive': {
    title: 'Book goods that came back, and grade them',
    roles: ['manager', 'clerk', 'integration']
  },
  'aftersales:replace': {
    title: 'Have goods sent anew',
    roles: ['manager', 'support', 'integration']
  }
} satisfies Record<string, PermissionDefinition>

export const goodsEvents = {
  'return.received': 'Goods came back from a buyer',
  'replacement.placed': 'An order was placed for goods to be sent anew'
}
