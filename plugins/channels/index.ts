export type * from './api.ts'
export { channels } from './plugin.ts'
export type * from './tables.ts'
