import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/*
 * Starts the engine that was built once, all plugins on, until it has kept the code that a start compiles: whoever
 * installs it need not start twice for that, and an installation that is read-only has it too.
 */
const bundle = fileURLToPath(new URL('../dist/bundle', import.meta.url))
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const patienceMs = 30_000

const isKept = () => readdirSync(bundle).some((name) => name.endsWith('.code'))

const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-build-'))
const config = join(folder, 'shopkeeper.config.json')
writeFileSync(config, JSON.stringify({ encryptionKey: randomBytes(32).toString('base64') }))
const engine = spawn(process.execPath, [main, 'start', '--json', '--config', config], {
  cwd: folder,
  env: { PATH: process.env.PATH, PORT: '0' },
  stdio: ['ignore', 'pipe', 'inherit']
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
engine.kill('SIGTERM')
await ended
rmSync(folder, { recursive: true })
