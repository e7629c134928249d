import { stat } from 'node:fs/promises'
import { extname } from 'node:path'
import type { SourcePage } from '#core/channel/client'
import { checkTextFile } from '#core/files/check'
import { instantAt } from '#core/time'
import { FileChanged } from '../errors.ts'
import { currentSignature, type FoundFile } from '../folder.ts'
import { mappingOf } from '../mappings/index.ts'
import type { Mapping } from '../mappings/mapping.ts'
import type { FlatFileAccount } from '../options.ts'
import { type DecodedFile, decodeFile } from './encoding.ts'
import { type PageSize, readPages } from './pages.ts'
import { holdScattered } from './scattered.ts'
import { assertColumns, openCsv, type Table } from './table.ts'
import { openWorkbook } from './workbook.ts'

/**
 * Reads one file from a position on, page after page. Kept open between pages, so that a file is
 * walked over once however many pages it has; one that is opened anew at a position passes over
 * what is before it.
 */
export class FileReader {
  readonly file: FoundFile
  /** Where the next page begins; undefined after the last one. */
  position: string | null | undefined
  readonly #pages: AsyncGenerator<SourcePage>
  readonly #decoded: DecodedFile | null

  private constructor(
    file: FoundFile,
    position: string | null,
    parts: { pages: AsyncGenerator<SourcePage>; decoded: DecodedFile | null }
  ) {
    this.file = file
    this.position = position
    this.#pages = parts.pages
    this.#decoded = parts.decoded
  }

  /** Opens a file once all of it is sound. Errors: those that `isRefusal` knows. */
  static async open(
    account: FlatFileAccount,
    file: FoundFile,
    { position, pageSize }: { position: string | null; pageSize?: PageSize | undefined }
  ): Promise<FileReader> {
    const mapping = toMapping(account, file)
    const isWorkbook = extname(file.path).toLowerCase() === '.xlsx'
    const decoded =
      isWorkbook || account.encoding === 'utf-8'
        ? null
        : await decodeFile(file.path, account.encoding)
    try {
      const table = isWorkbook
        ? await openSheet(account, file)
        : await openText(account, file, decoded?.path ?? file.path)
      assertColumns(table, [...mapping.columns, mapping.groupBy])
      const scattered = await holdScattered(table, mapping.groupBy, file.sizeBytes)
      const source = { table, mapping, name: file.name, scattered, ...(pageSize && { pageSize }) }
      return new FileReader(file, position, { pages: readPages(source, position), decoded })
    } catch (error) {
      await decoded?.dispose()
      throw error
    }
  }

  /** The next page. Errors: FILE_CHANGED when the file is no longer the one that was opened. */
  async next(): Promise<SourcePage> {
    // Only its successor goes on from here: after a failure the file is opened anew.
    this.position = undefined
    const { value: page, done } = await this.#pages.next()
    const signature = await currentSignature(this.file.path)
    if (done || signature !== this.file.signature) {
      await this.close()
      throw new FileChanged({ name: this.file.name })
    }
    if (page.position === null) await this.close()
    else this.position = page.position
    return page
  }

  async close(): Promise<void> {
    await this.#pages.return(undefined)
    await this.#decoded?.dispose()
  }
}

function toMapping(account: FlatFileAccount, file: FoundFile): Mapping {
  const { zone, currency, decimal, mapping, outFolder } = account
  return mappingOf(mapping)({
    source: file.name,
    zone,
    currency,
    decimal,
    writtenAt: instantAt(file.writtenMs),
    isListing: outFolder !== undefined
  })
}

async function openText(account: FlatFileAccount, file: FoundFile, path: string): Promise<Table> {
  const { maxFileBytes, maxRowBytes: rowBytesMax } = account
  const isTabbed = extname(file.path).toLowerCase() === '.tsv'
  const delimiter = account.delimiter ?? (isTabbed ? '\t' : ',')
  // UTF-8 may take more bytes than the encoding that the file came in.
  const maxBytes = path === file.path ? maxFileBytes : maxFileBytes * 3
  await checkTextFile(path, { format: 'csv', maxBytes, rowBytesMax, delimiter })
  const { size } = await stat(path)
  return openCsv({ path, sizeBytes: size, delimiter, rowBytesMax })
}

function openSheet(account: FlatFileAccount, file: FoundFile): Promise<Table> {
  const { maxSheetBytes: bytesMax, maxSheetRows: rowsMax, decimal } = account
  return openWorkbook(file.path, { bytesMax, rowsMax, decimal })
}
