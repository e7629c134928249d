import { Command, Option } from 'commander'
import type { Engine } from 'shopkeeper'
import type { EngineRole } from '#core/jobs'
import { RoleNeedsRedis } from '../errors.ts'
import { type LogTarget, logForPeople, logToFile, logToStandardError } from '../log.ts'
import { openEngine } from '../open.ts'
import { isTerminal, note, print, printJson, workOnWithoutOutput } from '../output.ts'
import { type CommonOptions, readSettings } from '../settings.ts'
import { bootReportLines, withoutPassword } from '../start/boot-report.ts'
import { makeFirstKey } from '../start/first-key.ts'
import { LiveLine } from '../start/live-line.ts'
import { assertFolder } from '../write-out.ts'

const help = `
Migrates the database, makes an owner's API key if there is none yet (shown this once), listens, and works.
Ctrl-C or SIGTERM answers what runs and drains jobs; a second one ends the process at once.

The log: on a terminal warnings are shown as text above the live line; elsewhere everything goes to standard error
as JSON lines. --log FILE appends it to a file, --log json asks for JSON lines on a terminal too.

Examples:
  shopkeeper start
  shopkeeper start --log shopkeeper.log
  DATABASE_URL=postgres://shopkeeper@db/shop REDIS_URL=redis://redis:6379 shopkeeper start --role worker
  shopkeeper start --json               one JSON object a line: started, then a pulse every ten seconds`

interface StartOptions extends CommonOptions {
  role: EngineRole
  log?: string
}

/** What whoever runs the command wants to be told of. */
export interface StartHooks {
  /** Called once the start is over and what it has left to do is done. */
  afterStart(): void
}

/** How long an engine that answers is left to what its start has left to do. */
const settledMs = 2000

/** `shopkeeper start`: the engine itself. */
export function startCommand(hooks: StartHooks): Command {
  return new Command('start')
    .description('Run the engine')
    .addOption(
      new Option('--role <role>', 'what this process does; api and worker need Redis')
        .choices(['all', 'api', 'worker'])
        .default('all')
    )
    .option('--log <file|json>', 'where the log goes')
    .option('--json', 'answer as JSON lines')
    .addHelpText('after', help)
    .action((_, self: Command) => start(self.optsWithGlobals(), hooks))
}

async function start(options: StartOptions, { afterStart }: StartHooks): Promise<void> {
  workOnWithoutOutput()
  const settings = await readSettings(options)
  const { role, json: isJson = false } = options
  if (role !== 'all' && !settings.config.redis?.url) throw new RoleNeedsRedis({ role })
  const screen: { live?: LiveLine } = {}
  const noteAbove = (line: string) => (screen.live ? screen.live.above(line, note) : note(line))
  const engine = await openEngine(settings, { role, log: logTarget(options, noteAbove) })
  const live = new LiveLine(engine, { isJson })
  screen.live = live
  let isAskedToStop = false
  const stopped = stopOnSignal(engine, (line) => {
    isAskedToStop = true
    live.stop()
    note(line)
  })
  try {
    const url = await engine.start()
    const key = role === 'worker' ? null : await makeFirstKey(engine)
    if (isJson) printJson(startedAnswer(engine, { role, url, key }))
    else {
      const file = settings.isFromFile ? settings.file : null
      printStarted(engine, { role, url, key, file, channels: await channelNames(engine) })
    }
  } catch (error) {
    await engine.stop()
    // Asked to stop while it started, it has lost what it was working with.
    if (isAskedToStop) return
    throw error
  }
  live.start()
  setTimeout(afterStart, settledMs).unref()
  await stopped
}

function logTarget({ log, json }: StartOptions, noteAbove: (line: string) => void): LogTarget {
  if (log !== undefined && log !== 'json') {
    assertFolder(log)
    return logToFile(log)
  }
  return log === 'json' || json || !isTerminal ? logToStandardError() : logForPeople(noteAbove)
}

interface Started {
  role: EngineRole
  url: string | null
  key: string | null
}

function startedAnswer(engine: Engine, { role, url, key }: Started) {
  const { database, redis } = engine.settings
  return {
    event: 'started',
    role,
    url,
    ...(key && { key }),
    database: withoutPassword(database.url),
    redis: redis ? withoutPassword(redis.url) : null,
    plugins: engine.report
  }
}

async function channelNames(engine: Engine): Promise<string[]> {
  if (!engine.report.some(({ name }) => name === 'channels')) return []
  const channels = await engine.use('channels').list(engine.db)
  return channels.filter(({ isEnabled }) => isEnabled).map(({ name }) => name)
}

interface Printed extends Started {
  file: string | null
  channels: string[]
}

function printStarted(engine: Engine, { role, url, key, file, channels }: Printed): void {
  const { name } = engine.settings.shop
  print(`Shopkeeper: ${name} (${role === 'all' ? 'API and worker' : role})`)
  print(`Config    ${file ?? 'no shopkeeper.config.* here: everything has its default'}`)
  for (const line of bootReportLines(engine)) print(line)
  if (channels.length > 0) print(`Channels  ${channels.join(', ')}`)
  if (url !== null) {
    print()
    print(`API       ${url}/v1`)
    print(`Reference ${url}/docs`)
    print(`OpenAPI   ${url}/openapi.json`)
  }
  if (key !== null) {
    print()
    print(`API key   ${key}`)
    print(`          The owner's key. It is shown this once and may do everything: keep it safe.`)
    print(`          curl -H 'authorization: Bearer ${key}' ${url}/v1/alerts`)
  }
  print()
}

/** Resolves once the engine has stopped because somebody asked it to. */
function stopOnSignal(engine: Engine, say: (line: string) => void): Promise<void> {
  return new Promise((resolve) => {
    let isStopping = false
    const onSignal = (signal: NodeJS.Signals) => {
      if (isStopping) process.exit(signal === 'SIGINT' ? 130 : 143)
      isStopping = true
      say(`${signal}: answering what runs and draining jobs; once more to stop at once`)
      void engine.stop().then(resolve)
    }
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  })
}
