import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { builtDeclarations } from '../built.ts'
import { openShell } from './command.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const run = promisify(execFile)

t.setTimeout(300_000)

/** A folder as a project has it that depends on the package: what is installed is found by its name. */
function install(folder: string): void {
  const modules = join(folder, 'node_modules')
  mkdirSync(modules)
  symlinkSync(root, join(modules, 'shopkeeper'))
  for (const name of ['@types', 'fastify', 'tap', 'typebox']) {
    symlinkSync(join(root, 'node_modules', name), join(modules, name))
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const compilerOptions = {
    ...{ target: 'ES2023', module: 'NodeNext', strict: true, noUncheckedIndexedAccess: true },
    ...{ noUnusedLocals: true, noUnusedParameters: true, verbatimModuleSyntax: true },
    ...{ allowImportingTsExtensions: true, noEmit: true, skipLibCheck: true, types: ['node'] }
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
}

/** What a run of the kit says of its scenarios. */
interface Report {
  passed: string[]
  skipped: string[]
  /** With the reasons, by scenario. */
  failed: Map<string, string[]>
}

/** Runs a test file as `npx tap` would, and reads its report: scenarios are the second level of it. */
async function runKit(folder: string): Promise<Report> {
  const args = [`--import=${import.meta.resolve('tsx')}`, 'conformance.test.ts']
  const { stdout } = await run(process.execPath, args, { cwd: folder }).catch(
    (error: { stdout: string }) => error
  )
  const report: Report = { passed: [], skipped: [], failed: new Map() }
  let reasons: string[] = []
  for (const line of stdout.split('\n')) {
    const reason = /^ {8}not ok \d+ - (.*)$/.exec(line)
    if (reason) reasons.push(reason[1]!)
    const [, isNot, name, isSkipped] =
      /^ {4}(not )?ok \d+ - (.*?)(?: # (?:(SKIP)\b.*|time=.*))?$/.exec(line) ?? []
    if (name === undefined) continue
    if (isNot) report.failed.set(name, reasons)
    else if (isSkipped) report.skipped.push(name)
    else report.passed.push(name)
    reasons = []
  }
  return report
}

t.test(
  'adapter new: what it lays out compiles, and passes the kit but for what it says is not written',
  async (t) => {
    builtDeclarations()
    const shell = openShell(t)
    const made = await shell.run(['adapter', 'new', 'corner-kiosk', '--json'])
    t.equal(made.code, 0, made.err)
    const folder = join(shell.folder, 'adapter-corner-kiosk')
    const files = readdirSync(folder)
    t.same(
      JSON.parse(made.out).files,
      files.map((file) => join(folder, file))
    )
    const texts = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n')
    t.match(texts, /platform: 'corner-kiosk'/)
    t.match(texts, /simulateCornerKiosk/)
    t.notMatch(texts, /template/i, 'nothing is called after the template')

    install(folder)
    const compiler = join(root, 'node_modules/typescript/bin/tsc')
    const [types, { passed, skipped, failed }] = await Promise.all([
      run(process.execPath, [compiler, '-p', folder, '--pretty', 'false']).catch(
        (error: { stdout: string }) => error
      ),
      runKit(folder)
    ])
    t.equal(types.stdout, '', 'it compiles against the public declarations')
    const readme = readFileSync(join(folder, 'README.md'), 'utf8')
    const unwritten = [...readme.matchAll(/^\| (`.*`) \| (.*) \|$/gm)]
      .filter(([, cell]) => !cell!.includes('.ts'))
      .map(([, , name]) => name!)
    t.same([...failed.keys()].sort(), unwritten.sort())
    for (const [name, reasons] of failed) {
      t.ok(
        reasons.length > 0 && reasons.every((why) => why.startsWith('this platform has no fault')),
        `${name}: ${reasons}`
      )
    }
    t.ok(passed.includes('three pages of orders come in, each order once'))
    t.ok(passed.includes('a pull that is killed between any two pages loses nothing'))
    t.ok(skipped.length > 0, 'what the capabilities deny is left out')
  }
)

t.test(
  'adapter new: a name that is there or is none is refused, and nothing is written',
  async (t) => {
    const { folder, run } = openShell(t)
    mkdirSync(join(folder, 'adapter-kiosk'))
    const refused: [string[], RegExp][] = [
      [['kiosk'], /^FILE_EXISTS: \S+adapter-kiosk is there already/],
      [['amazon'], /^USAGE_INVALID: amazon: Shopkeeper has this adapter: use another name$/m],
      [['My Shop'], /^USAGE_INVALID: "My Shop": use kebab-case of at most 40 characters/],
      [['shop-'], /^USAGE_INVALID: "shop-": use kebab-case/],
      [['x'.repeat(41)], /^USAGE_INVALID: "x+": use kebab-case/],
      [['../kiosk'], /^USAGE_INVALID: "\.\.\/kiosk": use kebab-case/],
      [[], /^USAGE_INVALID: missing required argument 'name'/]
    ]
    await Promise.all(
      refused.map(async ([args, says]) => {
        const ran = await run(['adapter', 'new', ...args])
        t.match(ran, { code: 2, out: '', err: says }, args[0] ?? 'no name')
      })
    )
    t.same(readdirSync(folder, { recursive: true }), ['adapter-kiosk'])
  }
)
