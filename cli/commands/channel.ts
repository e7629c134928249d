import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { secretKeys } from '#core/channel/secret'
import { firstPartyAdapters } from '../../first-party.ts'
import { PathMissing, UsageInvalid } from '../errors.ts'
import { exitCodes } from '../exit.ts'
import { toSetting } from '../import/orders.ts'
import { abortOnSignal } from '../interrupt.ts'
import { cliOrigin, serviceOf, withEngine } from '../open.ts'
import { note, print, printJson, printTable } from '../output.ts'
import { startProgress } from '../progress.ts'
import type { CommonOptions } from '../settings.ts'

const help = `
Accounts that stand in the config file are changed there. Credentials are encrypted with encryptionKey, and neither
listed nor logged; give them in a file rather than on the command line, where other users of the machine see them.

Examples:
  shopkeeper channel list
  shopkeeper channel add --platform flat-file --name "Wholesale" --set folder=/srv/orders --set currency=EUR
  shopkeeper channel add --platform sandbox --name "Try-out" --settings credentials.json
  shopkeeper channel test chn_01j…
  shopkeeper channel pull chn_01j…
  shopkeeper channel authorize chn_01j…
  shopkeeper channel report chn_01j… --since 2026-03-01T00:00:00Z`

interface AddOptions extends CommonOptions {
  platform: string
  name: string
  id?: string
  settings?: string
  set?: string[]
  unknownSkus?: 'hold' | 'createUntracked'
}

/** `shopkeeper channel`: accounts on platforms. */
export function channelCommand(): Command {
  const command = new Command('channel').description('List, add, test and pull channels')
  command
    .command('list')
    .description('List channels')
    .option('--json', 'one JSON object a line')
    .action((_, self: Command) => list(self.optsWithGlobals()))
  command
    .command('add')
    .description('Add an account, or change the one with this id')
    .requiredOption(
      '--platform <platform>',
      `such as ${Object.keys(firstPartyAdapters).join(', ')}`
    )
    .requiredOption('--name <name>', 'what people call it', toName)
    .option('--id <id>', 'default: a new one', toId)
    .option('--settings <file>', "JSON with the adapter's settings")
    .option('--set <name=value...>', 'one setting')
    .addOption(
      new Option('--unknown-skus <how>', 'what to do with SKUs that the catalog lacks').choices([
        'hold',
        'createUntracked'
      ])
    )
    .option('--json', 'answer as JSON')
    .action((_, self: Command) => add(self.optsWithGlobals()))
  command
    .command('test')
    .description('Ask the platform for a little, to see whether it accepts the account')
    .argument('<id>', 'id of the channel')
    .option('--json', 'answer as JSON')
    .action((id: string, _, self: Command) => test(id, self.optsWithGlobals()))
  command
    .command('pull')
    .description('Take in what is new, now and in this process')
    .argument('<id>', 'id of the channel')
    .option('--json', 'answer as JSON')
    .action((id: string, _, self: Command) => pull(id, self.optsWithGlobals()))
  command
    .command('authorize')
    .description('Print the address at which the owner of an account lets us in, and wait for it')
    .argument('<id>', 'id of the channel')
    .option('--json', 'answer as JSON, without waiting')
    .action((id: string, _, self: Command) => authorize(id, self.optsWithGlobals()))
  command
    .command('report')
    .description('Sum up what happened between a channel and us')
    .argument('<id>', 'id of the channel')
    .option('--since <instant>', 'default: 24 hours ago')
    .option('--json', 'answer as JSON')
    .action((id: string, _, self: Command) => report(id, self.optsWithGlobals()))
  return command.addHelpText('after', help)
}

function toName(text: string): string {
  if (text.length > 0 && text.length <= 100) return text
  throw new InvalidArgumentError('Write 1 to 100 characters.')
}

function toId(text: string): string {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(text)) return text
  throw new InvalidArgumentError('Write 1 to 64 letters, digits, "-" and "_".')
}

async function list(options: CommonOptions): Promise<void> {
  await withEngine(options, async (engine) => {
    const channels = await serviceOf(engine, 'channels').list(engine.db)
    if (options.json) return channels.forEach(printJson)
    printTable(
      ['id', 'platform', 'name', 'works'],
      channels.map(({ id, platform, name, isEnabled }) => [
        id,
        platform,
        name,
        isEnabled ? 'yes' : 'no'
      ])
    )
  })
}

async function add(options: AddOptions): Promise<void> {
  const { platform, name, id, settings, set = [], unknownSkus, json } = options
  const given = set.map(toSetting)
  await withEngine(options, async (engine) => {
    const channel = await engine.transaction(
      (tx) =>
        serviceOf(engine, 'channels').save(tx, {
          platform,
          name,
          ...(id !== undefined && { id }),
          ...(unknownSkus && { unknownSkus }),
          settings: { ...readSettingsFile(settings), ...Object.fromEntries(given) }
        }),
      cliOrigin
    )
    const secrets = await secretsOf(platform)
    if (given.some(([key]) => secrets.includes(key))) {
      note('A secret on the command line is in the history of this shell; --settings FILE is not.')
    }
    if (json) return printJson(channel)
    note(`saved: ${channel.platform} ${channel.name}`)
    print(channel.id)
  })
}

async function secretsOf(platform: string): Promise<string[]> {
  const adapter = await firstPartyAdapters[platform]?.()
  return adapter ? secretKeys(adapter.account) : []
}

function readSettingsFile(file: string | undefined): Record<string, unknown> {
  if (file === undefined) return {}
  if (!existsSync(file)) throw new PathMissing({ path: resolve(file) })
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new UsageInvalid({ reason: `${file}: ${(error as Error).message}` }, { cause: error })
  }
}

async function test(id: string, options: CommonOptions): Promise<void> {
  await withEngine(options, async (engine) => {
    const found = await serviceOf(engine, 'channels').check(id)
    if (options.json) printJson({ ok: true, ...found })
    else print(`${id} is accepted; it shows ${found.count} ${found.what}`)
  })
}

async function pull(id: string, options: CommonOptions): Promise<void> {
  await withEngine(options, async (engine) => {
    const progress = startProgress('Pull')
    const { signal, release } = abortOnSignal()
    let rows = 0
    const counts = await serviceOf(engine, 'channels')
      .pullOrders(id, {
        signal,
        onPage: (page) => {
          rows += page.rows
          progress.update(rows, rows, `rows, ${page.source}`)
        }
      })
      .finally(() => {
        release()
        progress.end()
      })
    if (options.json) printJson(counts)
    else for (const [name, count] of Object.entries(counts)) print(`${name.padEnd(10)} ${count}`)
    if (counts.rejected + counts.failed > 0) process.exitCode = exitCodes.failed
  })
}

const lookEveryMs = 1000

/** Waits for an answer as long as there may be one: it comes to the engine that platforms reach. */
async function authorize(id: string, options: CommonOptions): Promise<void> {
  await withEngine(options, async (engine) => {
    const channels = serviceOf(engine, 'channels')
    const asked = await engine.transaction((tx) => channels.authorize(tx, id), cliOrigin)
    if (options.json) return printJson(asked)
    print(asked.url)
    note(`Open it as the owner of the account, until ${asked.expiresAt}. This command waits; the`)
    note('answer is taken by the running engine, so it may be ended with Ctrl+C.')
    const { signal, release } = abortOnSignal()
    try {
      for (;;) {
        const { state, reason } = await channels.consentState(engine.db, asked.id)
        if (state === 'granted') return note('The account is connected.')
        if (state !== 'open') {
          note(state === 'refused' ? `Refused: ${reason}` : 'Nobody has answered in time.')
          process.exitCode = exitCodes.failed
          return
        }
        await engine.clock.sleep(lookEveryMs, signal)
        signal.throwIfAborted()
      }
    } finally {
      release()
    }
  })
}

async function report(id: string, options: CommonOptions & { since?: string }): Promise<void> {
  await withEngine(options, async (engine) => {
    const since = sinceOf(options.since) ?? engine.clock.after(-86_400_000)
    const found = await serviceOf(engine, 'channels').report(engine.db, id, since)
    if (options.json) return printJson(found)
    print(`${found.name} (${found.channelId}), ${found.since} to ${found.until}`)
    printTable(
      [
        'kind',
        'runs',
        'failed',
        'documents',
        'new',
        'updated',
        'rejected',
        'calls',
        'again',
        'waits'
      ],
      found.kinds.map((kind) =>
        [
          kind.kind,
          kind.runs,
          kind.failedRuns,
          kind.documents,
          kind.created,
          kind.updated,
          kind.rejected,
          kind.calls,
          kind.retried,
          `${kind.throttled} (${Math.round(kind.waitedMs / 1000)} s)`
        ].map(String)
      )
    )
    for (const { kind, renewals, reasons } of found.kinds) {
      if (renewals > 0) print(`${kind}: new tokens ${renewals} times`)
      for (const { reason, count } of reasons) print(`${kind}: again ${count} times: ${reason}`)
    }
    const { open } = found
    if (open.pausedReason !== null) print(`paused: ${open.pausedReason}`)
    for (const { kind, message } of open.alerts) print(`${kind}: ${message}`)
    print(
      `open: ${open.rejectedEntries} rejected entries, ${open.rejectedWrites} rejected writes, ` +
        `${open.failedShipments} refused parcels; ${open.waitingWrites} writes on their way`
    )
  })
}

/** Errors: USAGE_INVALID. */
function sinceOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) throw new UsageInvalid({ reason: `--since ${text}: not an instant` })
  return new Date(ms).toISOString()
}
