import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { Test } from 'tap'
import t from 'tap'
import { builtCommand } from '../built.ts'
import { until } from '../harness.ts'
import { freePort } from '../processes.ts'
import { openShell } from './command.ts'

const main = builtCommand()

/** Starts the engine in a shell, with its output going where the shell sends it. */
async function startEngine(t: Test, line: string) {
  const { folder } = openShell(t)
  const port = await freePort()
  const child = spawn('bash', ['-c', line, 'bash', process.execPath, main], {
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true
  })
  // The shell and the engine are one process group.
  t.teardown(() => child.exitCode ?? process.kill(-child.pid!, 'SIGKILL'))
  let out = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve))
  const ask = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`).then(
      ({ status }) => status,
      () => 0
    )
  await until(async () => (await ask('/healthz')) === 200, {
    timeoutMs: 120_000,
    what: 'a healthy engine'
  })
  const stop = () => process.kill(-child.pid!, 'SIGTERM')
  return { ask, out: () => out, exited, stop }
}

/** It answers, and goes on answering. */
async function assertWorksOn(t: Test, { ask }: { ask(path: string): Promise<number> }) {
  for (let round = 0; round < 20; round++) t.equal(await ask('/v1/orders'), 401)
  t.equal(await ask('/healthz'), 200)
}

t.test('start: whose reader of standard output is gone works on', async (t) => {
  const engine = await startEngine(t, '"$1" "$2" start --log json 2>&1 | head -n 1')
  await until(() => engine.out() !== '', { timeoutMs: 60_000, what: 'its first line' })
  await assertWorksOn(t, engine)
  engine.stop()
  await engine.exited
})

const disk = { skip: existsSync('/dev/full') ? false : 'no /dev/full here' }

t.test('start: on a full disk works on without output and log', disk, async (t) => {
  for (const log of ['--log /dev/full', '--log json']) {
    const engine = await startEngine(t, `exec "$1" "$2" start ${log} >/dev/full 2>/dev/full`)
    await assertWorksOn(t, engine)
    engine.stop()
    t.equal(await engine.exited, 0, `${log}: ends as it should`)
  }
})

t.test('any other command: a result that cannot be written is a failure', disk, async (t) => {
  const { folder } = openShell(t)
  const child = spawn('bash', ['-c', '"$0" "$1" --help >/dev/full', process.execPath, main], {
    cwd: folder,
    stdio: 'ignore'
  })
  t.equal(await new Promise((resolve) => child.on('exit', resolve)), 1)
})
