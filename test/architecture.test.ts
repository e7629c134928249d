import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const root = fileURLToPath(new URL('..', import.meta.url))

interface Import {
  specifier: string
  isTypeOnly: boolean
  /** File it leads to, from the root; null for a package. */
  target: string | null
}

interface Source {
  /** From the root, with slashes: `plugins/orders/service.ts`. */
  path: string
  text: string
  imports: Import[]
}

/**
 * The one way back to the front door: a config file that imports `shopkeeper` must get this very module, or its plugins
 * would be made by another copy. Asked for when a config is read, so nothing waits for it while modules load.
 */
const wayBack = { path: 'engine.ts', specifier: 'shopkeeper' }

const folders = ['core', 'jobs', 'plugins', 'adapters', 'cli', 'test', 'bench', 'examples']

function filesIn(folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.includes('node_modules'))
}

const statement =
  /^\s*(?:import|export)\s+(type\s+)?([^'"`;]*?)\s*from\s*'([^']+)'|^\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm

function readSource(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8')
  const imports = [...text.matchAll(statement)].map(
    ([whole, type, names = '', from, bare, dynamic]): Import => {
      const specifier = (from ?? bare ?? dynamic) as string
      const inner = /^\{([^}]*)\}$/s.exec(names.trim())?.[1]
      const isEachType = inner
        ?.split(',')
        .every((name) => name.trim() === '' || /^\s*type\s/.test(name))
      const isTypeQuery =
        dynamic !== undefined && /\bimport\([^)]*\)\./.test(text.slice(text.indexOf(whole)))
      const isTypeOnly = type !== undefined || isEachType === true || isTypeQuery
      const isWayBack =
        path === wayBack.path && specifier === wayBack.specifier && dynamic !== undefined
      return { specifier, isTypeOnly, target: isWayBack ? null : targetOf(path, specifier) }
    }
  )
  return { path, text, imports }
}

function targetOf(path: string, specifier: string): string | null {
  if (specifier === 'shopkeeper') return 'index.ts'
  if (specifier === 'shopkeeper/testing') return 'testing.ts'
  if (specifier.startsWith('#')) {
    const [area, ...rest] = specifier.slice(1).split('/')
    const isFolder = area === 'plugins' || area === 'adapters'
    return isFolder ? `${area}/${rest.join('/')}/index.ts` : `${area}/${rest.join('/')}.ts`
  }
  return specifier.startsWith('.') ? normalize(join(dirname(path), specifier)) : null
}

const sources = [
  ...['index.ts', 'engine.ts', 'first-party.ts', 'testing.ts'].filter((path) =>
    existsSync(join(root, path))
  ),
  ...folders.flatMap(filesIn)
].map(readSource)
const byPath = new Map(sources.map((source) => [source.path, source]))
/** Where our rules are strict: what ships, apart from the front door and the command. */
const inner = sources.filter(({ path }) => /^(core|jobs|plugins|adapters)\//.test(path))

/** `plugins/orders`, `adapters/sandbox`, `core`, `jobs`. */
function homeOf(path: string): string {
  const [area, name] = path.split('/') as [string, string]
  return area === 'plugins' || area === 'adapters' ? `${area}/${name}` : area
}

function mayImport(from: string, to: string): boolean {
  const area = from.split('/')[0]
  if (from === to) return true
  if (area === 'core') return false
  return to === 'core'
}

function declaredNeeds(plugin: string): Set<string> {
  const text = sources
    .filter(({ path }) => path.startsWith(`${plugin}/`))
    .map((source) => source.text)
    .join('\n')
  const lists = [...text.matchAll(/^\s*(?:needs|uses):\s*\[([^\]]*)\]/gm)].map((match) => match[1])
  return new Set([...lists.join(',').matchAll(/'([^']+)'/g)].map((match) => `plugins/${match[1]}`))
}

t.test('imports: each folder imports only what the table of the design allows', async (t) => {
  t.ok(inner.length > 50, 'the sources were found')
  for (const { path, imports } of inner) {
    const home = homeOf(path)
    for (const { specifier, isTypeOnly, target } of imports) {
      if (target === null || mayImport(home, homeOf(target))) continue
      const isPlugins = home.startsWith('plugins/') && homeOf(target).startsWith('plugins/')
      if (isPlugins && isTypeOnly && target === `${homeOf(target)}/index.ts`) {
        if (declaredNeeds(home).has(homeOf(target))) continue
        t.fail(`${path} imports types of ${specifier}: add it to needs or uses of ${home}`)
      } else if (isPlugins) {
        t.fail(
          `${path} imports ${specifier}: use \`import type\` from its index.ts, and ctx.use for its service`
        )
      } else if (home === 'core') {
        t.fail(
          `${path} imports ${specifier}: core knows nothing above it; move the contract into core`
        )
      } else {
        t.fail(
          `${path} imports ${specifier}: ${home} may import core and itself; move what both need into core`
        )
      }
    }
  }
})

t.test('imports: every relative or # import leads to a file that is there', async (t) => {
  for (const { path, imports } of sources) {
    for (const { specifier, target } of imports) {
      if (target === null || target.endsWith('.json') || /\/fixtures\//.test(path)) continue
      if (!existsSync(join(root, target)))
        t.fail(`${path} imports ${specifier}: there is no ${target}`)
    }
  }
  t.pass('all of them do')
})

t.test('imports: no cycles at run time', async (t) => {
  const done = new Set<string>()
  const visit = (path: string, chain: readonly string[]): void => {
    if (done.has(path)) return
    if (chain.includes(path)) {
      const circle = [...chain.slice(chain.indexOf(path)), path].join(' → ')
      t.fail(`${circle}: move what they both need into a file of its own`)
      return
    }
    for (const { target, isTypeOnly } of byPath.get(path)?.imports ?? []) {
      if (target !== null && !isTypeOnly) visit(target, [...chain, path])
    }
    done.add(path)
  }
  for (const { path } of sources) visit(path, [])
  t.equal(done.size >= sources.length, true)
})

t.test('imports: plugins do not need each other in a circle, not even by types', async (t) => {
  const plugins = [...new Set(inner.map(({ path }) => homeOf(path)))].filter((home) =>
    home.startsWith('plugins/')
  )
  const visit = (plugin: string, chain: readonly string[]): void => {
    if (chain.includes(plugin)) {
      t.fail(`${[...chain, plugin].join(' → ')}: let one of them listen to an event of the other`)
      return
    }
    for (const need of declaredNeeds(plugin)) visit(need, [...chain, plugin])
  }
  for (const plugin of plugins) visit(plugin, [])
  t.pass('no circle')
})

t.test(
  'packages: databases in core/database, queues in jobs, servers nowhere by accident',
  async (t) => {
    const homes: [RegExp, RegExp, string][] = [
      [/^(better-sqlite3|pg)$/, /^core\/database\//, 'go through core/database'],
      [/^(bullmq|ioredis)$/, /^jobs\//, 'go through jobs'],
      [/^(jiti|yaml)$/, /^core\/config\//, 'load files through core/config'],
      [/^(commander|cli-progress)$/, /^cli\//, 'terminals belong to the command']
    ]
    for (const { path, imports } of inner) {
      for (const { specifier, isTypeOnly } of imports) {
        for (const [name, home, fix] of homes) {
          const isSimulator = /simulator/.test(path)
          if (!name.test(specifier) || home.test(path) || isTypeOnly || isSimulator) continue
          t.fail(`${path} imports ${specifier}: ${fix}`)
        }
      }
    }
    for (const { path, text, imports } of inner.filter((source) =>
      source.path.startsWith('adapters/')
    )) {
      const isCaller = imports.some(
        ({ specifier, isTypeOnly }) => specifier === 'undici' && !isTypeOnly
      )
      if (isCaller && !/dispatcher/.test(text) && !/simulator/.test(path)) {
        t.fail(`${path} calls out by itself: pass the \`http\` it is given as dispatcher`)
      }
    }
    t.pass('each at home')
  }
)

t.test('packages: whatever is imported is a declared dependency', async (t) => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const runtime = new Set(Object.keys(manifest.dependencies))
  const all = new Set([...runtime, ...Object.keys(manifest.devDependencies)])
  for (const { path, imports } of sources) {
    const isShipped = /^(core|jobs|plugins|adapters|cli|[a-z-]+\.ts$)/.test(path)
    for (const { specifier, target, isTypeOnly } of imports) {
      if (
        target !== null ||
        specifier === 'shopkeeper' ||
        specifier.startsWith('node:') ||
        /\/fixtures\//.test(path)
      )
        continue
      const name = specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/')
      const allowed = isShipped && !isTypeOnly ? runtime : all
      if (!allowed.has(name))
        t.fail(`${path} imports ${name}: add it to package.json, with a reason`)
    }
  }
  t.pass('all of them are')
})

/** Text of a file without comments and strings, so that prose about a rule does not break it. */
function codeOf({ text }: Source): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/(^|[^:])\/\/.*$/gm, '$1')
    .replace(/'(?:\\.|[^'\\\n])*'/g, "''")
}

t.test('rules: environment, clock and chance are read where they belong', async (t) => {
  const rules: [RegExp, RegExp, string][] = [
    [
      /\bprocess\.env\b/,
      /^$/,
      'take it as an option; the command and config files read the environment'
    ],
    [/\bDate\.now\(/, /^core\/time\.ts$/, 'use the clock you are given (ctx.clock, tx.now)'],
    [/\bnew Date\(\s*\)/, /^core\/time\.ts$/, 'use the clock you are given (ctx.clock, tx.now)'],
    [/\bperformance\.now\(/, /^core\/time\.ts$/, 'use clock.monotonicMs()'],
    [/\bconsole\.\w+\(/, /^$/, 'use the log you are given (ctx.log)'],
    [/\bprocess\.exit\(/, /^$/, 'throw an error; only the command ends the process'],
    [/[^.\w]fetch\(/, /^$/, 'use the http client you are given'],
    [/:\s*any\b|<any>|\bas any\b/, /^$/, 'say what it is, or `unknown`'],
    [/\benum\s+\w+\s*\{/, /^$/, 'use a union of texts']
  ]
  for (const source of inner) {
    if (/simulator/.test(source.path)) continue
    const code = codeOf(source)
    for (const [pattern, home, fix] of rules) {
      if (!home.test(source.path) && pattern.test(code)) {
        t.fail(`${source.path} has ${pattern.exec(code)?.[0]}: ${fix}`)
      }
    }
    const isChance = /\bMath\.random\(/.test(code)
    const isJitter = /sleep|jitter|backoff|delay|pause/i.test(code)
    if (isChance && !isJitter)
      t.fail(`${source.path} uses Math.random: only jitter may; ids and keys use node:crypto`)
  }
  t.pass('they are')
})

t.test('rules: a module declares names for `shopkeeper` only where they belong', async (t) => {
  const prefixes = new Map<string, string>()
  for (const source of inner) {
    const block = /declare module 'shopkeeper' \{([\s\S]*?)\n\}/.exec(source.text)?.[1]
    if (block === undefined) continue
    const home = homeOf(source.path)
    if (home.startsWith('adapters/')) {
      t.fail(
        `${source.path} declares names: an adapter is a leaf; it has no tables, events or jobs`
      )
    }
    const [plugin] = home.split('/').slice(-1)
    const services = /interface Services \{([\s\S]*?)\n {2}\}/.exec(block)?.[1] ?? ''
    for (const [, name] of services.matchAll(/^\s{4}'?([\w-]+)'?:/gm)) {
      const isOwn = home === 'core' || name === plugin
      if (!isOwn)
        t.fail(
          `${source.path} declares the service ${name}: a service is named like its plugin, ${plugin}`
        )
    }
    const jobs = /interface Jobs \{([\s\S]*?)\n {2}\}/.exec(block)?.[1] ?? ''
    for (const [, prefix] of jobs.matchAll(/^\s{4}'([\w-]+)\.[\w.-]+':/gm)) {
      const owner = prefixes.get(`job ${prefix}`) ?? home
      prefixes.set(`job ${prefix}`, owner)
      if (owner !== home)
        t.fail(`${source.path} declares jobs ${prefix}.*: these belong to ${owner}`)
    }
    const tables = /interface Tables \{([\s\S]*?)\n {2}\}/.exec(block)?.[1] ?? ''
    for (const [, table] of tables.matchAll(/^\s{4}'?(\w+)'?:/gm)) {
      const owner = prefixes.get(`table ${table}`)
      if (owner) t.fail(`${source.path} declares the table ${table}: ${owner} has it already`)
      prefixes.set(`table ${table}`, source.path)
    }
  }
  t.ok(prefixes.size > 5, 'declarations were found')
})

t.test('names: files say what they are, in kebab-case', async (t) => {
  for (const { path } of sources) {
    const name = path.split('/').at(-1) as string
    if (/(^|\/)(utils?|helpers?|common|shared|misc|stuff)(\.ts$|\/)/.test(path)) {
      t.fail(`${path}: name it for the one thing it does`)
    }
    if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|config|d))?\.ts$/.test(name))
      t.fail(`${path}: use kebab-case`)
  }
  t.pass('they do')
})

t.test('sizes: no file hides more than one idea', async (t) => {
  const sizes = sources
    .filter(({ path }) => !/\/fixtures\//.test(path))
    .map(({ path, text }) => ({ path, lines: text.split('\n').length }))
    .sort((a, b) => b.lines - a.lines)
  const shipped = sizes.filter(({ path }) => !/^(test|bench|examples)\//.test(path))
  for (const { path, lines } of sizes.filter((size) => size.lines > 500)) {
    t.fail(`${path} has ${lines} lines: make it a folder of the same name, one file an idea`)
  }
  const median = shipped[Math.floor(shipped.length / 2)]?.lines ?? 0
  const talk = shipped
    .filter((size) => size.lines > 300)
    .map(({ path, lines }) => `${path} (${lines})`)
  t.ok(median <= 120, `median ${median} lines; to talk about: ${talk.join(', ') || 'none'}`)
})

t.test('the rules above see what they forbid', async (t) => {
  const parse = (line: string) =>
    [...line.matchAll(statement)].map((match) => match[3] ?? match[4] ?? match[5])
  t.same(parse("import { a } from '#core/x'\nexport * from './y.ts'"), ['#core/x', './y.ts'])
  t.same(parse("import {\n  a,\n  b\n} from 'pg'\nimport './side.ts'"), ['pg', './side.ts'])
  t.same(parse("const x = await import('bullmq')"), ['bullmq'])
  t.notOk(mayImport('core', 'jobs'))
  t.notOk(mayImport('jobs', 'plugins/orders'))
  t.notOk(mayImport('plugins/orders', 'plugins/catalog'))
  t.notOk(mayImport('adapters/sandbox', 'jobs'))
  t.ok(mayImport('plugins/orders', 'core') && mayImport('core', 'core'))
})
