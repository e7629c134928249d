import { existsSync, statSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { PathMissing, UsageInvalid } from '../errors.ts'
import { exitCodes } from '../exit.ts'
import { serviceOf, withEngine } from '../open.ts'
import { note, print, printJson } from '../output.ts'
import { startProgress } from '../progress.ts'
import type { CommonOptions } from '../settings.ts'

export interface ImportProductsOptions extends CommonOptions {
  format?: 'csv' | 'ndjson'
}

const errorsShown = 20

/** Takes in a file of variants with their products. */
export async function importProducts(path: string, options: ImportProductsOptions): Promise<void> {
  const file = resolve(path)
  if (!existsSync(file) || !statSync(file).isFile()) throw new PathMissing({ path: file })
  const format = options.format ?? formatOf(file)
  await withEngine(
    options,
    async (engine) => {
      const progress = startProgress('Products')
      const report = await serviceOf(engine, 'catalog')
        .importProducts(file, format, ({ rows, rejected }) =>
          progress.update(rows, rows, `rows, ${rejected} rejected`)
        )
        .finally(() => progress.end())
      const { errors, ...counts } = report
      for (const { line, sku, column, reason } of errors.slice(0, errorsShown)) {
        note(`rejected  line ${line}, ${column}${sku ? `, SKU ${sku}` : ''}: ${reason}`)
      }
      if (options.json) printJson(report)
      else for (const [name, count] of Object.entries(counts)) print(`${name.padEnd(10)} ${count}`)
      if (report.rejected > 0) process.exitCode = exitCodes.failed
    },
    { migrate: true }
  )
}

function formatOf(file: string): 'csv' | 'ndjson' {
  const extension = extname(file).toLowerCase()
  if (extension === '.csv') return 'csv'
  if (extension === '.ndjson' || extension === '.jsonl') return 'ndjson'
  throw new UsageInvalid({ reason: `${file}: say --format csv or --format ndjson` })
}
