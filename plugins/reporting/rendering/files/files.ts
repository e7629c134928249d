import type { Language, ReportDocument } from '../document.ts'
import { csvOf } from './csv.ts'
import { xlsxOf } from './xlsx.ts'

/** Forms that a report can be had in. */
export const formats = ['json', 'csv', 'xlsx', 'html'] as const
export type Format = (typeof formats)[number]

export const contentTypes: Record<Format, string> = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  html: 'text/html; charset=utf-8'
}

export interface FileOptions {
  format: Format
  language: Language
  madeAt: string
  revision: number
  /** Of CSV: one section alone. */
  section?: string | undefined
}

export interface ReportFile {
  /** `weekly-review-2026-03-02-2026-03-08.html`. */
  name: string
  contentType: string
  bytes: Buffer
}

/** A report as a file. Null: it has no such section. The JSON one is the document itself, in both languages. */
export async function makeFile(
  document: ReportDocument,
  options: FileOptions
): Promise<ReportFile | null> {
  const { format } = options
  const content = await contentOf(document, options)
  if (content === null) return null
  const { from, to } = document.period
  const days = from === to ? from : `${from}-${to}`
  return {
    name: `${document.name}-${days}.${format}`,
    contentType: contentTypes[format],
    bytes: typeof content === 'string' ? Buffer.from(content) : content
  }
}

async function contentOf(
  document: ReportDocument,
  { format, language, madeAt, revision, section }: FileOptions
): Promise<string | Buffer | null> {
  switch (format) {
    case 'json':
      return JSON.stringify(document)
    case 'csv':
      return csvOf(document, { language, section })
    case 'xlsx':
      return xlsxOf(document, language)
    case 'html':
      // Loaded here, with what draws charts: most processes never write a page.
      return (await import('../html/page.ts')).writePage(document, { language, madeAt, revision })
  }
}
