import { randomBytes } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EngineConfig } from 'shopkeeper'
import type { Test } from 'tap'
import t from 'tap'
import type { Adapter } from '#core/channel/adapter'
import { firstPartyAdapters } from '../../first-party.ts'
import { buildTestEngine, until } from '../harness.ts'
import { openShell, outputOf } from './command.ts'

const adapters: readonly Adapter[] = await Promise.all(
  Object.values(firstPartyAdapters).map((load) => load())
)
const simulated = adapters.filter(({ simulate }) => simulate !== undefined)

/** Pulls orders into an engine of its own, by the settings of an account alone. */
async function pull(t: Test, adapter: Adapter, settings: Record<string, unknown>) {
  const config: EngineConfig = {
    encryptionKey: randomBytes(32).toString('base64'),
    plugins: ['catalog', 'inventory', 'orders', 'channels'],
    adapters: [adapter]
  }
  const { engine } = await buildTestEngine(t, 'sqlite', config)
  const channels = engine.use('channels')
  const { platform } = adapter
  const since = engine.clock.after(-3_600_000)
  const account = { platform, name: 'Sandbox', settings, unknownSkus: 'createUntracked', since }
  const { id } = await engine.transaction((tx) =>
    channels.save(tx, account as Parameters<typeof channels.save>[1])
  )
  const count = async () => {
    await channels.pullOrders(id, { signal: new AbortController().signal })
    return (await engine.db.selectFrom('orders').select('id').execute()).length
  }
  await until(async () => (await count()) > 0, { what: `an order of ${platform}` })
}

/** Waits for the end of a process. */
function endOf(child: ReturnType<ReturnType<typeof openShell>['start']>) {
  return new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.on('exit', (code, signal) => resolve({ code, signal }))
  )
}

for (const adapter of simulated) {
  const { platform } = adapter
  t.test(
    `sandbox: ${platform} prints its account, an engine pulls an order by it, and SIGTERM ends it`,
    async (t) => {
      const { start } = openShell(t)
      const child = start([
        ...['sandbox', '--platform', platform, '--json', '--orders-per-minute', '600']
      ])
      const output = await outputOf(child, /nothing in it exists/)
      const settings = JSON.parse(output.split('\n').find((line) => line.startsWith('{'))!)
      const address = Object.values(settings).find((value) => /^http:\/\/127/.test(String(value)))
      t.ok(address, 'where it is')
      await pull(t, adapter, settings)
      const ended = endOf(child)
      child.kill('SIGTERM')
      t.same(await ended, { code: 0, signal: null })
      await t.rejects(fetch(address as string), 'nobody answers there any more')
    }
  )
}

t.test('sandbox: settings go to a file of one’s own, which is never written over', async (t) => {
  const { folder, run, start } = openShell(t)
  const args = ['sandbox', '--platform', 'woocommerce', '--settings-to', 'shop.json']
  const child = start(args)
  const output = await outputOf(child, /nothing in it exists/)
  t.match(output, /^wrote shop\.json$/m)
  const file = join(folder, 'shop.json')
  const { consumerSecret } = JSON.parse(readFileSync(file, 'utf8'))
  t.notMatch(output, consumerSecret, 'and nowhere else')
  t.equal(statSync(file).mode & 0o077, 0, 'nobody else reads it')
  const ended = endOf(child)
  child.kill('SIGINT')
  t.same(await ended, { code: 0, signal: null })
  t.match(await run(args), { code: 2, out: '', err: /^FILE_EXISTS: \S+shop\.json / })
})

t.test(
  'sandbox: what it cannot do is named, with what it can, and nothing is started',
  async (t) => {
    const { folder, run } = openShell(t)
    const known = simulated.map(({ platform }) => platform).join(', ')
    const refused: [string[], RegExp][] = [
      [[], /^USAGE_INVALID: required option '--platform <platform>' not specified/],
      [['--platform', 'ebay'], new RegExp(`^USAGE_INVALID: .*'ebay' is invalid.*${known}`)],
      [['--platform', 'flat-file'], new RegExp(`^USAGE_INVALID: .*'flat-file'.*${known}`)],
      [['--platform', 'amazon', '--orders-per-minute', 'many'], /^USAGE_INVALID: .*0 to 60000/],
      [
        ['--platform', 'amazon', '--fault', 'earthquake'],
        /^USAGE_INVALID: --fault earthquake: .*"earthquake": .*throttle, /
      ],
      [['--platform', 'sandbox', '--fault', 'down'], /^USAGE_INVALID: --platform sandbox takes no/],
      [['--platform', 'sandbox', '--quotas'], /^USAGE_INVALID: --platform sandbox takes no/],
      [['--platform', 'amazon', '--settings-to', 'no/where.json'], /^PATH_MISSING: \S+no$/m]
    ]
    writeFileSync(join(folder, 'there.json'), '')
    refused.push([['--platform', 'amazon', '--settings-to', 'there.json'], /^FILE_EXISTS: /])
    await Promise.all(
      refused.map(async ([args, says]) => {
        const ran = await run(['sandbox', ...args])
        t.match(ran, { code: 2, out: '', err: says }, args.join(' '))
        t.equal(ran.err.trim().split('\n').length, 1, 'one line, and no stack')
      })
    )
  }
)
