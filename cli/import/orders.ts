import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { sql } from 'kysely'
import type { Engine } from 'shopkeeper'
import { PathMissing, UsageInvalid } from '../errors.ts'
import { exitCodes } from '../exit.ts'
import { abortOnSignal } from '../interrupt.ts'
import { cliOrigin, serviceOf, withEngine } from '../open.ts'
import { note, print, printJson } from '../output.ts'
import { startProgress } from '../progress.ts'
import type { CommonOptions } from '../settings.ts'
import { type OrdersSummary, summarize } from './summary.ts'

export interface ImportOrdersOptions extends CommonOptions {
  mapping: string
  channel?: string
  unknownSkus: 'hold' | 'createUntracked'
  set?: string[]
}

const rejectedShown = 20

/** Takes in a folder or a file of orders as a channel of its own, which is neither pulled nor pushed by itself. */
export async function importOrders(path: string, options: ImportOrdersOptions): Promise<void> {
  const place = resolve(path)
  if (!existsSync(place)) throw new PathMissing({ path: place })
  await withEngine(
    options,
    async (engine) => {
      const channelId = await saveChannel(engine, place, options)
      const rejected = await pull(engine, channelId, place)
      const summary = await summarize(engine, channelId)
      if (rejected > 0) {
        await noteRejected(engine, channelId, rejected)
        process.exitCode = exitCodes.failed
      }
      if (options.json) printJson(summary)
      else printSummary(channelId, summary)
    },
    { migrate: true }
  )
}

async function saveChannel(
  engine: Engine,
  place: string,
  { mapping, channel, unknownSkus, set = [] }: ImportOrdersOptions
): Promise<string> {
  const isInline = mapping.endsWith('.json')
  const id = channel ?? (isInline ? 'flat-file' : mapping)
  // Both are said: a setting that is left out stays as the last import had it.
  const where = statSync(place).isDirectory()
    ? { folder: place, files: [] }
    : { folder: undefined, files: [place] }
  const channels = serviceOf(engine, 'channels')
  const saved = await engine.transaction(
    (tx) =>
      channels.save(tx, {
        id,
        platform: 'flat-file',
        name: `Import: ${id}`,
        settings: {
          // Somebody has said that the files are whole: there is nothing to wait for.
          settleMs: 0,
          ...where,
          mapping: isInline ? readMapping(mapping) : mapping,
          ...Object.fromEntries(set.map(toSetting))
        },
        unknownSkus,
        isEnabled: false,
        pushStock: false,
        pushPrices: false
      }),
    cliOrigin
  )
  return saved.id
}

function readMapping(file: string): unknown {
  if (!existsSync(file)) throw new PathMissing({ path: resolve(file) })
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new UsageInvalid({ reason: `${file}: ${(error as Error).message}` }, { cause: error })
  }
}

/** `name=value` of `--set`; what reads as JSON is taken as such, so that numbers stay numbers. */
export function toSetting(text: string): [string, unknown] {
  const [name, ...rest] = text.split('=')
  const value = rest.join('=')
  if (!name || rest.length === 0)
    throw new UsageInvalid({ reason: `--set ${text}: write name=value` })
  try {
    return [name, JSON.parse(value)]
  } catch {
    return [name, value]
  }
}

/** Pulls until there is nothing new. Shape: how many entries were rejected. */
async function pull(engine: Engine, channelId: string, place: string): Promise<number> {
  const progress = startProgress('Orders')
  const filesTotal = statSync(place).isDirectory() ? readdirSync(place).length : 1
  const files = new Set<string>()
  let rows = 0
  const { signal, release } = abortOnSignal()
  try {
    const counts = await serviceOf(engine, 'channels').pullOrders(channelId, {
      signal,
      onPage: (page) => {
        files.add(page.source)
        rows += page.rows
        progress.update(files.size, filesTotal, `files, ${rows} rows, ${page.source}`)
      }
    })
    return counts.rejected
  } finally {
    release()
    progress.end()
  }
}

async function noteRejected(engine: Engine, channelId: string, count: number): Promise<void> {
  const { rows } = await sql<{
    source: string
    line: number | null
    columnName: string | null
    reason: string
  }>`select source, line, column_name, reason from channel_rejected
    where channel_id = ${channelId} and settled_at is null
    order by source, line limit ${rejectedShown}`.execute(engine.db)
  for (const { source, line, columnName, reason } of rows) {
    const place = [source, line !== null && `line ${line}`, columnName].filter(Boolean).join(', ')
    note(`rejected  ${place}: ${reason}`)
  }
  note(
    `${count} rejected; the others are taken. All of them: GET /v1/channels/${channelId}/rejected`
  )
}

const labels: Record<keyof OrdersSummary, string> = {
  rows: 'rows read',
  orders: 'orders',
  orderLines: 'order lines',
  units: 'units',
  grossMinor: 'gross, minor units',
  creditNotes: 'credit notes',
  creditLines: 'credit lines',
  creditMinor: 'credited, minor units',
  adjustmentRows: 'stock corrections',
  badDebtInvoices: 'debts written off',
  guestOrders: 'orders of guests',
  skus: 'SKUs sold'
}

function printSummary(channelId: string, summary: OrdersSummary): void {
  print(`Channel ${channelId} has brought, all imports together:`)
  for (const [name, label] of Object.entries(labels)) {
    print(`  ${label.padEnd(22)}${String(summary[name as keyof OrdersSummary]).padStart(14)}`)
  }
}
