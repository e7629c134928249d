import { Argument, Command, Option } from 'commander'
import { exportFormats, findView, viewNames } from '../../plugins/reporting/warehouse/views.ts'
import { abortOnSignal } from '../interrupt.ts'
import { cliOrigin, serviceOf, withEngine } from '../open.ts'
import { note, print, printJson } from '../output.ts'
import type { CommonOptions } from '../settings.ts'
import { assertFree, writeOut } from '../write-out.ts'

const help = `
rebuild: reckons facts and sums anew, a page a transaction; orders may come in meanwhile. Interrupted and started again, it
goes on where it was. What agrees is left alone, so a second rebuild corrects nothing. Costs are kept as they were when an
order was first seen; --fill-costs takes those that were unknown from the catalog of today.

export: columns are in docs/reference/warehouse.md. Days are business days in the shop's zone, both included.

Examples:
  shopkeeper report rebuild
  shopkeeper report export orders --out orders.parquet
  shopkeeper report export sku_days --format csv --from 2026-03-01 --to 2026-03-31 > march.csv`

interface RebuildOptions extends CommonOptions {
  fillCosts?: boolean
}

interface ReportExportOptions extends CommonOptions {
  format: (typeof exportFormats)[number]
  from?: string
  to?: string
  out?: string
}

/** `shopkeeper report`: figures reckoned anew, and exported for a warehouse. */
export function reportCommand(): Command {
  const command = new Command('report').description(
    'Reckon the figures of reports anew, export them'
  )
  command
    .command('rebuild')
    .description('Reckon facts and sums anew from orders and credit notes')
    .option('--fill-costs', 'take unknown costs from the catalog of today')
    .option('--json', 'answer as one JSON object')
    .action((_, self: Command) => rebuild(self.optsWithGlobals()))
  command
    .command('export')
    .description('Write sales as a file for a warehouse')
    .addArgument(new Argument('<view>', 'what to write').choices(viewNames))
    .addOption(
      new Option('--format <format>', 'of the file').choices(exportFormats).default('parquet')
    )
    .option('--from <day>', 'first business day, YYYY-MM-DD')
    .option('--to <day>', 'last business day')
    .option('--out <file>', 'write to a file instead of standard output')
    .action((view: string, _, self: Command) => exportTo(view, self.optsWithGlobals()))
  return command.addHelpText('after', help)
}

async function rebuild(options: RebuildOptions): Promise<void> {
  const { signal, release } = abortOnSignal()
  try {
    await withEngine(
      options,
      async (engine) => {
        const corrected = await serviceOf(engine, 'reporting').rebuild(
          {
            signal,
            progress: () => undefined,
            transaction: (work) => engine.transaction(work, cliOrigin)
          },
          { fillCosts: options.fillCosts ?? false }
        )
        if (options.json) printJson({ corrected })
        else print(`${corrected} facts and sums corrected`)
      },
      { migrate: true }
    )
  } finally {
    release()
  }
}

async function exportTo(name: string, options: ReportExportOptions): Promise<void> {
  const { format, from, to, out } = options
  assertFree(out)
  await withEngine(options, async (engine) => {
    const view = findView(name)!
    const written = serviceOf(engine, 'reporting').exportView(engine.db, { view, format, from, to })
    await writeOut(out, written)
    if (out !== undefined) note(`wrote ${out}`)
  })
}
