import { execFile } from 'node:child_process'
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { canKeep, codeSuffix, keep, readKept } from '../../bundle/kept-code.ts'
import * as sources from '../../index.ts'
import { builtCommand } from '../built.ts'

const run = promisify(execFile)
const dist = new URL('../', pathToFileURL(builtCommand()))
const loader = new URL('bundle/load.js', dist).href
const frontDoor = new URL('index.js', dist).href

/** What a process prints that runs this module. */
async function outputOf(module: string, flags: readonly string[] = []): Promise<string> {
  const args = [...flags, '--input-type=module', '--eval', module]
  // The test runner gives its children options of its own: a process without them is meant.
  const plain = ['-u', 'NODE_OPTIONS', process.execPath]
  return (await run('env', [...plain, ...args])).stdout.trim()
}

/** A script in a folder of its own, with one door; `start` opens it in a process of its own and keeps its code. */
function makeScript(t: Test) {
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-code-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const script = join(folder, 'script.cjs')
  writeFileSync(script, '((function (exports) { exports.door = () => ({ twice: (n) => n * 2 }) }))')
  const program = `import { keepCode, open } from '${loader}'
    console.log(open('${pathToFileURL(script)}', 'door').twice(21))
    keepCode()`
  return {
    folder,
    script,
    code: `${script}${codeSuffix}`,
    start: (flags?: readonly string[]) => outputOf(program, flags)
  }
}

t.test('code: what a process keeps is taken by the next', async (t) => {
  const { code, start, script } = makeScript(t)
  t.equal(readKept(script), undefined)
  t.equal(await start(), '42')
  t.ok(readKept(script))
  const { ino } = statSync(code)
  t.equal(await start(), '42')
  t.equal(statSync(code).ino, ino, 'the next has nothing to keep')
})

t.test('code: what is damaged, cut off or empty is not run, and kept anew', async (t) => {
  const { code, start, script } = makeScript(t)
  await start()
  const damages = {
    damaged() {
      const bytes = readFileSync(code)
      bytes[bytes.length >> 1]! ^= 1
      writeFileSync(code, bytes)
    },
    'cut off': () => truncateSync(code, statSync(code).size - 9),
    empty: () => truncateSync(code, 0)
  }
  for (const [name, damage] of Object.entries(damages)) {
    damage()
    t.equal(readKept(script), undefined, name)
    t.equal(await start(), '42')
    t.ok(readKept(script), `${name}: there is new code`)
  }
})

t.test('code: what other flags have made is compiled again', async (t) => {
  const { code, start } = makeScript(t)
  await start()
  const { ino } = statSync(code)
  const flags = ['--max-old-space-size=300']
  t.equal(await start(flags), '42')
  const { ino: inoOfFlags } = statSync(code)
  t.not(inoOfFlags, ino)
  await start(flags)
  t.equal(statSync(code).ino, inoOfFlags)
})

t.test('code: of four that start at once, each works, and one whole file is left', async (t) => {
  const { folder, start, script } = makeScript(t)
  t.same(await Promise.all([start(), start(), start(), start()]), Array(4).fill('42'))
  t.ok(readKept(script))
  t.equal(readdirSync(folder).length, 2)
})

t.test('code: where nothing can be written nothing is kept, and nothing fails', async (t) => {
  const { folder } = makeScript(t)
  const elsewhere = join(folder, 'gone', 'script.cjs')
  t.equal(canKeep(elsewhere), false)
  t.equal(keep(elsewhere, Buffer.from('code')), false)
})

t.test('bundle: its front door has what index.ts exports', async (t) => {
  const names = await outputOf(
    `import * as door from '${frontDoor}'; console.log(Object.keys(door).sort().join())`
  )
  t.equal(names, Object.keys(sources).sort().join())
})

t.test('bundle: with --enable-source-maps a stack leads to the sources', async (t) => {
  const program = `import { createEngine } from '${frontDoor}'
    await createEngine({ database: { url: 'mysql:shop' } }).catch(({ stack }) => console.log(stack))`
  t.match(await outputOf(program, ['--enable-source-maps']), /core\/database\/open\.ts:\d+:\d+/)
  t.match(await outputOf(program), /at openBackend .*shopkeeper-\w+\.cjs/)
})
