import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { codeSuffix } from './kept-code.ts'

/*
 * Starts the engine that was built once, all plugins on, until it has kept the code that a start compiles: whoever
 * installs it need not start twice for that, and an installation that is read-only has it too.
 */
const bundle = fileURLToPath(new URL('../dist/bundle', import.meta.url))
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const patienceMs = 30_000

const isKept = () => readdirSync(bundle).some((name) => name.endsWith(codeSuffix))

const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-build-'))
const config = join(folder, 'shopkeeper.config.json')
writeFileSync(config, JSON.stringify({ encryptionKey: randomBytes(32).toString('base64') }))
const engine = spawn(process.execPath, [main, 'start', '--json', '--config', config], {
  cwd: folder,
  env: { PATH: process.env.PATH, PORT: '0' },
  stdio: ['ignore', 'pipe', 'pipe']
})
let said = ''
engine.stderr.setEncoding('utf8').on('data', (text: string) => {
  said += text
})
const ended = new Promise((resolve) => engine.once('exit', resolve))
for await (const line of createInterface({ input: engine.stdout })) {
  const { event, url } = JSON.parse(line) as { event: string; url: string }
  if (event !== 'started') continue
  await fetch(`${url}/healthz`)
  break
}
for (let waitedMs = 0; !isKept() && waitedMs < patienceMs; waitedMs += 50) {
  await new Promise((resolve) => setTimeout(resolve, 50))
}
if (!isKept()) console.warn(`No code was kept, so the first start compiles it:\n${said}`)
engine.kill('SIGTERM')
await ended
rmSync(folder, { recursive: true })
