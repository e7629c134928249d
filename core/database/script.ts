import { type RawBuilder, sql } from 'kysely'
import type { DialectName } from './db.ts'

const mark = '-- script\n'

/** Whether a text is several statements, which are sent at once and not kept prepared. */
export function isScript(text: string): boolean {
  return text.startsWith(mark)
}

/** A query to run, and which statement of it failed. */
export interface Script {
  query: RawBuilder<unknown>
  /** The statement that an error is about. */
  failedIn(error: Error): string
}

/** Statements without parameters as few queries: on Postgres one round trip for all, on SQLite one for each. */
export function scriptsOf(statements: readonly string[], dialect: DialectName): Script[] {
  if (dialect === 'sqlite') {
    return statements.map((text) => ({ query: sql.raw(text), failedIn: () => text }))
  }
  if (statements.length === 0) return []
  const ends: number[] = []
  let text = mark
  for (const statement of statements) {
    text += `${statement}\n`
    ends.push(text.length)
  }
  return [
    {
      query: sql.raw(text),
      failedIn: (error) => {
        const { position } = error as { position?: string }
        const at = position === undefined ? -1 : ends.findIndex((end) => Number(position) <= end)
        return statements[at] ?? statements.join('\n')
      }
    }
  ]
}
