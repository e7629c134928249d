import t from 'tap'
import { systemClock } from '#core/time'
import { freePort } from '../processes.ts'
import { openShell, outputOf } from './command.ts'

t.test('start: prints the owner key once, serves, and ends with 0 on SIGTERM', async (t) => {
  const { run, start } = openShell(t)
  const env = { PORT: String(await freePort()) }
  const first = start(['start', '--json'], env)
  const line = (await outputOf(first, /"event":"pulse".*\n/)).split('\n')
  const started = JSON.parse(line.find((text) => text.includes('"event":"started"')) as string)
  const headers = { authorization: `Bearer ${started.key}` }
  const answer = await fetch(`${started.url}/v1/keys`, { headers })
  t.equal(answer.status, 200)
  t.match(await answer.json(), { data: [{ role: 'owner' }] })
  const ended = new Promise((resolve) => first.on('exit', resolve))
  first.kill('SIGTERM')
  t.equal(await ended, 0)
  const second = start(['start', '--json'], env)
  const output = await outputOf(second, /"event":"started".*\n/)
  t.notMatch(output, /"key":"sk_/, 'the second start makes no key')
  second.kill('SIGTERM')
  t.equal((await run(['verify'])).code, 0)
})

t.test('start: asked to stop at its first answer, it ends with 0', async (t) => {
  const { start } = openShell(t)
  const port = await freePort()
  const child = start(['start', '--json'], { PORT: String(port) })
  const ended = new Promise((resolve) => child.on('exit', resolve))
  const isHealthy = () =>
    fetch(`http://127.0.0.1:${port}/healthz`)
      .then(({ ok }) => ok)
      .catch(() => false)
  while (!(await isHealthy())) await systemClock.sleep(1)
  child.kill('SIGTERM')
  t.equal(await ended, 0)
})
