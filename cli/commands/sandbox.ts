import { writeFileSync } from 'node:fs'
import { Command } from 'commander'
import type { Fault, FaultKind, PlatformSimulator } from '#core/channel/simulator'
import { createLog } from '#core/log'
import { systemClock } from '#core/time'
import { firstPartyAdapters } from '../../first-party.ts'
import { UsageInvalid } from '../errors.ts'
import { abortOnSignal } from '../interrupt.ts'
import { note, print, printJson } from '../output.ts'
import type { CommonOptions } from '../settings.ts'

const help = `
A simulated platform for one account, over real HTTP, until it is interrupted. Nothing in it exists. It prints the
settings of the account; add it with shopkeeper channel add --settings FILE.

Examples:
  shopkeeper sandbox --platform amazon --orders-per-minute 10 --settings-to amazon.json
  shopkeeper sandbox --platform taobao --fault throttle --fault lostAnswer`

interface SandboxOptions extends CommonOptions {
  platform: string
  ordersPerMinute: string
  settingsTo?: string
  fault?: string[]
  quotas?: boolean
}

/** `shopkeeper sandbox`: a platform to try things out on. */
export function sandboxCommand(): Command {
  return new Command('sandbox')
    .description('Run a simulated platform')
    .requiredOption('--platform <platform>', `one of ${Object.keys(firstPartyAdapters).join(', ')}`)
    .option('--orders-per-minute <count>', 'orders that come by themselves', '10')
    .option('--settings-to <file>', 'write the settings of its account to a file of your own')
    .option('--fault <kind...>', 'what it does wrong from time to time')
    .option('--quotas', 'limit calls as the platform does')
    .option('--json', 'print the settings as JSON')
    .addHelpText('after', help)
    .action((_, self: Command) => run(self.optsWithGlobals()))
}

async function run(options: SandboxOptions): Promise<void> {
  const load = firstPartyAdapters[options.platform]
  const adapter = await load?.()
  if (!adapter?.simulate) {
    const known = Object.keys(firstPartyAdapters).join(', ')
    throw new UsageInvalid({ reason: `no simulator of ${options.platform}: use one of ${known}` })
  }
  const perMinute = Number(options.ordersPerMinute)
  if (!(perMinute >= 0 && perMinute <= 60_000)) {
    throw new UsageInvalid({ reason: `--orders-per-minute ${options.ordersPerMinute}: 0 to 60000` })
  }
  const io = { clock: systemClock, log: createLog('silent'), channelId: 'sandbox' }
  const simulation = await adapter.simulate({ ordersPerMinute: perMinute }, io)
  const { signal, release } = abortOnSignal()
  try {
    tell(simulation.settings, options)
    if ('placeOrder' in simulation) await live(simulation as PlatformSimulator, options, signal)
    else await untilAborted(signal)
  } finally {
    release()
    await simulation.stop()
  }
}

function tell(settings: Record<string, unknown>, { json, settingsTo, platform }: SandboxOptions) {
  if (settingsTo !== undefined) {
    writeFileSync(settingsTo, JSON.stringify(settings, null, 2), { mode: 0o600, flag: 'wx' })
    note(`wrote ${settingsTo}`)
  }
  if (json) printJson(settings)
  else if (settingsTo === undefined) print(JSON.stringify(settings, null, 2))
  note(`Simulated ${platform}: nothing in it exists. Stop it with Ctrl+C.`)
}

/** Orders come, and now and then something goes wrong, until somebody has seen enough. */
async function live(
  simulator: PlatformSimulator,
  { ordersPerMinute, fault = [], quotas = false }: SandboxOptions,
  signal: AbortSignal
): Promise<void> {
  simulator.setQuotas(quotas)
  const perMinute = Number(ordersPerMinute)
  if (perMinute === 0) return untilAborted(signal)
  while (!signal.aborted) {
    simulator.placeOrder()
    for (const kind of fault) simulator.faults.add({ kind: kind as FaultKind, after: 5 } as Fault)
    await systemClock.sleep(60_000 / perMinute, signal)
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
