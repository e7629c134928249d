import { existsSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { sql } from 'kysely'
import { PathMissing } from '../errors.ts'
import { cliOrigin, serviceOf, withEngine } from '../open.ts'
import { print, printJson } from '../output.ts'
import type { CommonOptions } from '../settings.ts'

export interface ImportStatementOptions extends CommonOptions {
  account: string
  replaces?: string
}

/** Takes in a settlement statement as a whole or not at all, and prints what became of its lines. */
export async function importStatement(
  path: string,
  options: ImportStatementOptions
): Promise<void> {
  const file = resolve(path)
  if (!existsSync(file) || !statSync(file).isFile()) throw new PathMissing({ path: file })
  await withEngine(
    options,
    async (engine) => {
      const { result, statementId } = await serviceOf(engine, 'reporting').importStatement(file, {
        what: {
          ...{ accountId: options.account, fileName: basename(file) },
          ...{ replaces: options.replaces ?? null, openingMinor: null, closingMinor: null }
        },
        origin: cliOrigin
      })
      const { rows: classes } = await sql<{ class: string; lines: number; amountMinor: number }>`
        select class, count(*) as lines, sum(amount_minor) as amount_minor from settlement_lines
        where statement_id = ${statementId} group by class order by class`.execute(engine.db)
      const counted = classes.map((row) => ({
        ...{ class: row.class, lines: Number(row.lines), amountMinor: Number(row.amountMinor) }
      }))
      if (options.json) {
        printJson({ result, statementId, classes: counted })
        return
      }
      print(`${statementId} ${result === 'imported' ? 'is imported' : 'is there already'}:`)
      for (const one of counted) {
        print(
          `  ${one.class.padEnd(20)}${String(one.lines).padStart(8)} lines ${String(one.amountMinor).padStart(14)}`
        )
      }
    },
    { migrate: true }
  )
}
