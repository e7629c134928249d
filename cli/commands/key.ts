import { Argument, Command, Option } from 'commander'
import { createKey, revokeKey } from '#core/access/keys'
import { type Role, roles } from '#core/access/roles'
import { UsageInvalid } from '../errors.ts'
import { cliOrigin, withEngine } from '../open.ts'
import { note, print, printJson, printTable } from '../output.ts'
import type { CommonOptions } from '../settings.ts'

const help = `
Roles: ${roles.join(', ')}.
What each may do is listed in docs/reference/permissions.md.

Examples:
  shopkeeper key create --role integration --name "Web shop"
  KEY=$(shopkeeper key create --role analyst --name report --scope orders:read --json | jq -r .key)
  shopkeeper key list
  shopkeeper key revoke key_01j…`

interface CreateOptions extends CommonOptions {
  role: Role
  name: string
  scope?: string[]
  expires?: string
}

/** `shopkeeper key`: API keys. */
export function keyCommand(): Command {
  const command = new Command('key').description('Make, list and revoke API keys')
  command
    .command('create')
    .description('Make an API key; it is shown this once')
    .addOption(new Option('--role <role>', 'post it acts as').choices(roles).makeOptionMandatory())
    .requiredOption('--name <name>', 'who or what uses it')
    .option('--scope <permission...>', 'narrow it to some permissions of its role')
    .option('--expires <instant>', 'when it stops to work, such as 2027-01-31T00:00:00Z')
    .option('--json', 'answer as JSON')
    .action((_, self: Command) => create(self.optsWithGlobals()))
  command
    .command('list')
    .description('List API keys, newest first')
    .option('--json', 'one JSON object a line')
    .action((_, self: Command) => list(self.optsWithGlobals()))
  command
    .command('revoke')
    .description('Revoke an API key at once')
    .addArgument(new Argument('<id>', 'id of the key, as in the list'))
    .action((id: string, _, self: Command) =>
      withEngine(self.optsWithGlobals(), async (engine) => {
        await engine.transaction((tx) => revokeKey(tx, id), cliOrigin)
        note(`${id} is revoked`)
      })
    )
  return command.addHelpText('after', help)
}

async function create(options: CreateOptions): Promise<void> {
  const { role, name, scope: scopes, json } = options
  const expiresAt = options.expires === undefined ? undefined : instantOf(options.expires)
  if (name.trim() === '' || name.length > 100) {
    throw new UsageInvalid({ reason: '--name: 1 to 100 characters' })
  }
  await withEngine(options, async (engine) => {
    const unknown = scopes?.find((scope) => !engine.registrations.permissions.has(scope))
    if (unknown !== undefined) {
      throw new UsageInvalid({ reason: `--scope: there is no permission ${unknown}` })
    }
    const made = await engine.transaction(
      (tx) => createKey(tx, { name, role, scopes, expiresAt }),
      cliOrigin
    )
    const { id } = made.row
    if (json) return printJson({ id, name, role, key: made.key })
    note(`${id}  ${role}  ${name}. Keep the key: it is not stored and cannot be shown again.`)
    print(made.key)
  })
}

async function list(options: CommonOptions): Promise<void> {
  await withEngine(options, async (engine) => {
    const rows = await engine.db
      .selectFrom('apiKeys')
      .select(['id', 'name', 'role', 'scopes', 'createdAt', 'expiresAt', 'revokedAt'])
      .orderBy('id', 'desc')
      .execute()
    const keys = rows.map(({ scopes, ...row }) => ({
      ...row,
      scopes: scopes === null ? null : (JSON.parse(scopes) as string[])
    }))
    if (options.json) return keys.forEach(printJson)
    printTable(
      ['id', 'role', 'name', 'scopes', 'created', 'expires', 'revoked'],
      keys.map(({ id, role, name, scopes, createdAt, expiresAt, revokedAt }) => [
        id,
        role,
        name,
        scopes?.join(' ') ?? 'all of its role',
        createdAt,
        expiresAt,
        revokedAt
      ])
    )
  })
}

/** An instant in the engine's own form. Errors: USAGE_INVALID. */
export function instantOf(text: string): string {
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text)
  const ms = Date.parse(text)
  if (isInstant && !Number.isNaN(ms)) return new Date(ms).toISOString()
  const reason = `${JSON.stringify(text)} is no instant; write one such as 2027-01-31T08:00:00Z`
  throw new UsageInvalid({ reason })
}
