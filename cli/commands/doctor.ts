import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command } from 'commander'
import type { Engine } from 'shopkeeper'
import { type Settings, SettingsShape } from '#core/config/schema'
import { validateConfig } from '#core/config/validate'
import { systemClock } from '#core/time'
import {
  checkClock,
  checkDatabase,
  checkDisk,
  checkEncryptionKey,
  checkMigrations,
  checkNode,
  checkRedis,
  type Finding
} from '../doctor/checks.ts'
import { exitCodes } from '../exit.ts'
import { openEngine } from '../open.ts'
import { print, printJson } from '../output.ts'
import { type CommandSettings, type CommonOptions, readSettings } from '../settings.ts'

const help = `
Looks at Node.js, the config, the database, pending migrations, the disk, Redis, the encryption key and the clocks.
Nothing is changed. Exits with 1 if something does not work.

Examples:
  shopkeeper doctor
  shopkeeper doctor --json | jq '.findings[] | select(.status != "ok")'`

/** `shopkeeper doctor`: why something does not work. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Find out why something does not work')
    .option('--json', 'answer as one JSON object')
    .addHelpText('after', help)
    .action((_, self: Command) => doctor(self.optsWithGlobals()))
}

async function doctor(options: CommonOptions): Promise<void> {
  const findings = [checkNode(process.version)]
  try {
    findings.push(...(await examine(await readSettings(options))))
  } catch (error) {
    findings.push({ check: 'config', status: 'fail', detail: (error as Error).message })
  }
  const ok = findings.every(({ status }) => status !== 'fail')
  if (options.json) printJson({ ok, findings })
  else {
    for (const { check, status, detail } of findings) {
      print(`${status.toUpperCase().padEnd(4)}  ${check.padEnd(14)}  ${detail}`)
    }
  }
  if (!ok) process.exitCode = exitCodes.failed
}

async function examine(command: CommandSettings): Promise<Finding[]> {
  const { plugins: _, adapters: __, overrides: ___, ...given } = command.config
  const settings = validateConfig<Settings>(SettingsShape, given, { file: command.file, base: '' })
  const detail = command.isFromFile ? command.file : 'no file here: everything has its default'
  const findings: Finding[] = [{ check: 'config', status: 'ok', detail }]
  const { url } = settings.database
  const sqlitePath = url.startsWith('sqlite:') ? resolve(url.slice('sqlite:'.length)) : undefined
  if (sqlitePath !== undefined) findings.push(await checkDisk(sqlitePath))
  if (settings.redis) findings.push(...(await checkRedis(settings.redis.url, systemClock)))
  if (sqlitePath !== undefined && !existsSync(sqlitePath)) {
    // To look at it would make it.
    const detail = `${sqlitePath} is not there yet: the first start makes it`
    return [...findings, { check: 'database', status: 'ok', detail }]
  }
  return [...findings, ...(await examineDatabase(command))]
}

async function examineDatabase(command: CommandSettings): Promise<Finding[]> {
  let engine: Engine
  try {
    engine = await openEngine(command, { migrate: false })
  } catch (error) {
    return [{ check: 'database', status: 'fail', detail: (error as Error).message }]
  }
  try {
    const database = await checkDatabase(engine)
    const findings = [checkEncryptionKey(engine), database]
    if (database.status === 'fail') return findings
    findings.push(await checkMigrations(engine))
    if (engine.db.dialect === 'postgres') findings.push(await checkClock(engine))
    return findings
  } finally {
    await engine.stop()
  }
}
