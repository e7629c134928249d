import { Command } from 'commander'
import { openEngine } from '../open.ts'
import { print, printJson } from '../output.ts'
import { type CommonOptions, readSettings } from '../settings.ts'

const help = `
Each migration runs in a transaction of its own, so one that fails leaves the ones before it. Two processes may
migrate at once: one waits for the other. \`start\` and \`import\` migrate by themselves.

Examples:
  shopkeeper migrate --dry-run          list what would be applied
  shopkeeper migrate                    apply it
  shopkeeper migrate --json             {"applied":[{"plugin":"orders","migration":"0001-orders"}]}`

interface MigrateOptions extends CommonOptions {
  dryRun?: boolean
}

/** `shopkeeper migrate`: brings the database up to date. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description('Bring the database up to date')
    .option('--dry-run', 'only list what would be applied')
    .option('--json', 'answer as JSON')
    .addHelpText('after', help)
    .action((_, command: Command) => migrate(command.optsWithGlobals()))
}

async function migrate(options: MigrateOptions): Promise<void> {
  const { dryRun = false, json } = options
  const engine = await openEngine(await readSettings(options), { migrate: !dryRun })
  try {
    const steps = dryRun
      ? await engine.pendingMigrations()
      : engine.report.flatMap(({ name, migrations }) =>
          migrations.map((migration) => ({ plugin: name, migration }))
        )
    if (json) return printJson(dryRun ? { pending: steps } : { applied: steps })
    for (const { plugin, migration } of steps) {
      print(`${dryRun ? 'pending' : 'applied'}  ${plugin}/${migration}`)
    }
    if (steps.length === 0) print('The database is up to date.')
  } finally {
    await engine.stop()
  }
}
