import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll } from '#core/database/rows'
import type { JobContext } from '#core/jobs'
import type { Tx } from '#core/transaction'
import { openForNotes } from '../credit-notes/open.ts'
import type { AftersalesScope } from '../scope.ts'
import { openRecordsAfter } from './repository/platform-cases.ts'
import { takeRecords } from './take.ts'

const pageSize = 200

/** What is read from where it was left, and how a page of it is taken in. Returns the last id; null: there is no more. */
interface Past {
  source: string
  /** Whether the next start goes on from here, or begins anew. */
  isKept: boolean
  take(tx: Tx, after: string): Promise<string | null>
}

/**
 * Job: takes in what channels told while after-sales were off, or before they were ever on: a page a transaction, on from
 * where the last start has come to. What is there already is left alone.
 */
export async function catchUp(job: JobContext<unknown>, scope: AftersalesScope): Promise<void> {
  for (const past of pastsOf(scope)) {
    const first = past.isKept ? await placeOf(scope.ctx.db, past.source) : ''
    await job.pages(first, async (tx, after) => {
      const last = await past.take(tx, after)
      if (last !== null && past.isKept) await keepPlace(tx, past.source, last)
      return last ?? undefined
    })
  }
}

function pastsOf(scope: AftersalesScope): Past[] {
  const { channels, orders, ctx } = scope
  const notes: Past = {
    source: 'credit-notes',
    isKept: true,
    async take(tx, from) {
      const page = await orders.creditNotesAfter(tx, { after: from || null, limit: pageSize })
      await openForNotes(tx, scope, page)
      return page.at(-1)?.id ?? null
    }
  }
  const fresh: Past = {
    source: 'after-sales',
    isKept: true,
    async take(tx, from) {
      const page = await channels!.recordsAfter(tx, {
        ...{ kind: 'afterSale', after: from || null, limit: pageSize }
      })
      const ids = page.map(({ id }) => id)
      await takeRecords(tx, scope, ids)
      return ids.at(-1) ?? null
    }
  }
  // Those that were here already have other states by now.
  const open: Past = {
    source: 'open-cases',
    isKept: false,
    async take(tx, from) {
      const ids = await openRecordsAfter(tx, { after: from, limit: pageSize })
      await takeRecords(tx, scope, ids)
      return ids.at(-1) ?? null
    }
  }
  return [...(ctx.options.platform.creditNotes ? [notes] : []), ...(channels ? [fresh, open] : [])]
}

async function placeOf(db: Reader, source: string): Promise<string> {
  const { rows } = await sql<{ after: string }>`
    select after from case_catch_ups where source = ${source}`.execute(db)
  return rows[0]?.after ?? ''
}

async function keepPlace(tx: Tx, source: string, after: string): Promise<void> {
  await insertAll(tx, 'caseCatchUps', [{ source, after }], { on: ['source'], update: ['after'] })
}
