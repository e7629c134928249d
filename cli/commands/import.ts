import { Command, Option } from 'commander'
import { importOrders } from '../import/orders.ts'
import { importProducts } from '../import/products.ts'
import { importStatement } from '../import/statement.ts'

const help = `
Orders: every file of the folder (.csv, .tsv, .txt, .xlsx) is taken once, by its content. Killed and started again, it
goes on where it was; a second import of the same files changes nothing. A bad row rejects its order and is reported
with file, line, column and reason; the other orders go in, and the command exits with 1.

The files become a channel that is named as the mapping is, or as --channel says. Ready mappings: generic,
online-retail, shopify-export; or a JSON file with columns, see adapters/flat-file/README.md.

With --json the last line of orders is one object, counted from the database:
  {"rows","orders","orderLines","units","grossMinor","creditNotes","creditLines","creditMinor","adjustmentRows",
   "badDebtInvoices","guestOrders","skus"}

Examples:
  shopkeeper import orders --mapping online-retail ../shared/data/online-retail
  shopkeeper import orders --mapping generic --set currency=EUR --set delimiter=';' orders.csv
  shopkeeper import products products.csv
  shopkeeper import statement --account wechat-main bill.csv`

/** `shopkeeper import`: files of orders, of products and of settlement statements. */
export function importCommand(): Command {
  const command = new Command('import').description(
    'Take in files of orders, products or statements'
  )
  command
    .command('orders')
    .description('Take in a folder or a file of orders')
    .argument('<path>', 'folder or file')
    .requiredOption('--mapping <name|file>', 'how its columns are read')
    .option('--channel <id>', "id of the channel they belong to (default: the mapping's name)")
    .addOption(
      new Option('--unknown-skus <how>', 'what to do with SKUs that the catalog lacks')
        .choices(['createUntracked', 'hold'])
        .default('createUntracked')
    )
    .option(
      '--set <name=value...>',
      'a setting of the flat-file adapter, such as zone=Asia/Shanghai'
    )
    .option('--json', 'answer as one JSON object')
    .action((path: string, _, self: Command) => importOrders(path, self.optsWithGlobals()))
  command
    .command('products')
    .description('Take in a file of products and variants')
    .argument('<file>', 'CSV or NDJSON')
    .addOption(new Option('--format <format>', 'default: by the name').choices(['csv', 'ndjson']))
    .option('--json', 'answer as one JSON object')
    .action((file: string, _, self: Command) => importProducts(file, self.optsWithGlobals()))
  command
    .command('statement')
    .description('Take in a statement of a payment provider or marketplace, and match it to orders')
    .argument('<file>', 'in the format of the account')
    .requiredOption('--account <id>', 'settlement account that it is of')
    .option('--replaces <id>', 'the statement that it restates')
    .option('--json', 'answer as one JSON object')
    .action((file: string, _, self: Command) => importStatement(file, self.optsWithGlobals()))
  return command.addHelpText('after', help)
}
