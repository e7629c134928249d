import { spawn } from 'node:child_process'
import {
  createReadStream,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse'
import { insertBare } from './bare-inserts.ts'
import { type Figure, sideBySide } from './measure.ts'

/** Where the real year lies; without it there is nothing to import. */
export const yearFolder = '../shared/data/online-retail'

/** What the import writes for good: these rows are the baseline's work as well. */
const tables = [
  'products',
  'variants',
  'stock_variants',
  'orders',
  'order_lines',
  'order_events',
  'credit_notes',
  'credit_note_lines',
  'stock_movements',
  'audit_log'
]

/** Whose year it is. */
export const yearShop = { zone: 'Europe/London', currency: 'GBP' }

/**
 * The command that imports the year into a SQLite file. Without a key the plugins that keep personal data would be off, so the
 * file has a config beside it.
 */
export function importCommand(path: string): string[] {
  const config = `${path}.config.mjs`
  const encryptionKey = Buffer.alloc(32, 1).toString('base64')
  const settings = { shop: yearShop, database: { url: `sqlite:${path}` }, encryptionKey }
  writeFileSync(config, `export default ${JSON.stringify(settings)}\n`)
  const what = ['import', 'orders', '--mapping', 'online-retail', yearFolder]
  return ['dist/cli/main.js', ...what, '--json', '--config', config]
}

interface Import {
  seconds: number
  peakRssMiB: number
}

/** The command as it is installed, all plugins on, into an empty SQLite file. */
function importWithEngine(path: string): Promise<Import> {
  const child = spawn(process.execPath, importCommand(path), {
    stdio: ['ignore', 'ignore', 'inherit']
  })
  const startedMs = performance.now()
  let peakRssMiB = 0
  const watch = setInterval(() => {
    const status = `/proc/${child.pid}/status`
    if (!existsSync(status)) return
    const kib = /VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1]
    peakRssMiB = Math.max(peakRssMiB, Number(kib ?? 0) / 1024)
  }, 200)
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => {
      clearInterval(watch)
      if (code !== 0) reject(new Error(`the import ended with ${code}`))
      else resolve({ seconds: (performance.now() - startedMs) / 1000, peakRssMiB })
    })
  })
}

/** Reads the same files and writes the same rows with bare multi-row inserts, under the same indexes. */
async function importBare(imported: string, path: string): Promise<number> {
  const startedMs = performance.now()
  for (const name of readdirSync(yearFolder)) {
    const rows = createReadStream(join(yearFolder, name)).pipe(parse({ columns: true }))
    for await (const row of rows) void row
  }
  return (performance.now() - startedMs) / 1000 + insertBare(imported, path, tables)
}

/** A year of real orders, from files to rows. Skipped where the files are not there. */
export async function benchImport(rounds: number): Promise<Figure[]> {
  if (!existsSync(yearFolder)) {
    console.error(`import: skipped, ${yearFolder} is not there`)
    return []
  }
  const place = mkdtempSync(join(tmpdir(), 'shopkeeper-bench-'))
  const imported = join(place, 'engine.sqlite')
  const clean = (path: string) => {
    for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true })
  }
  let peakRssMiB = 0
  const ours = async () => {
    clean(imported)
    const result = await importWithEngine(imported)
    peakRssMiB = Math.max(peakRssMiB, result.peakRssMiB)
    return result.seconds
  }
  const bare = async () => {
    const path = join(place, 'bare.sqlite')
    clean(path)
    return importBare(imported, path)
  }
  const isWarm = async () => undefined
  const seconds = await sideBySide(rounds, {
    ours: { warmUp: isWarm, measure: ours },
    bare: { warmUp: isWarm, measure: bare }
  })
  rmSync(place, { recursive: true, force: true })
  return [
    {
      work: 'import of a year',
      unit: 's',
      ...seconds,
      ratio: 1 / seconds.ratio,
      bar: '≤ 45 s'
    },
    {
      work: 'peak RSS of it',
      unit: 'MiB',
      ours: peakRssMiB,
      bare: null,
      bar: '≤ 350 MiB'
    }
  ]
}
