import { defineError } from '../errors.ts'

export const FileTooLarge = defineError({
  code: 'FILE_TOO_LARGE',
  status: 413,
  title: 'The file is too large',
  detail: (f: { limitBytes: number }) => `at most ${f.limitBytes} bytes; split it into several`
})

export const FileEmpty = defineError({
  code: 'FILE_EMPTY',
  status: 400,
  title: 'The file is empty'
})

export const FileNotUtf8 = defineError({
  code: 'FILE_NOT_UTF8',
  status: 400,
  title: 'The file is not UTF-8 text',
  detail: (f: { nearByte: number; reason: string }) =>
    `${f.reason} near byte ${f.nearByte}; save it as UTF-8 (in Excel: "CSV UTF-8")`
})

export const FileTruncated = defineError({
  code: 'FILE_TRUNCATED',
  status: 400,
  title: 'The file ends in the middle of a row',
  detail: (f: { line: number; reason: string }) =>
    `the row that begins in line ${f.line} ${f.reason}`
})

export const FileRowTooLong = defineError({
  code: 'FILE_ROW_TOO_LONG',
  status: 400,
  title: 'The file has a row that is too long',
  detail: (f: { line: number; limitBytes: number }) =>
    `the row that begins in line ${f.line} has more than ${f.limitBytes} bytes`
})

export const CsvHeaderInvalid = defineError({
  code: 'CSV_HEADER_INVALID',
  status: 400,
  title: 'The first row does not name the columns',
  detail: (f: { reason: string }) => f.reason
})

export const CsvQuoteInvalid = defineError({
  code: 'CSV_QUOTE_INVALID',
  status: 400,
  title: 'The file has a quote where none may be',
  detail: (f: { line: number }) =>
    `line ${f.line}: after a closing quote comes a delimiter or the end of the row; write a quote inside of a cell twice`
})
