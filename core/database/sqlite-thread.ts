import { createRequire } from 'node:module'
import { type ResourceLimits, Worker } from 'node:worker_threads'

/**
 * Starts a thread with SQLite at hand: `require(workerData.driver)`. What it runs is a text, since it must run from sources,
 * from the package and from a bundle alike, without whatever loads modules in this process.
 *
 * @param resourceLimits of a thread that needs little: what V8 sets aside for one without is a dozen MiB
 */
export function startSqliteThread(
  program: string,
  data: object,
  resourceLimits: ResourceLimits = {}
): Worker {
  const driver = createRequire(import.meta.url).resolve('better-sqlite3')
  const workerData = { ...data, driver }
  return new Worker(program, { eval: true, workerData, execArgv: [], env: {}, resourceLimits })
}
