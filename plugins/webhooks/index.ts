export type * from './api.ts'
export { webhooks } from './plugin.ts'
export type * from './tables.ts'
