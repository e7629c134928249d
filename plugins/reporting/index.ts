export type * from './api.ts'
export { reporting } from './plugin.ts'
