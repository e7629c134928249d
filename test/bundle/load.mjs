// Runs tests from their bundle: `node --import=./test/bundle/load.mjs test/x.test.ts`. A test whose sources have
// changed since is refused. tap has our way to find the test of an error: see domain.mjs.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
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
  for (const [path, hash] of Object.entries({ ...always, ...own })) {
    if (hashOf(path) !== hash) refuse(`the bundle of the tests is older than ${path}`)
  }
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
  try {
    return createHash('sha1')
      .update(readFileSync(new URL(path, root)))
      .digest('hex')
  } catch {
    return null
  }
}

/** @param {string} why @returns {never} */
function refuse(why) {
  throw new Error(`${why}: run \`npm run bundle:tests\``)
}
