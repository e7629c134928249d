import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Metafile, type Plugin } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Libraries with files of their own, and one that the engine asks for by `require`: there is to be one of it. */
const external = [
  'better-sqlite3',
  'pg-native',
  'pino-pretty',
  '@fastify/swagger-ui',
  'jiti',
  'undici'
]
/** Of the tools that tests use, those that are no programs of their own. */
const bundledTools = ['fast-check', 'graphql']

/** CommonJS libraries inside of an ES module want these. */
const commonJs = `import * as bundleModule from 'node:module'
import * as bundlePath from 'node:path'
import * as bundleUrl from 'node:url'
const require = bundleModule.createRequire(import.meta.url)
const __filename = bundleUrl.fileURLToPath(import.meta.url)
const __dirname = bundlePath.dirname(__filename)`

/** Sources that want to know where they run, not where they were written. */
const knowsWhereItRuns = /^test\/(bundle\/part\.ts|conformance\/adapter\/)/

/** A source finds the files beside it from wherever its bundle lies. */
const sourceUrls: Plugin = {
  name: 'source-urls',
  setup(bundle) {
    bundle.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (path.includes('node_modules') || knowsWhereItRuns.test(relative(root, path))) return null
      const text = await readFile(path, 'utf8')
      const url = JSON.stringify(pathToFileURL(path).href)
      return { loader: 'ts', contents: text.replaceAll('import.meta.url', url) }
    })
  }
}

/**
 * Bundles files of ours, libraries included, over shared chunks in one folder, which has to lie where Node.js finds the
 * libraries that stay outside. Returns, by entry, every source that is part of it. The entries appear last.
 */
export async function bundleFiles(
  entryPoints: Record<string, string>,
  outdir: string
): Promise<Map<string, readonly string[]>> {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>
  }
  const tools = Object.keys(devDependencies).filter((name) => !bundledTools.includes(name))
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir,
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    conditions: ['shopkeeper-source'],
    external: [...external, ...tools, 'shopkeeper/package.json'],
    plugins: [sourceUrls],
    banner: { js: commonJs },
    logLevel: 'warning'
  })
  const entries = new Set(Object.keys(entryPoints).map((name) => join(outdir, `${name}.js`)))
  const lastEntries = outputFiles.toSorted((a, b) => +entries.has(a.path) - +entries.has(b.path))
  mkdirSync(outdir, { recursive: true })
  writeFileSync(join(outdir, 'package.json'), '{ "type": "module" }')
  for (const { path, contents } of lastEntries) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(`${path}.${process.pid}`, contents)
    renameSync(`${path}.${process.pid}`, path)
  }
  return new Map(Object.values(entryPoints).map((path) => [path, sourcesOf(path, metafile)]))
}

function sourcesOf(entry: string, { inputs }: Metafile): string[] {
  const seen = new Set([entry])
  for (const path of seen) {
    for (const { path: next, external } of inputs[path]?.imports ?? []) {
      if (external !== true) seen.add(next)
    }
  }
  return [...seen].filter((path) => !path.includes('node_modules/'))
}
