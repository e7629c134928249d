import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { exitMeanings } from '../cli/exit.ts'
import { generateDocs } from '../docs/generate.ts'
import { builtCommand } from './built.ts'
import { requestsOf, sendAll } from './guide-requests.ts'
import { guideShops } from './guide-shops.ts'
import { buildTestEngine } from './harness.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const guides = [
  'run-it',
  'move-to-postgres-and-redis',
  'scale-it',
  'connect-a-marketplace',
  'receive-webhooks',
  'run-a-sale',
  'after-sales',
  'reports',
  'write-a-plugin',
  'write-an-adapter'
].map(pathOf)

function pathOf(guide: string): string {
  return `docs/guides/${guide}.md`
}

/** Code blocks of a page that are marked with exactly these words. */
function blocksOf(path: string, mark: string): string[] {
  const pattern = new RegExp(`^\`\`\`${mark}\n(.*?)^\`\`\``, 'gms')
  return [...read(path).matchAll(pattern)].map(([, text]) => text as string)
}

t.test('docs: generated pages are what the code says now', async (t) => {
  for (const [path, text] of await generateDocs()) {
    t.equal(read(`docs/${path}`), text, `docs/${path} is current; if not: npm run docs`)
  }
})

t.test('docs: errors.md, the catalog and the OpenAPI document name the same codes', async (t) => {
  const { call } = await buildTestEngine(t, 'sqlite')
  const rows = read('docs/errors.md').matchAll(/^\| `([A-Z0-9_]+)` .* \| ([a-z-]+) \|$/gm)
  const documented = [...rows].filter(([, , from]) => from !== 'cli').map(([, code]) => code)
  const { body } = await call({ url: '/errors', as: null })
  const listed = body.data.map(({ code }: { code: string }) => code)
  const openapi = (await call({ url: '/openapi.json', as: null })).body
  const answer = openapi.paths['/errors'].get.responses['200'].content['application/json'].schema
  t.ok(documented.length > 50, 'the page is not empty')
  t.same([...documented].sort(), [...listed].sort(), 'page and catalog')
  t.same([...answer.properties.data.items.properties.code.enum].sort(), [...listed].sort())
})

t.test('docs: every dependency has its line, and every line its dependency', async (t) => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json'))
  const rows = read('docs/decisions/dependencies.md').matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)
  const written = [...rows].map(([, name]) => name)
  t.same(
    [...written].sort(),
    [...Object.keys(dependencies), ...Object.keys(devDependencies)].sort()
  )
})

t.test('docs: links inside the repository lead somewhere', async (t) => {
  const pages = ['docs', 'plugins', 'adapters'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.md'))
      .map((path) => join(folder, path))
  )
  for (const page of ['README.md', ...pages]) {
    for (const [, target] of read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
      if (/^\w+:/.test(target as string)) continue
      const path = resolve(root, dirname(page), target as string)
      t.ok(existsSync(path), `${page}: ${target}`)
    }
  }
})

t.test('docs: the exit codes of the guide are those of the command', async (t) => {
  for (const [code, meaning] of Object.entries(exitMeanings)) {
    t.ok(read('docs/guides/run-it.md').includes(`| ${code} | ${meaning} |`), `exit code ${code}`)
  }
})

t.test('docs: TypeScript blocks of the guides compile', async (t) => {
  // Inside the repository, so that `shopkeeper` is this one.
  const folder = mkdtempSync(join(root, 'test', 'docs-blocks-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const blocks = guides.flatMap((guide) => blocksOf(guide, 'ts'))
  t.ok(blocks.length >= 5, 'there are blocks')
  for (const [index, text] of blocks.entries()) {
    mkdirSync(join(folder, String(index)))
    writeFileSync(join(folder, String(index), 'block.ts'), text)
  }
  const config = { extends: '../../tsconfig.json', include: ['.'], exclude: [] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  // The test runner gives its children loaders, under which the compiler does not start.
  const compiler = ['-u', 'NODE_OPTIONS', process.execPath, 'node_modules/typescript/bin/tsc']
  t.equal(run('env', [...compiler, '-p', folder], root), '', 'the compiler has nothing to say')
})

t.test(
  'docs: shell blocks of the guides that are marked run do so, from top to bottom',
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-guide-'))
    t.teardown(() => rmSync(folder, { recursive: true, force: true }))
    const command = `node ${builtCommand()}`
    const blocks = guides.flatMap((guide) => blocksOf(guide, 'sh run'))
    t.ok(blocks.length >= 3, 'there are blocks')
    const script = blocks.join('').replaceAll('npx shopkeeper', command)
    const output = run('bash', ['-euo', 'pipefail', '-c', script], folder)
    t.match(output, /^sk_[\w-]{40,}$/m, 'a key is made')
    t.match(output, /(\d+) of \1 proofs hold/)
    t.ok(
      existsSync(join(folder, 'my-shop', 'shopkeeper.sqlite')),
      'the database lies beside its config'
    )
  }
)

t.test('docs: requests of the guides are answered, from top to bottom', async (t) => {
  const tried = guides.filter((guide) => requestsOf(read(guide)).length > 0)
  t.same(tried, Object.keys(guideShops).map(pathOf), 'each has a shop to be tried on')
  for (const [name, build] of Object.entries(guideShops)) {
    await t.test(name, async (t) => sendAll(t, await build(t), requestsOf(read(pathOf(name)))))
  }
})

/** Runs a program; its output, or a failure that shows it. */
function run(command: string, args: string[], cwd: string): string {
  const { DATABASE_URL: _, REDIS_URL: __, PORT: ___, ...env } = process.env
  try {
    return execFileSync(command, args, {
      cwd,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe']
    })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    return `FAILED\n${stdout}${stderr}`
  }
}
