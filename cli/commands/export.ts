import { Command, Option } from 'commander'
import type { Engine } from 'shopkeeper'
import { exportStock } from '../export/stock.ts'
import { serviceOf, withEngine } from '../open.ts'
import { note } from '../output.ts'
import type { CommonOptions } from '../settings.ts'
import { assertFree, writeOut } from '../write-out.ts'

const help = `
Written page by page: memory stays small whatever the size. Without --out it goes to standard output. A file that is
there already is left alone. Buyers' names, addresses and contacts are masked unless --personal is given.

Examples:
  shopkeeper export products --format csv --out products.csv
  shopkeeper export orders --format ndjson | jq -r .number
  shopkeeper export stock --format csv > stock.csv`

const formats = ['csv', 'ndjson'] as const
type ExportFormat = (typeof formats)[number]

interface ExportOptions extends CommonOptions {
  format: ExportFormat
  out?: string
  personal?: boolean
}

type Exporter = (engine: Engine, options: ExportOptions) => AsyncGenerator<string>

const exporters: Record<string, { title: string; write: Exporter }> = {
  products: {
    title: 'Write variants with their products, as import products reads them',
    write: (engine, { format }) => serviceOf(engine, 'catalog').exportProducts(engine.db, format)
  },
  orders: {
    title: 'Write orders: one object an order in NDJSON, one row an order line in CSV',
    write: (engine, { format, personal = false }) =>
      serviceOf(engine, 'orders').exportOrders(engine.db, format, { canSeePersonal: personal })
  },
  stock: {
    title: 'Write stock levels by SKU and location',
    write: (engine, { format }) => exportStock(engine, format)
  }
}

/** `shopkeeper export`: products, orders and stock as files. */
export function exportCommand(): Command {
  const command = new Command('export').description('Write products, orders or stock as a file')
  for (const [name, { title, write }] of Object.entries(exporters)) {
    const inner = command
      .command(name)
      .description(title)
      .addOption(new Option('--format <format>', 'of the file').choices(formats).default('csv'))
      .option('--out <file>', 'write to a file instead of standard output')
      .action((_, self: Command) => exportTo(self.optsWithGlobals(), write))
    if (name === 'orders') inner.option('--personal', 'do not mask what is personal')
  }
  return command.addHelpText('after', help)
}

async function exportTo(options: ExportOptions, write: Exporter): Promise<void> {
  const { out } = options
  assertFree(out)
  await withEngine(options, async (engine) => {
    await writeOut(out, write(engine, options))
    if (out !== undefined) note(`wrote ${out}`)
  })
}
