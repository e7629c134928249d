import { Command, Option } from 'commander'
import { roles } from '#core/access/roles'
import { type AlertRow, type AlertState, alertStates } from '#core/alerts/repository'
import { type AlertChange, changeAlert } from '#core/alerts/service'
import { pageOf } from '#core/database/keyset'
import { UsageInvalid } from '../errors.ts'
import { cliOrigin, withEngine } from '../open.ts'
import { note, printJson, printTable } from '../output.ts'
import type { CommonOptions } from '../settings.ts'
import { wholeNumber } from './job.ts'
import { instantOf } from './key.ts'

const help = `
An alert resolves itself when its cause is gone. To acknowledge one says that somebody deals with it; to snooze
one hides it until an instant; one that is resolved by hand comes back when its cause is seen again.

Examples:
  shopkeeper alert list
  shopkeeper alert list --role clerk --json | jq -r .message
  shopkeeper alert ack alt_01j…
  shopkeeper alert snooze alt_01j… --hours 4
  shopkeeper alert resolve alt_01j…`

interface ListOptions extends CommonOptions {
  state?: AlertState
  role?: string
  kind?: string
  limit: number
}

interface SnoozeOptions extends CommonOptions {
  hours?: number
  until?: string
}

/** `shopkeeper alert`: what needs somebody. */
export function alertCommand(): Command {
  const command = new Command('alert').description('List, acknowledge, snooze and resolve alerts')
  command
    .command('list')
    .description('List alerts, newest first')
    .addOption(
      new Option('--state <state>', 'only those in one state').choices(alertStates).default('open')
    )
    .addOption(new Option('--role <role>', 'only those of one post').choices(roles))
    .option('--kind <kind>', 'only those of one kind, such as stock.out')
    .option('--limit <rows>', 'rows at most', wholeNumber, 50)
    .option('--json', 'one JSON object a line')
    .action((_, self: Command) => list(self.optsWithGlobals()))
  addChange(command, 'ack', 'Say that somebody deals with it', () => ({ state: 'acknowledged' }))
  addChange(command, 'snooze', 'Hide it until an instant', snoozeOf)
    .option('--hours <hours>', 'for how many hours', wholeNumber)
    .option('--until <instant>', 'until when, such as 2027-01-31T08:00:00Z')
  addChange(command, 'resolve', 'Say that its cause is gone', () => ({ state: 'resolved' }))
  return command.addHelpText('after', help)
}

function addChange(
  parent: Command,
  name: string,
  title: string,
  changeOf: (options: SnoozeOptions, nowMs: number) => AlertChange
): Command {
  return parent
    .command(name)
    .description(title)
    .argument('<id>', 'id of the alert')
    .action((id: string, _, self: Command) => {
      const options = self.optsWithGlobals<SnoozeOptions>()
      return withEngine(options, async (engine) => {
        const change = changeOf(options, engine.clock.ms())
        await engine.transaction((tx) => changeAlert(tx, id, change, undefined), cliOrigin)
        note(`${id} is ${change.state}`)
      })
    })
}

function snoozeOf({ hours, until }: SnoozeOptions, nowMs: number): AlertChange {
  if ((hours === undefined) === (until === undefined)) {
    throw new UsageInvalid({ reason: 'give --hours or --until' })
  }
  const snoozedUntil =
    until === undefined
      ? new Date(nowMs + Number(hours) * 3_600_000).toISOString()
      : instantOf(until)
  return { state: 'snoozed', snoozedUntil }
}

async function list(options: ListOptions): Promise<void> {
  await withEngine(options, async (engine) => {
    let query = engine.db.selectFrom('alerts').selectAll()
    if (options.state) query = query.where('state', '=', options.state)
    if (options.role) query = query.where('ownerRole', '=', options.role)
    if (options.kind) query = query.where('kind', '=', options.kind)
    const { data } = await pageOf(query, { list: 'alerts', sort: ['-id'], limit: options.limit })
    if (options.json) {
      for (const { dedupeKey: _, ...row } of data as AlertRow[]) {
        printJson({ ...row, fields: JSON.parse(row.fields) })
      }
      return
    }
    printTable(
      ['id', 'severity', 'kind', 'for', 'seen', 'since', 'message'],
      data.map((row) => [
        row.id,
        row.severity,
        row.kind,
        row.ownerRole,
        row.count,
        row.raisedAt,
        row.message
      ])
    )
  })
}
