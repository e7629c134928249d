export type * from './api.ts'
export { orders } from './plugin.ts'
export type * from './pricing-api.ts'
export type * from './tables.ts'
