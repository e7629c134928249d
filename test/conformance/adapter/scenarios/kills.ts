import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import type { Adapter } from '#core/channel/adapter'
import { systemClock } from '#core/time'
import { createEngine } from '../../../../engine.ts'
import type { KilledInput } from '../killed-process.ts'
import type { End, KitTest, Subject } from '../subject.ts'

const minuteMs = 60_000
const patienceMs = 120_000

/**
 * A pull in a process of its own is killed between two pages; what is left is pulled in the end. Nothing may be
 * missing or double. `turn` decides which two: each end has others, since a process takes long to start.
 */
export async function killBetweenPages(
  t: KitTest,
  { subject, end, turn }: { subject: Subject; end: End; turn: number }
): Promise<void> {
  const { pull } = subject.adapter.capabilities.orders
  if (pull.by !== 'window') return void t.comment('its lists have no pages')
  const { url } = await end.open(t)
  const encryptionKey = randomBytes(32).toString('base64')
  const simulator = await subject.simulate({ clock: systemClock })
  t.teardown(() => simulator.stop())
  const beginMs = systemClock.ms() - 50 * minuteMs
  const pages = 4
  const count = pull.pageSizeMax * (pages - 1) + 1
  for (let index = 0; index < count; index++) {
    const at = new Date(beginMs + index * 100).toISOString()
    simulator.placeOrder({ placedAt: at, modifiedAt: at, status: 'paid' })
  }
  const engine = await createEngine(
    {
      encryptionKey,
      database: { url },
      plugins: ['catalog', 'inventory', 'orders', 'channels'],
      adapters: [subject.adapter as Adapter]
    },
    { logTo: { write: () => undefined } }
  )
  t.teardown(() => engine.stop())
  const channels = engine.use('channels')
  const { id: channelId } = await engine.transaction((tx) =>
    channels.save(tx, {
      platform: subject.adapter.platform,
      name: 'Killed',
      settings: simulator.settings,
      unknownSkus: 'createUntracked',
      since: new Date(beginMs - minuteMs).toISOString()
    })
  )
  const lists = () => simulator.calls.filter(({ slice }) => slice !== null).length
  const input = { module: subject.module.href, url, channelId, encryptionKey }
  const pagesBefore = 1 + (turn % (pages - 2))
  t.ok(await killAtList(input, { lists, wanted: pagesBefore + 1 }), `killed after ${pagesBefore}`)
  await channels.pullOrders(channelId, { signal: new AbortController().signal })
  const here = await engine.db
    .selectFrom('orders')
    .select('externalId')
    .where('channelId', '=', channelId)
    .execute()
  const there = simulator.orders().map(({ externalId }) => externalId)
  t.same(here.map(({ externalId }) => externalId).sort(), there.sort())
  for (const proof of engine.proofs) t.same(await proof.findings(engine.db), [], proof.name)
}

/** Kills a pull once it has asked for so many lists. False: it was over before. */
async function killAtList(
  input: KilledInput,
  { lists, wanted }: { lists: () => number; wanted: number }
): Promise<boolean> {
  // Built, the kit is one file and this one lies beside it.
  const isSource = import.meta.url.endsWith('.ts')
  const name = isSource ? '../killed-process.ts' : './killed-process.js'
  const file = new URL(name, import.meta.url)
  const flags = process.execArgv.filter((flag) => /tsx|^--conditions/.test(flag))
  const child = spawn(process.execPath, [...flags, file.pathname, JSON.stringify(input)], {
    stdio: ['ignore', 'ignore', 'pipe']
  })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const exited = new Promise<NodeJS.Signals | number | null>((resolve) =>
    child.on('exit', (code, signal) => resolve(signal ?? code))
  )
  let isOver = false
  void exited.then(() => {
    isOver = true
  })
  const startedMs = systemClock.monotonicMs()
  while (lists() < wanted && !isOver) {
    if (systemClock.monotonicMs() - startedMs > patienceMs) break
    await systemClock.sleep(2)
  }
  child.kill('SIGKILL')
  const end = await exited
  if (end !== 'SIGKILL' && end !== 0) throw new Error(`the pull failed by itself: ${errors}`)
  return end === 'SIGKILL'
}
