import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/*
 * Bundles what is shipped into dist: the package's front door and the command over shared chunks, libraries included.
 * Why, and what stays outside: docs/decisions/0007. The declarations come from tsc.
 */
const root = fileURLToPath(new URL('.', import.meta.url))
const dist = join(root, 'dist')
const chunks = 'chunks'

/** Libraries with files of their own, native or read at run time; and what only its user can bring. */
const external = ['better-sqlite3', '@fastify/swagger-ui', 'jiti', 'pg-native', 'pino-pretty']

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: {
    index: 'index.ts',
    testing: 'testing.ts',
    'cli/main': 'cli/main.ts',
    // A process that the conformance kit kills: started as a file of its own.
    'killed-process': 'test/conformance/adapter/killed-process.ts'
  },
  outdir: dist,
  write: false,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  conditions: ['shopkeeper-source'],
  external: [...external, 'shopkeeper/package.json'],
  chunkNames: `${chunks}/[name]-[hash]`,
  // A start reads and parses all of it: a third less text is a tenth less time. Names stay as they are, for stacks.
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: 'linked',
  sourcesContent: false,
  // CommonJS libraries ask for Node's own modules by `require`, which an ES module does not have.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);"
  },
  logLevel: 'warning'
})

// Each file appears whole, and the two entries last: whoever starts the command meanwhile gets one build or the other.
const written = new Set(outputFiles.map(({ path }) => path))
const isEntry = (path: string) => !path.startsWith(join(dist, chunks))
for (const { path, contents } of outputFiles.toSorted(
  (a, b) => +isEntry(a.path) - +isEntry(b.path)
)) {
  mkdirSync(dirname(path), { recursive: true })
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, contents)
  if (path === join(dist, 'cli/main.js')) chmodSync(draft, 0o755)
  renameSync(draft, path)
}
// What earlier builds have left; declarations are tsc's.
for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name)
  if (entry.isFile() && !path.endsWith('.d.ts') && !written.has(path)) rmSync(path, { force: true })
}
