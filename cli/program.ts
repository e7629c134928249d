import { createRequire } from 'node:module'
import { Command, CommanderError } from 'commander'
import { adapterCommand } from './commands/adapter.ts'
import { alertCommand } from './commands/alert.ts'
import { channelCommand } from './commands/channel.ts'
import { doctorCommand } from './commands/doctor.ts'
import { exportCommand } from './commands/export.ts'
import { importCommand } from './commands/import.ts'
import { initCommand } from './commands/init.ts'
import { jobCommand } from './commands/job.ts'
import { keyCommand } from './commands/key.ts'
import { migrateCommand } from './commands/migrate.ts'
import { openapiCommand } from './commands/openapi.ts'
import { reportCommand } from './commands/report.ts'
import { sandboxCommand } from './commands/sandbox.ts'
import { type StartHooks, startCommand } from './commands/start.ts'
import { verifyCommand } from './commands/verify.ts'
import { UsageInvalid } from './errors.ts'
import { exitCodeOf, exitCodes, exitMeanings, toKnownError } from './exit.ts'
import { note, watchOutput } from './output.ts'
import type { CommonOptions } from './settings.ts'

const { version } = createRequire(import.meta.url)('shopkeeper/package.json') as { version: string }

const exitHelp = Object.entries(exitMeanings).map(([code, meaning]) => `  ${code}  ${meaning}`)

const help = `
Examples:
  shopkeeper init                       write a config into this folder
  shopkeeper start                      run the engine: API and worker
  shopkeeper key create --role clerk --name "Packing desk"
  shopkeeper doctor                     find out why something does not work

Environment:
  DATABASE_URL  sqlite:PATH or postgres://user@host/name; takes the place of database.url
  REDIS_URL     redis://host:port; takes the place of redis.url
  PORT          takes the place of http.port

Exit codes:
${exitHelp.join('\n')}`

/** The `shopkeeper` command with all its subcommands. */
function createProgram(hooks: StartHooks): Command {
  const program = new Command('shopkeeper')
    .description('Headless commerce operations: orders, stock and money behind every marketplace')
    .option('-c, --config <file>', 'config file (default: shopkeeper.config.* in this folder)')
    .option('--debug', 'show where an error comes from')
    .version(version, '-V, --version', 'show the version')
    .addHelpText('after', help)
  const commands = [
    initCommand,
    () => startCommand(hooks),
    migrateCommand,
    doctorCommand,
    keyCommand,
    channelCommand,
    adapterCommand,
    sandboxCommand,
    importCommand,
    exportCommand,
    jobCommand,
    alertCommand,
    verifyCommand,
    reportCommand,
    openapiCommand
  ]
  for (const command of commands) program.addCommand(command())
  prepare(program)
  return program
}

/** Settings that commands do not inherit by themselves. */
function prepare(command: Command): void {
  command
    .exitOverride()
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: () => undefined })
    .showSuggestionAfterError()
  for (const inner of command.commands) prepare(inner)
}

/** Runs one command line. Shape: the exit code; errors are written to standard error, never thrown. */
export async function runCommand(args: readonly string[], hooks: StartHooks): Promise<number> {
  watchOutput()
  const program = createProgram(hooks)
  try {
    await program.parseAsync(args, { from: 'user' })
    return Number(process.exitCode ?? exitCodes.ok)
  } catch (error) {
    if (error instanceof CommanderError) return endOfParsing(error, args)
    return report(error, { debug: args.includes('--debug'), json: args.includes('--json') })
  }
}

/** Help and versions end parsing too, and are no failure. */
function endOfParsing(error: CommanderError, args: readonly string[]): number {
  if (error.exitCode === 0) return exitCodes.ok
  // A command without its subcommand has shown its help by now; that it was not enough is all there is to say.
  if (error.code === 'commander.help') return exitCodes.usage
  const reason = error.message.replace(/^error: /, '').replaceAll('\n', ' ')
  return report(new UsageInvalid({ reason: `${reason}; see --help` }), {
    json: args.includes('--json')
  })
}

function report(error: unknown, { debug = false, json = false }: CommonOptions): number {
  const known = toKnownError(error)
  const { message } = error as Error
  const code = known?.code ?? 'UNEXPECTED'
  const detail = (known ? known.message : message).replaceAll(/\s*\n\s*/g, ' ')
  note(json ? JSON.stringify({ code, detail, ...known?.fields }) : `${code}: ${detail}`)
  if (debug) note((error as Error).stack ?? '')
  else if (!known)
    note('This should not happen. Run it again with --debug to see where it comes from.')
  return known ? exitCodeOf(known) : exitCodes.failed
}
