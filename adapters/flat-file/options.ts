import { type Static, type TUnsafe, Type } from 'typebox'
import { HostPath } from '#core/channel/host-path'
import { OneOf } from '#core/http/schemas'
import { InlineMapping } from './mappings/columns.ts'
import { type ReadyMapping, readyMappingNames } from './mappings/index.ts'

const mebibyte = 1_048_576

/** Encodings that a file may have; what is not UTF-8 is turned into it in a temporary file. */
export const encodings = [
  'utf-8',
  'utf-16le',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-kr',
  'windows-1250',
  'windows-1251',
  'windows-1252'
] as const

const path = (description: string) => Type.Optional(HostPath({ description }))

const ReadyMappingName = OneOf(readyMappingNames, {
  description: 'A ready mapping'
}) as TUnsafe<ReadyMapping>

/** Settings of one folder, or of a list of files, as a channel. */
export const FlatFileAccount = Type.Object(
  {
    folder: path('Folder that orders come in; its subfolders are left alone'),
    files: Type.Optional(
      Type.Array(HostPath(), {
        maxItems: 10_000,
        description: 'Single files, instead of a folder or beside it'
      })
    ),
    pattern: Type.String({
      minLength: 1,
      maxLength: 200,
      default: '*',
      description: 'Names to take; * is any text, ? one character. Only .csv, .tsv, .txt and .xlsx'
    }),
    outFolder: path('Folder that stock and shipments are written to; none: nothing is written'),
    mapping: Type.Union([ReadyMappingName, InlineMapping], { default: 'generic' }),
    delimiter: Type.Optional(
      OneOf([',', ';', '\t', '|'], { description: 'Default: a comma; a tab in .tsv files' })
    ),
    encoding: OneOf(encodings, { default: 'utf-8' }),
    decimal: OneOf(['.', ','], { default: '.', description: 'What parts units from fractions' }),
    zone: Type.String({
      format: 'time-zone',
      default: 'UTC',
      description: 'IANA zone of dates without an offset'
    }),
    currency: Type.String({
      format: 'currency',
      default: 'CNY',
      description: 'ISO 4217 code of amounts in files without a currency column'
    }),
    settleMs: Type.Integer({
      minimum: 0,
      maximum: 3_600_000,
      default: 2000,
      description: 'How long a file must not have changed before it is taken'
    }),
    maxFileBytes: Type.Integer({
      minimum: 1,
      maximum: 1_099_511_627_776,
      default: 2048 * mebibyte,
      description: 'Larger files are refused unread'
    }),
    maxRowBytes: Type.Integer({
      minimum: 256,
      maximum: 64 * mebibyte,
      default: mebibyte,
      description: 'Longest row of a CSV file'
    }),
    maxSheetBytes: Type.Integer({
      minimum: 1,
      maximum: 1024 * mebibyte,
      default: 128 * mebibyte,
      description: 'Largest workbook, unpacked: it is held in memory as a whole'
    }),
    maxSheetRows: Type.Integer({ minimum: 1, maximum: 1_048_576, default: 100_000 })
  },
  { additionalProperties: false }
)
export type FlatFileAccount = Static<typeof FlatFileAccount>
