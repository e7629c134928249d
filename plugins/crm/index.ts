export type * from './api.ts'
export { crm } from './plugin.ts'
export type * from './tables.ts'
