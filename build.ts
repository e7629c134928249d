import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, posix } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type BuildOptions, build, type OutputFile } from 'esbuild'
import { apart, fileOf, librariesApart } from './bundle/apart.ts'
import { open } from './bundle/load.ts'

/*
 * Bundles what is shipped into dist: all of ours and its libraries as one script, and the doors that lead into it. Why, and
 * what stays outside: docs/decisions/0007 and 0009. The declarations come from tsc.
 */
const root = fileURLToPath(new URL('.', import.meta.url))
const dist = join(root, 'dist')

/** Doors of the bundle: where they lie in dist, and the modules behind them. */
const doors: Readonly<Record<string, string>> = {
  'index.js': './index.ts',
  'testing.js': './testing.ts',
  'cli/program.js': './cli/program.ts'
}
const main = join(dist, 'cli/main.js')

/** Libraries with files of their own, native or read at run time; and what only its user can bring. */
const external = ['better-sqlite3', '@fastify/swagger-ui', 'jiti', 'pg-native', 'pino-pretty']

const options = {
  absWorkingDir: root,
  outdir: dist,
  write: false,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  // A start reads all of it. Names stay as they are, for stacks.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'linked',
  logLevel: 'warning'
} satisfies BuildOptions

/** Our sources and the libraries that all of them need. */
async function buildScript(): Promise<OutputFile[]> {
  const { outputFiles } = await build({
    ...options,
    stdin: {
      contents: Object.entries(doors)
        .map(([door, source]) => `exports['${door}'] = () => require('${source}')`)
        .join('\n'),
      resolveDir: root
    },
    entryNames: 'bundle/shopkeeper-[hash]',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    conditions: ['shopkeeper-source'],
    external: [...external, 'shopkeeper/package.json'],
    // By `require`: V8 forgets what `import()` needs when it takes compiled code.
    supported: { 'dynamic-import': false },
    plugins: [librariesApart()],
    define: { 'import.meta.url': 'bundleUrl' },
    // Run as a script it is the function that bundle/load.ts calls. Loaded as a CommonJS module, which is a function with
    // the same arguments, it calls that itself. The parentheses around the function have V8 compile it at once.
    banner: {
      js: `(make=>{if(typeof arguments==='object')make(...arguments);return make})((function(exports,require,module,__filename,__dirname){"use strict";const bundleUrl=require('node:url').pathToFileURL(__filename).href;`
    },
    footer: { js: '}));' },
    sourcemap: 'linked',
    sourcesContent: false
  })
  return outputFiles
}

async function buildLibrary(library: string): Promise<OutputFile[]> {
  const { outdir: _, ...others } = options
  const { outputFiles } = await build({
    ...others,
    stdin: { contents: `module.exports = require('${library}')`, resolveDir: root },
    outfile: join(dist, 'bundle', fileOf(library)),
    format: 'cjs',
    external,
    plugins: [librariesApart(library)]
  })
  return outputFiles
}

/** What stands before the doors and opens them, and programs that go through them: they import what is there. */
async function buildPrograms(): Promise<OutputFile[]> {
  const { outputFiles } = await build({
    ...options,
    entryPoints: {
      'bundle/load': 'bundle/load.ts',
      // A process that the conformance kit kills: started as a file of its own.
      'bundle/killed-process': 'test/conformance/adapter/killed-process.ts',
      'cli/main': 'cli/main.ts'
    },
    format: 'esm',
    external: ['shopkeeper'],
    plugins: [
      {
        name: 'through-doors',
        setup: ({ onResolve }) =>
          onResolve({ filter: /\/(load|program)\.ts$/ }, ({ path, kind }) =>
            kind === 'entry-point' ? null : { path: path.replace(/ts$/, 'js'), external: true }
          )
      }
    ]
  })
  return outputFiles
}

/** A module that exports by name what is behind a door. */
function doorTo(script: string, door: string): { path: string; contents: string } {
  const names = Object.keys(open(pathToFileURL(script).href, door))
  const up = posix.relative(posix.dirname(door), 'bundle')
  const bundle = up.startsWith('.') ? up : `./${up}`
  return {
    path: join(dist, door),
    contents: `import { open } from '${bundle}/load.js'
export const { ${names.join(', ')} } = open(new URL('${bundle}/${basename(script)}', import.meta.url).href, '${door}')
`
  }
}

const written = new Set<string>()

/** Each file appears whole: whoever starts the command meanwhile gets one build or the other. */
function write({ path, contents }: Pick<OutputFile, 'path'> & { contents: string | Uint8Array }) {
  mkdirSync(dirname(path), { recursive: true })
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, contents)
  if (path === main) chmodSync(draft, 0o755)
  renameSync(draft, path)
  written.add(path)
}

const [inside, libraries, programs] = await Promise.all([
  buildScript(),
  Promise.all(apart.map(buildLibrary)),
  buildPrograms()
])
const { path: script, contents } = inside.find(({ path }) => path.endsWith('.cjs'))!
if (contents.some((byte) => byte > 127)) throw new Error(`${script} is not all ASCII: see load.ts`)
for (const file of [...libraries.flat(), ...inside]) write(file)
for (const door of Object.keys(doors)) write(doorTo(script, door))
// The command last: tests take its age for that of all.
for (const file of programs.toSorted((a, b) => +(a.path === main) - +(b.path === main))) write(file)

// What earlier builds have left. Declarations are tsc's, and code that is compiled from this very script may stay.
for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name)
  const isOthers = path.endsWith('.d.ts') || path.startsWith(`${script}.`) || written.has(path)
  if (entry.isFile() && !isOthers) rmSync(path, { force: true })
}
