import { existsSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Command, Option } from 'commander'
import type { FaultKind, PlatformSimulator, Simulation } from '#core/channel/simulator'
import { createLog } from '#core/log'
import { systemClock } from '#core/time'
import { firstPartyAdapters } from '../../first-party.ts'
import { FileExists, PathMissing, UsageInvalid } from '../errors.ts'
import { abortOnSignal } from '../interrupt.ts'
import { note, print, printJson } from '../output.ts'
import type { CommonOptions } from '../settings.ts'

const help = `
A simulated platform for one account, over real HTTP, until it is interrupted. Nothing in it exists. It prints the
settings of the account; add it with shopkeeper channel add --settings FILE.

Examples:
  shopkeeper sandbox --platform amazon --orders-per-minute 10 --settings-to amazon.json
  shopkeeper sandbox --platform taobao --fault throttle --fault lostAnswer`

/** Platforms whose adapter has a simulator; the others of ours are folders of files. */
const simulated = Object.keys(firstPartyAdapters).filter((platform) => platform !== 'flat-file')

/** Platforms show an order minutes after it was placed: one is there from the beginning. */
const firstOrderAgeMs = 10 * 60_000

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
    .addOption(
      new Option('--platform <platform>', 'what it stands in for')
        .choices(simulated)
        .makeOptionMandatory()
    )
    .option('--orders-per-minute <count>', 'orders that come by themselves', '10')
    .option('--settings-to <file>', 'write the settings of its account to a file of your own')
    .option('--fault <kind...>', 'what it does wrong from time to time')
    .option('--quotas', 'limit calls as the platform does')
    .option('--json', 'print the settings as JSON')
    .addHelpText('after', help)
    .action((_, self: Command) => run(self.optsWithGlobals()))
}

async function run(options: SandboxOptions): Promise<void> {
  const { platform, ordersPerMinute, settingsTo } = options
  const perMinute = Number(ordersPerMinute)
  if (!(perMinute >= 0 && perMinute <= 60_000)) {
    throw new UsageInvalid({ reason: `--orders-per-minute ${ordersPerMinute}: 0 to 60000` })
  }
  if (settingsTo !== undefined) assertFree(resolve(settingsTo))
  const adapter = await firstPartyAdapters[platform]!()
  const io = { clock: systemClock, log: createLog('silent'), channelId: 'sandbox' }
  const simulation = await adapter.simulate!({ ordersPerMinute: perMinute }, io)
  const { signal, release } = abortOnSignal()
  try {
    const simulator = isDriven(simulation) ? simulation : null
    assertCan(simulator, options)
    tell(simulation.settings, options)
    if (simulator) await live(simulator, options, signal)
    else await untilAborted(signal)
  } finally {
    release()
    await simulation.stop()
  }
}

/** Errors: FILE_EXISTS, PATH_MISSING. */
function assertFree(file: string): void {
  if (existsSync(file)) throw new FileExists({ file })
  if (!existsSync(dirname(file))) throw new PathMissing({ path: dirname(file) })
}

/** Whether orders and faults come from us: one that is not driven lives by itself. */
function isDriven(simulation: Simulation): simulation is PlatformSimulator {
  return 'placeOrder' in simulation
}

/** Errors: USAGE_INVALID for what the platform cannot be made to do. */
function assertCan(
  simulator: PlatformSimulator | null,
  { platform, fault = [], quotas }: SandboxOptions
): void {
  if (!simulator && (fault.length > 0 || quotas)) {
    const reason = `--platform ${platform} takes no --fault and no --quotas: it has /admin/faults`
    throw new UsageInvalid({ reason })
  }
  for (const kind of fault) {
    try {
      simulator?.faults.add({ kind: kind as FaultKind })
    } catch (error) {
      throw new UsageInvalid({ reason: `--fault ${kind}: ${(error as Error).message}` })
    }
  }
  simulator?.faults.clear()
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
  const placedAt = systemClock.after(-firstOrderAgeMs)
  simulator.placeOrder({ placedAt, modifiedAt: placedAt })
  while (!signal.aborted) {
    simulator.placeOrder()
    for (const kind of fault) simulator.faults.add({ kind: kind as FaultKind, after: 5 })
    await systemClock.sleep(60_000 / perMinute, signal)
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
