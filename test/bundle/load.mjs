// Runs tests from their bundle: `node --import=./test/bundle/load.mjs test/x.test.ts`. A test whose sources have
// changed since is refused. tap has our way to find the test of an error: see domain.mjs.
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { register } from 'node:module'
import { isMainThread } from 'node:worker_threads'

const root = new URL('../../', import.meta.url)
const folder = new URL('node_modules/.cache/shopkeeper-tests/', root)

// Hooks run in a thread of their own.
if (isMainThread) register(import.meta.url)

/** @type {import('node:module').ResolveHook} */
export function resolve(specifier, context, next) {
  if (specifier !== 'async-hook-domain') return next(specifier, context)
  return { url: new URL('domain.mjs', import.meta.url).href, shortCircuit: true }
}

/** @type {import('node:module').LoadHook} */
export async function load(url, context, next) {
  // Not past tap's own hook, which takes every line of it for a report of coverage that there is none of.
  if (url.startsWith(folder.href) && url.endsWith('.js')) {
    return { format: 'module', source: readFileSync(new URL(url)), shortCircuit: true }
  }
  if (!url.startsWith(root.href) || !url.endsWith('.test.ts')) return next(url, context)
  const test = url.slice(root.href.length)
  assertCurrent(test)
  const bundle = new URL(test.replace(/\.ts$/, '.js'), folder).href
  return { format: 'module', source: `import '${bundle}'`, shortCircuit: true }
}

/** @param {string} test */
function assertCurrent(test) {
  const { always, tests } = readManifest()
  const own = tests[test] ?? refuse(`${test} is not in the bundle of the tests`)
  for (const [path, source] of Object.entries({ ...always, ...own })) {
    if (!isCurrent(path, source)) refuse(`the bundle of the tests is older than ${path}`)
  }
}

/**
 * @param {string} path
 * @param {{ changedMs: number, hash: string }} source
 */
function isCurrent(path, { changedMs, hash }) {
  const { mtimeMs } = statSync(new URL(path, root), { throwIfNoEntry: false }) ?? {}
  return mtimeMs === changedMs || (mtimeMs !== undefined && hashOf(path) === hash)
}

function readManifest() {
  try {
    return JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8'))
  } catch {
    return refuse('there is no bundle of the tests')
  }
}

/** @param {string} path */
function hashOf(path) {
  return createHash('sha1')
    .update(readFileSync(new URL(path, root)))
    .digest('hex')
}

/** @param {string} why @returns {never} */
function refuse(why) {
  throw new Error(`${why}: run \`npm run bundle:tests\``)
}
