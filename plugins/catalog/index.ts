/** The catalog: what is sold, at what price, and how ready it is to be listed. */
export type * from './api.ts'
export { catalog } from './plugin.ts'
