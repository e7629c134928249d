/** What reading stock takes. */
export const read = { config: { permission: 'inventory:read' } } as const
/** What changing it takes. */
export const write = { config: { permission: 'inventory:write' } } as const
/** For what would count twice if it were sent twice. */
export const once = {
  config: { permission: 'inventory:write', idempotency: 'required' }
} as const
