import { Command, InvalidArgumentError, Option } from 'commander'
import type { Engine } from 'shopkeeper'
import { pageOf } from '#core/database/keyset'
import { type JobRow, type JobState, jobStates } from '#jobs/tables'
import { cliOrigin, withEngine } from '../open.ts'
import { note, printJson, printTable } from '../output.ts'
import type { CommonOptions } from '../settings.ts'

const help = `
A job that is done has no row any more. One that failed in all its attempts is a dead letter: it waits for
\`replay\`, and an alert tells of it. What an engine that is running should do reaches it within a second.

Examples:
  shopkeeper job list --state running
  shopkeeper job dead --json | jq -r .error.code
  shopkeeper job replay job_01j…
  shopkeeper job replay --all-dead --name channels.push-stock
  shopkeeper job cancel job_01j…`

interface ListOptions extends CommonOptions {
  state?: JobState
  name?: string
  limit: number
}

interface ReplayOptions extends CommonOptions {
  allDead?: boolean
  name?: string
}

/** `shopkeeper job`: jobs that wait, run, or have failed for good. */
export function jobCommand(): Command {
  const command = new Command('job').description('List, replay and cancel jobs')
  addList(command, 'list', 'List jobs, newest first').addOption(
    new Option('--state <state>', 'only those in one state').choices(jobStates)
  )
  addList(command, 'dead', 'List dead letters: jobs that failed for good')
  command
    .command('replay')
    .description('Run dead or canceled jobs again')
    .argument('[id]', 'id of the job')
    .option('--all-dead', 'every dead letter')
    .option('--name <job>', 'with --all-dead: only those of one name')
    .action((id: string | undefined, _, self: Command) => replay(id, self.optsWithGlobals(), self))
  command
    .command('cancel')
    .description('End a job that waits; ask one that runs to stop')
    .argument('<id>', 'id of the job')
    .action((id: string, _, self: Command) =>
      withEngine(self.optsWithGlobals(), async (engine) => {
        const row = await engine.transaction((tx) => engine.use('jobs').cancel(tx, id), cliOrigin)
        note(row.state === 'canceled' ? `${id} is canceled` : `${id} is asked to stop`)
      })
    )
  return command.addHelpText('after', help)
}

function addList(parent: Command, name: 'list' | 'dead', title: string): Command {
  return parent
    .command(name)
    .description(title)
    .option('--name <job>', 'only those of one name')
    .option('--limit <rows>', 'rows at most', wholeNumber, 50)
    .option('--json', 'one JSON object a line')
    .action((_, self: Command) => {
      const options: ListOptions = self.optsWithGlobals()
      return list(name === 'dead' ? { ...options, state: 'dead' } : options)
    })
}

async function list(options: ListOptions): Promise<void> {
  await withEngine(options, async (engine) => {
    const jobs = await readJobs(engine, options)
    if (options.json) {
      for (const { payload, error, ...job } of jobs) {
        printJson({ ...job, payload: JSON.parse(payload), error: error && JSON.parse(error) })
      }
      return
    }
    printTable(
      ['id', 'state', 'name', 'attempt', 'runs at', 'last error'],
      jobs.map(({ id, state, name, attempt, attemptsMax, runAt, error }) => {
        const problem = error === null ? null : (JSON.parse(error) as Record<string, string>)
        const said = problem && [problem.code, problem.detail ?? problem.title].join(': ')
        return [id, state, name, `${attempt}/${attemptsMax}`, runAt, said]
      })
    )
  })
}

async function readJobs(
  engine: Engine,
  { state, name, limit }: Omit<ListOptions, 'json'>
): Promise<JobRow[]> {
  let query = engine.db.selectFrom('jobs').selectAll()
  if (state) query = query.where('state', '=', state)
  if (name) query = query.where('name', '=', name)
  return (await pageOf(query, { list: 'jobs', sort: ['-id'], limit })).data
}

async function replay(id: string | undefined, options: ReplayOptions, self: Command) {
  if ((id === undefined) === (options.allDead !== true)) {
    self.error('name one job, or --all-dead', { exitCode: 2 })
  }
  await withEngine(options, async (engine) => {
    const jobs = engine.use('jobs')
    if (id !== undefined) {
      await engine.transaction((tx) => jobs.replay(tx, id), cliOrigin)
      return note(`${id} runs again`)
    }
    let count = 0
    for (;;) {
      const dead = await readJobs(engine, { ...options, state: 'dead', limit: 100 })
      if (dead.length === 0) break
      await engine.transaction(async (tx) => {
        for (const job of dead) await jobs.replay(tx, job.id)
      }, cliOrigin)
      count += dead.length
    }
    note(`${count} ${count === 1 ? 'job runs' : 'jobs run'} again`)
  })
}

/** A whole number above zero. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new InvalidArgumentError('Write a whole number above zero.')
  return Number(text)
}
