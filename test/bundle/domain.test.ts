import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import '../without-loaders.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const load = new URL('load.mjs', import.meta.url).href

interface Run {
  status: number | null
  /** `ok …` and `not ok …`, with the depth they are at. */
  results: string[]
  output: string
}

/** Runs a file of tests as all are run. */
function run(t: Test, tests: string): Run {
  // From here it finds tap.
  const folder = mkdtempSync(join(root, 'node_modules/.cache/failing-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'tests.mjs')
  const begin = `import t from 'tap'
    const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))`
  writeFileSync(file, `${begin}\n${tests}`)
  const { status, stdout, stderr } = spawnSync(process.execPath, [`--import=${load}`, file], {
    encoding: 'utf8'
  })
  const results = stdout.split('\n').filter((line) => /^ *(not )?ok /.test(line))
  return {
    status,
    results: results.map((line) => line.replace(/ # time=.*/, '')),
    output: stdout + stderr
  }
}

t.test('a rejection that nobody handles fails the test that it was begun in', async (t) => {
  const { status, results, output } = run(
    t,
    `t.test('one', async () => { void sleep(5).then(() => { throw new Error('lost') }); await sleep(50) })
    t.test('two', async (t) => t.pass('fine'))`
  )
  t.equal(status, 1)
  t.same(results.slice(0, 4), [
    ...['    not ok 1 - lost', 'not ok 1 - one'],
    ...['    ok 1 - fine', 'ok 2 - two']
  ])
  t.match(output, 'tapCaught: unhandledRejection')
})

t.test(
  'an error that is thrown where nobody waits fails the innermost test around it',
  async (t) => {
    const { status, results, output } = run(
      t,
      `t.test('outer', (t) => t.test('inner', async () => {
      setImmediate(() => { throw new Error('thrown') })
      await sleep(50)
    }))`
    )
    t.equal(status, 1)
    t.equal(results[0], '        not ok 1 - thrown')
    t.equal(results[1], '    not ok 1 - inner')
    t.match(output, 'tapCaught: uncaughtException')
  }
)

t.test('an error that comes after its test has ended is not lost', async (t) => {
  const { status, output } = run(
    t,
    `t.test('early', async (t) => { setTimeout(() => { throw new Error('late') }, 20); t.pass('fine') })
    t.test('other', async () => sleep(100))`
  )
  t.equal(status, 1)
  t.match(output, 'late')
})
