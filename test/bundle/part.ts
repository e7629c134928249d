/** Whether this code runs from the bundle of the tests; else from its sources. */
export const isBundled = !import.meta.url.endsWith('.ts')

/** The bundle lies in `node_modules/.cache/<folder>`, this code among its chunks. */
const bundle = new URL('./', import.meta.url)
const root = new URL('../../../', import.meta.url)

/**
 * A source file in the form in which this test runs, for a process that is to have the same code: its bundle beside
 * that of the test, or the file itself, which wants `loaderFlags`. It must be among those that `build.ts` bundles.
 */
export function asRunning(source: URL): URL {
  if (!isBundled) return source
  return new URL(source.href.slice(root.href.length).replace(/\.ts$/, '.js'), bundle)
}

/** What Node.js needs to run a file that `asRunning` has returned. */
export const loaderFlags: readonly string[] = isBundled
  ? []
  : ['--import=tsx', '--conditions=shopkeeper-source']
