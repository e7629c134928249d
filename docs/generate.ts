import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createEngine, type Engine, ShopkeeperError } from 'shopkeeper'
import type { TSchema } from 'typebox'
import { roles } from '#core/access/roles'
import { SettingsShape } from '#core/config/schema'
import { engineErrors } from '#core/http/error-catalog'
import * as cliErrors from '../cli/errors.ts'
import { firstPartyAdapters, firstPartyPlugins } from '../first-party.ts'
import { warehouseViews } from '../plugins/reporting/warehouse/views.ts'
import { writeSchemas } from './schema/write-schemas.ts'

/*
 * What can be read off the code is written from it: `npm run docs`. A test holds the files against what this makes.
 */

const header =
  '<!-- Written by `npm run docs` from the code. Change the code, not this file. -->\n\n'

/** Every generated page, by its path under docs/. */
export async function generateDocs(): Promise<Map<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-docs-'))
  const engine = await createEngine(
    {
      database: { url: `sqlite:${join(folder, 'docs.sqlite')}` },
      // A key of zeros: only with one are all plugins on, and nothing is ever sealed here.
      encryptionKey: Buffer.alloc(32).toString('base64'),
      log: { level: 'silent' }
    },
    { migrate: false }
  )
  try {
    const pages = {
      'errors.md': errorsPage(engine),
      'reference/config.md': await configPage(),
      'reference/permissions.md': permissionsPage(engine),
      'reference/events.md': eventsPage(engine),
      'reference/jobs.md': jobsPage(engine),
      'reference/alerts.md': alertsPage(engine),
      'reference/metrics.md': metricsPage(engine),
      'reference/warehouse.md': warehousePage()
    }
    return new Map(Object.entries(pages).map(([path, text]) => [path, header + text]))
  } finally {
    await engine.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |\n`
  return line(headings) + line(headings.map(() => '---')) + rows.map(line).join('')
}

/** The views that tools outside of the engine read. */
export function warehousePage(): string {
  const kinds = { text: 'text', whole: 'whole number', day: 'date', instant: 'instant' }
  const sections = warehouseViews.map(({ name, view, title, key, columns }) => {
    const rows = columns.map((column) => [
      `\`${column.name}\``,
      kinds[column.kind] + (column.isNullable ? ', or null' : ''),
      column.title
    ])
    return `## ${view}

${title}. Exported as \`${name}\`; told apart by ${key.map((column) => `\`${column}\``).join(', ')}.

${table(['column', 'holds', 'meaning'], rows)}`
  })
  return `# Sales for a warehouse

Views in the engine's own database, on SQLite and Postgres alike, for tools that speak SQL; columns are added, never renamed. The same
as files: \`GET /v1/reports/export/orders?format=parquet&from=2026-01-01&to=2026-01-31\` or \`shopkeeper report export orders --out orders.parquet\`,
as Parquet or CSV, a page at a time. With \`from\` and \`to\` set to days that \`GET /v1/reports/revisions\` names, a warehouse is kept up to date day by day:
replace the rows of those days.

Amounts are whole numbers in the minor unit of \`currency\`; never add up two currencies. Days are business days in the shop's zone, kept
as YYYY-MM-DD in the database and as a date in Parquet; instants are ISO 8601 in UTC. An order counts on the day it was placed, a refund on the day its
credit note was issued. An order is one however it was split or merged; it stands unless it is canceled or closed, and units that were
canceled are out. Who reads the database directly should be given the right to select from these views alone.

${sections.join('\n')}`
}

function errorsPage({ registrations }: Engine): string {
  const cli = Object.values(cliErrors).map(({ definition }) => ({ definition, owner: 'cli' }))
  const engine = engineErrors.map(({ definition }) => ({ definition, owner: 'engine' }))
  const plugins = [...registrations.errors.values()].map((definition) => ({
    definition,
    owner: definition.plugin
  }))
  const rows = [...engine, ...plugins, ...cli].map(({ definition, owner }) => {
    const plain = { ...definition, detail: undefined } as never
    const { code, status, title, retryable } = new ShopkeeperError(plain, {})
    const said = [`\`${code}\``, owner === 'cli' ? '' : String(status), title]
    return [...said, retryable ? 'yes' : 'no', owner]
  })
  rows.sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1))
  return `# Errors

Branch on \`code\`: it never changes its meaning and is never given to another condition. Over HTTP an error is a problem
(RFC 9457) with that code and the fields of the condition; a 5xx carries no detail, the log does. The command writes
\`CODE: detail\` to standard error. A running engine lists its codes under \`/errors\`. "Again" says whether the same call
may succeed later without a change.

${table(['code', 'status', 'condition', 'again', 'from'], rows)}`
}

async function configPage(): Promise<string> {
  const sections = [`## Settings\n\n${settingsTable(SettingsShape)}`]
  for (const [name, load] of Object.entries(firstPartyPlugins)) {
    const { options } = await load()
    if (options) sections.push(`## Options of the plugin \`${name}\`\n\n${settingsTable(options)}`)
  }
  for (const [name, load] of Object.entries(firstPartyAdapters)) {
    const { account } = await load()
    sections.push(`## Settings of a channel on \`${name}\`\n\n${settingsTable(account)}`)
  }
  return `# Config

A config file is \`shopkeeper.config.ts\`, \`.js\`, \`.json\`, \`.yaml\` or \`.yml\`. Everything has a default unless it says
otherwise. \`DATABASE_URL\`, \`REDIS_URL\` and \`PORT\` take the place of \`database.url\`, \`redis.url\` and \`http.port\`. A text
\`\${NAME}\` or \`\${NAME:-default}\` is taken from the environment; in TypeScript write \`env('NAME')\`. A relative SQLite path
starts at the file's folder.

Beside the settings stand \`plugins\`, \`adapters\` (names, objects, paths, or \`{ use, options }\`) and \`overrides\`, which
switch off or replace what is registered: \`'route:createProduct': false\`, \`'schedule:orders.find-late': { cron: '0 6 * * *' }\`.

${sections.join('\n')}`
}

type Field = TSchema & {
  type?: string
  enum?: unknown[]
  anyOf?: Field[]
  const?: unknown
  properties?: Record<string, Field>
  items?: Field
  default?: unknown
  description?: string
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  maxItems?: number
  pattern?: string
  format?: string
  secret?: boolean
}

function settingsTable(shape: TSchema): string {
  const rows = fieldsOf(shape as Field, '').map(([key, field]) => [
    `\`${key}\``,
    typeOf(field),
    field.default === undefined ? '-' : `\`${JSON.stringify(field.default)}\``,
    [field.description, field.secret && 'Secret'].filter(Boolean).join('. ')
  ])
  return table(['key', 'value', 'default', 'meaning'], rows)
}

function fieldsOf(shape: Field, base: string): [string, Field][] {
  return Object.entries(shape.properties ?? {}).flatMap(([name, field]): [string, Field][] => {
    const key = base === '' ? name : `${base}.${name}`
    if (field.properties) return fieldsOf(field, key)
    if (field.items?.properties) return [[key, field], ...fieldsOf(field.items, `${key}[]`)]
    return [[key, field]]
  })
}

function typeOf(field: Field): string {
  if (field.enum) return field.enum.map((word) => `\`${word}\``).join(', ')
  if (field.const !== undefined) return `\`${JSON.stringify(field.const)}\``
  if (field.anyOf) return field.anyOf.map(typeOf).join(' or ')
  const { minimum, maximum, minLength, maxLength, maxItems, format } = field
  const range = (least: unknown, most: unknown, what: string) => {
    if (least === undefined && most === undefined) return ''
    return most === undefined ? `, at least ${least}${what}` : ` ${least ?? ''} to ${most}${what}`
  }
  if (field.type === 'string') {
    return `text${format ? ` (${format})` : ''}${range(minLength ?? (maxLength && 0), maxLength, ' long')}`
  }
  if (field.type === 'array') return `list${maxItems ? ` of at most ${maxItems}` : ''}`
  return `${field.type ?? 'any'}${range(minimum, maximum, '')}`
}

function permissionsPage({ registrations }: Engine): string {
  const posts = roles.filter((role) => role !== 'owner')
  const rows = [...registrations.permissions].map(([name, { title, roles: allowed }]) => [
    `\`${name}\``,
    title,
    ...posts.map((role) => (allowed.includes(role) ? 'x' : ''))
  ])
  return `# Permissions

Every route names one permission. The owner has all of them; a key may be narrowed to some of its role with scopes.

${table(['permission', 'allows', ...posts], rows)}`
}

function eventsPage({ registrations }: Engine): string {
  const rows = [...registrations.events].map(([name, { plugin, title }]) => [
    `\`${name}\``,
    plugin,
    title
  ])
  return `# Events

Events come in batches. \`ctx.on\` listens inside the transaction and may veto it; \`ctx.after\` listens afterwards, as a
durable job. Payloads are typed in each plugin's \`api.ts\`.

${table(['event', 'from', 'says that'], rows)}`
}

/** A queue that depends on the payload, by the fields it depends on: `channel:<channelId>`. */
function queueNames(queue: (payload: never) => string): string {
  const named = new Proxy({}, { get: (_, field) => `<${String(field)}>` })
  return queue(named as never)
}

function jobsPage({ registrations }: Engine): string {
  const rows = [...registrations.declaredJobs].map(([name, { plugin, definition }]) => {
    const { title, attempts = 5, timeoutMs = 60_000, queue = 'default', schedule } = definition
    return [
      `\`${name}\``,
      plugin,
      title,
      schedule ? `\`${schedule.cron}\`` : '-',
      `\`${typeof queue === 'function' ? queueNames(queue) : queue}\``,
      String(attempts),
      String(timeoutMs)
    ]
  })
  const headings = ['job', 'from', 'what it does', 'schedule', 'queue', 'attempts', 'timeout, ms']
  return `# Jobs

A job that fails in all its attempts is a dead letter: \`shopkeeper job dead\`, \`shopkeeper job replay\`. Schedules are read
in the shop's zone.

${table(headings, rows)}`
}

function alertsPage({ registrations }: Engine): string {
  const rows = [...registrations.alerts].map(([kind, { title, severity, ownerRole }]) => [
    `\`${kind}\``,
    title,
    severity,
    ownerRole
  ])
  return `# Alerts

\`info\` needs nobody, \`warning\` needs somebody today, \`critical\` needs somebody now. An alert resolves itself when its
cause is gone.

${table(['kind', 'says that', 'severity', 'for'], rows)}`
}

function metricsPage(engine: Engine): string {
  const rows = engine
    .use('reporting')
    .metrics()
    .map((metric) => {
      const { name, title, formula, unit, version, dimensions = [], isConfidential } = metric
      const said = [`\`${name}\``, `${title.en}, ${title.zh}`, formula, unit, String(version)]
      return [...said, dimensions.join(', '), isConfidential ? 'yes' : '']
    })
  const headings = ['metric', 'is', 'formula', 'unit', 'version', 'told apart by', 'tells costs']
  return `# Metrics

What \`POST /v1/reports/query\` can be asked for; \`GET /v1/metrics\` lists those of a running engine. Money is in minor units
and rounded half-up once, ratios are numbers (0.05 is 5 %), and what would be divided by nothing is null. The grain is the
business day: weeks, months, quarters and years follow from it. A version grows when a formula changes. What tells costs
needs the permission \`reports:cost\`.

${table(headings, rows)}`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [path, text] of await generateDocs()) {
    writeFileSync(new URL(path, import.meta.url), text)
  }
  const { TEST_POSTGRES_URL = 'postgres://postgres@127.0.0.1:5432/test' } = process.env
  await writeSchemas(TEST_POSTGRES_URL)
}
