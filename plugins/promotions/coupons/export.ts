import type { Reader } from '#core/database/db'
import { writeCsv } from '#core/files/write-csv'
import type { CouponRow } from '../tables.ts'
import { codesAfter } from './repository.ts'

const pageRows = 5000
const columns = ['code', 'batch', 'expiresAt', 'claimedAt', 'usedAt', 'orderId'] as const

type Exported = Pick<CouponRow, (typeof columns)[number]>

/** Writes the codes of a promotion as text, a page at a time, in the order they were made. */
export async function* exportCodes(
  db: Reader,
  which: { promotionId: string; batch?: string | undefined },
  format: 'csv' | 'ndjson'
): AsyncGenerator<string> {
  const pages = readPages(db, which)
  if (format === 'csv') {
    yield* writeCsv([...columns], pages)
    return
  }
  for await (const rows of pages) yield rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

async function* readPages(
  db: Reader,
  which: { promotionId: string; batch?: string | undefined }
): AsyncGenerator<Exported[]> {
  for (let after = ''; ; ) {
    const rows = await codesAfter(db, which, after, pageRows)
    if (rows.length === 0) return
    after = rows.at(-1)!.id
    yield rows.map(({ code, batch, expiresAt, claimedAt, usedAt, orderId }) => ({
      code,
      batch,
      expiresAt,
      claimedAt,
      usedAt,
      orderId
    }))
  }
}
