/** A statement that is to be imported. */
export interface StatementImport {
  accountId: string
  fileName: string | null
  /** The statement that this one replaces; null: none. */
  replaces: string | null
  /** What the platform says beside the file; null: what the file says. */
  openingMinor: number | null
  closingMinor: number | null
}

/** `known`: the very file is there already. `equivalent`: another file whose lines are all there: they count in place of what it replaces. */
export const importResults = ['imported', 'known', 'equivalent'] as const

export interface ImportResult {
  result: (typeof importResults)[number]
  statementId: string
}
