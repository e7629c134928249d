import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { skuCharactersMax } from '#core/http/schemas'
import { buildTestEngine } from '../harness.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))

interface Text {
  type?: string
  maxLength?: number
  items?: Text
}

interface Operation {
  requestBody?: unknown
  parameters?: { name: string; schema: Text }[]
}

/** Loaded before a lint: whoever opens a connection ends the process with a code of its own. */
const networkRefused = 97
const refuseNetwork = `
import net from 'node:net'
import dgram from 'node:dgram'
const refuse = () => process.exit(${networkRefused})
net.Socket.prototype.connect = refuse
dgram.Socket.prototype.send = refuse`
const env = {
  PATH: process.env.PATH,
  CI: 'true',
  NO_COLOR: '1',
  REDOCLY_TELEMETRY: 'off',
  REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(refuseNetwork)}`
}

/** Runs a Node program without the network; its exit code and what it said. */
function run(args: string[]): Promise<{ code: unknown; output: string }> {
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd: root, env }, (error, stdout, stderr) => {
      done({ code: error ? error.code : 0, output: stdout + stderr })
    })
  })
}

t.test('lints: the document of the full engine passes both without a remark', async (t) => {
  const { call } = await buildTestEngine(t, 'sqlite')
  const { text } = await call({ url: '/openapi.json', as: null })
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'openapi.json')
  writeFileSync(file, text)
  const broken = join(folder, 'broken.json')
  writeFileSync(broken, text.replaceAll('"operationId":"listKeys",', ''))

  const redocly = (document: string) => [
    'node_modules/@redocly/cli/bin/cli.js',
    'lint',
    document,
    `--config=${here('redocly.yaml')}`,
    '--format=json'
  ]
  const spectral = (document: string) => [
    'node_modules/@stoplight/spectral-cli/dist/index.js',
    'lint',
    document,
    '--ruleset',
    here('spectral.yaml'),
    '--fail-severity=hint'
  ]
  const byRedocly = await run(redocly(file))
  if (byRedocly.code !== 0) t.comment(byRedocly.output.slice(0, 3000))
  t.equal(byRedocly.code, 0, 'redocly')
  t.match(byRedocly.output, /"errors": 0,\s+"warnings": 0/)
  const bySpectral = await run(spectral(file))
  if (bySpectral.code !== 0) t.comment(bySpectral.output.slice(0, 3000))
  t.equal(bySpectral.code, 0, 'spectral')

  t.equal((await run(spectral(broken))).code, 1, 'a fault is found')
  t.match((await run(redocly(broken))).output, /operation-operationId/)
})

t.test('lints: one that opened a connection would be seen', async (t) => {
  const { code } = await run(['-e', "fetch('http://192.0.2.1/').catch(() => undefined)"])
  t.equal(code, networkRefused)
})

t.test('SKUs: as long as the catalog takes them they may be named everywhere', async (t) => {
  const { call } = await buildTestEngine(t, 'sqlite')
  const { body: document } = await call({ url: '/openapi.json', as: null })
  const lengths: [string, number][] = []
  const look = (at: unknown, place: string): void => {
    if (typeof at !== 'object' || at === null) return
    const { sku, skus } = (at as { properties?: Record<string, Text> }).properties ?? {}
    for (const text of [sku, skus?.items]) {
      if (text?.type === 'string') lengths.push([place, text.maxLength ?? Number.POSITIVE_INFINITY])
    }
    for (const [key, inner] of Object.entries(at)) look(inner, `${place}/${key}`)
  }
  for (const [path, methods] of Object.entries<Record<string, Operation>>(document.paths)) {
    for (const [method, { requestBody, parameters = [] }] of Object.entries(methods)) {
      look(requestBody, `${method} ${path}`)
      for (const { name, schema } of parameters) {
        look({ properties: { [name]: schema } }, `${method} ${path}?${name}`)
      }
    }
  }
  t.ok(lengths.length > 30, `${lengths.length} places`)
  t.same(
    lengths.filter(([, length]) => length < skuCharactersMax),
    []
  )
})
