import { mappingOf } from './accounts.ts'
import { readMappedCsv } from './formats/mapped-csv.ts'
import { readWechatpay } from './formats/wechatpay.ts'
import type { FormatContext, ParsedStatement } from './statement.ts'
import type { SettlementAccountRow } from './tables.ts'

/** Reads a file in the format of its account. Errors: those of the formats. */
export function readStatement(
  path: string,
  account: SettlementAccountRow,
  { rowsMax }: Pick<FormatContext, 'rowsMax'>
): Promise<ParsedStatement> {
  const context: FormatContext = { currency: account.currency, rowsMax }
  const mapping = mappingOf(account)
  return mapping === null ? readWechatpay(path, context) : readMappedCsv(path, mapping, context)
}
