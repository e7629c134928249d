import { checkTextFile } from '#core/files/check'
import { CsvHeaderInvalid } from '#core/files/errors'
import { readCsv, readCsvHeader } from '#core/files/read-csv'
import type { Tx } from '#core/transaction'
import type { CrmScope } from '../scope.ts'
import { addToList, type ListReport } from './lists.ts'

/** Rows of one transaction. */
const pageRows = 1000
const unknownMax = 100
const rowBytesMax = 65_536
/** Largest file, in bytes: a million ids are in it. */
export const importMaxBytes = 64 * 1024 * 1024

/**
 * Puts the customers of a CSV file on a static list: its column `customerId`, the others are passed over. A page of rows a
 * transaction; doing it again changes nothing.
 *
 * Errors: whatever is wrong with the file as a whole, before anything is changed; those of `addToList`.
 */
export async function importList(
  path: string,
  scope: CrmScope,
  {
    segmentId,
    transaction
  }: {
    segmentId: string
    transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  }
): Promise<ListReport> {
  await checkTextFile(path, { format: 'csv', maxBytes: importMaxBytes, rowBytesMax })
  const columns = await readCsvHeader(path, { rowBytesMax })
  if (!columns.includes('customerId')) {
    throw new CsvHeaderInvalid({ reason: 'there is no column customerId' })
  }
  const total: ListReport = { given: 0, added: 0, known: 0, unknown: [] }
  let page: string[] = []
  const flush = async () => {
    const customerIds = page
    page = []
    const report = await transaction((tx) => addToList(tx, scope, { segmentId, customerIds }))
    total.given += report.given
    total.added += report.added
    total.known += report.known
    total.unknown = [...total.unknown, ...report.unknown].slice(0, unknownMax)
  }
  for await (const { record } of readCsv(path, { rowBytesMax })) {
    const id = record.customerId?.trim()
    if (id) page.push(id)
    if (page.length >= pageRows) await flush()
  }
  if (page.length > 0) await flush()
  return total
}
