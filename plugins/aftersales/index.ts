export type * from './api.ts'
export type * from './cases/tables.ts'
export { aftersales } from './plugin.ts'
