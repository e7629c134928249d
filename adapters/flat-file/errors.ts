import { defineError, ShopkeeperError } from '#core/errors'
import {
  CsvHeaderInvalid,
  CsvQuoteInvalid,
  FileEmpty,
  FileNotUtf8,
  FileRowTooLong,
  FileTooLarge,
  FileTruncated
} from '#core/files/errors'

export const FolderMissing = defineError({
  code: 'FOLDER_MISSING',
  status: 404,
  title: 'The folder or file is not there',
  detail: (f: { path: string; reason: string }) => `${f.path}: ${f.reason}`
})

export const FileUnreadable = defineError({
  code: 'FILE_UNREADABLE',
  status: 400,
  title: 'The file cannot be opened',
  detail: (f: { reason: string }) => f.reason
})

export const FileChanged = defineError({
  code: 'FILE_CHANGED',
  status: 409,
  title: 'The file changed while it was read',
  retryable: true,
  detail: (f: { name: string }) => `${f.name}: it is read again once it has settled`
})

export const FileColumnsMissing = defineError({
  code: 'FILE_COLUMNS_MISSING',
  status: 400,
  title: 'The file lacks columns that its mapping names',
  detail: (f: { missing: string; found: string }) => `${f.missing} not in: ${f.found}`
})

export const FileEncodingInvalid = defineError({
  code: 'FILE_ENCODING_INVALID',
  status: 400,
  title: 'The file is not in the encoding that its channel names',
  detail: (f: { encoding: string; nearByte: number }) =>
    `near byte ${f.nearByte}: bytes that are no character in ${f.encoding}`
})

export const FileOrdersScattered = defineError({
  code: 'FILE_ORDERS_SCATTERED',
  status: 400,
  title: 'The rows of one order do not stand together',
  detail: (f: { limitRows: number }) =>
    `more than ${f.limitRows} rows belong to orders that other orders interrupt; sort the file by order`
})

export const SheetInvalid = defineError({
  code: 'SHEET_INVALID',
  status: 400,
  title: 'The file is no workbook that can be read',
  detail: (f: { reason: string }) => f.reason
})

export const SheetTooLarge = defineError({
  code: 'SHEET_TOO_LARGE',
  status: 413,
  title: 'The workbook is too large',
  detail: (f: { what: string; limit: number }) => `more than ${f.limit} ${f.what}; save it as CSV`
})

export const CellMissing = defineError({
  code: 'CELL_MISSING',
  status: 400,
  title: 'A cell that is needed is empty'
})

export const RowShapeInvalid = defineError({
  code: 'ROW_SHAPE_INVALID',
  status: 400,
  title: 'A row has more or fewer cells than the header',
  detail: (f: { reason: string }) => f.reason
})

export const QuantityInvalid = defineError({
  code: 'QUANTITY_INVALID',
  status: 400,
  title: 'Not a quantity',
  detail: (f: { value: string; expected: string }) =>
    `${JSON.stringify(f.value)}: must be ${f.expected}`
})

export const PriceNegative = defineError({
  code: 'PRICE_NEGATIVE',
  status: 400,
  title: 'A price is below zero',
  detail: (f: { value: string }) => `${JSON.stringify(f.value)}: must be 0 or more`
})

export const DateImpossible = defineError({
  code: 'DATE_IMPOSSIBLE',
  status: 400,
  title: 'Not a date and time that exists',
  detail: (f: { value: string; expected: string }) =>
    `${JSON.stringify(f.value)}: must be ${f.expected}`
})

export const OrderTooLong = defineError({
  code: 'ORDER_TOO_LONG',
  status: 400,
  title: 'An order has too many rows',
  detail: (f: { rows: number; limitRows: number }) => `${f.rows} rows, at most ${f.limitRows}`
})

const refusals = new Set(
  [
    CsvHeaderInvalid,
    CsvQuoteInvalid,
    FileColumnsMissing,
    FileEmpty,
    FileEncodingInvalid,
    FileNotUtf8,
    FileOrdersScattered,
    FileRowTooLong,
    FileTooLarge,
    FileTruncated,
    FileUnreadable,
    SheetInvalid,
    SheetTooLarge
  ].map(({ definition }) => definition.code)
)

/**
 * Whether an error says that a file cannot be taken as it is: it is reported, and the other files
 * go on.
 */
export function isRefusal(error: unknown): error is ShopkeeperError {
  return error instanceof ShopkeeperError && refusals.has(error.code)
}

/**
 * How a condition is written in a report of rejected rows: its code first, so that it can be looked
 * up.
 */
export function reasonOf(error: ShopkeeperError): string {
  return `${error.code}: ${error.message}`
}
