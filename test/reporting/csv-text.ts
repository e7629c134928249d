import { parse } from 'csv-parse/sync'

/** Rows of a CSV file that was answered. */
export function csvText(text: string): string[][] {
  return parse(text, { bom: true })
}
