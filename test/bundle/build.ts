/*
 * Bundles every test and every process that tests start: `npm run bundle:tests`. Node.js finds and compiles a thousand
 * files for each of them otherwise, which takes longer than most tests do. `load.mjs` runs what is made here.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleFiles } from './bundle.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const outdir = join(root, 'node_modules/.cache/shopkeeper-tests')

function filesIn(folder: string, pattern: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path}`)
    .filter((path) => pattern.test(path))
}

const tests = filesIn('test', /\.test\.ts$/)
/** Run by processes that tests start: what they are made of counts for every test. */
const started = [
  ...filesIn('test', /-process\.ts$/),
  ...filesIn('adapters', /^adapters\/[\w-]+\/index\.ts$/),
  ...filesIn('examples', /^examples\/adapter-[\w-]+\/index\.ts$/)
]
/** The kit looks for this one beside itself. */
const killedProcess = 'test/conformance/adapter/killed-process.ts'
const nameOf = (path: string) =>
  path === killedProcess ? 'killed-process' : path.replace(/\.ts$/, '')
const entryPoints = Object.fromEntries([...tests, ...started].map((path) => [nameOf(path), path]))

rmSync(outdir, { recursive: true, force: true })
const sources = await bundleFiles(entryPoints, outdir)
const always = new Set(['package-lock.json', ...started.flatMap((path) => sources.get(path) ?? [])])
const ownOf = (test: string) => (sources.get(test) ?? []).filter((path) => !always.has(path))
/** When a source was last changed, which is quick to look at, and its hash, which has the last word. */
const stateOf = (path: string) => {
  const { mtimeMs: changedMs } = statSync(join(root, path))
  const text = readFileSync(join(root, path))
  return [path, { changedMs, hash: createHash('sha1').update(text).digest('hex') }] as const
}
/** Of which sources, in which form, the bundle is made. */
const manifest = {
  always: Object.fromEntries([...always].map(stateOf)),
  tests: Object.fromEntries(
    tests.map((test) => [test, Object.fromEntries(ownOf(test).map(stateOf))])
  )
}
writeFileSync(join(outdir, 'manifest.json'), JSON.stringify(manifest))
