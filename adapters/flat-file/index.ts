export { flatFile } from './adapter.ts'
