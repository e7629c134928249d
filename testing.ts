/*
 * The second door of the package: for those who write adapters and want to know whether they hold.
 */
export { testAdapter } from './test/conformance/adapter/index.ts'
export { sqliteEnd } from './test/conformance/adapter/sqlite-end.ts'
export type { End, KitTest, Subject } from './test/conformance/adapter/subject.ts'
