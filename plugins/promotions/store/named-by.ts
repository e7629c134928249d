import { sql } from 'kysely'
import type { Tx } from '#core/transaction'
import type { PromotionInputShape } from '../definition/promotion.ts'
import { CustomersNamed } from '../errors.ts'
import { referencesIn } from './references.ts'

/** Keeps segments and tiers that a rule names from being deleted until it is written. */
export async function shareNames(tx: Tx): Promise<void> {
  if (tx.dialect === 'sqlite') return
  await sql`select pg_advisory_xact_lock_shared(hashtextextended('promotions:names', 0))`.execute(
    tx
  )
}

async function ownNames(tx: Tx): Promise<void> {
  if (tx.dialect === 'sqlite') return
  await sql`select pg_advisory_xact_lock(hashtextextended('promotions:names', 0))`.execute(tx)
}

/**
 * Refuses that a segment or a tier goes which a promotion that has not ended, or a price list, names: it would silently be
 * for nobody, or (under `none`) for everybody. Errors: CUSTOMERS_NAMED says by what.
 */
export async function refuseNamed(
  tx: Tx,
  kind: 'segment' | 'tier',
  handles: readonly string[]
): Promise<void> {
  await ownNames(tx)
  for (const handle of handles) {
    const quoted = `%${JSON.stringify(handle)}%`
    const { rows } = await sql<{ handle: string; rule: string }>`
      select handle, rule from promotions
      where state <> 'ended' and rule like ${quoted} order by handle`.execute(tx)
    const promotions = rows
      .filter(({ rule }) => {
        const input = JSON.parse(rule) as PromotionInputShape
        return referencesIn(input).some((one) => one.kind === kind && one.name === handle)
      })
      .map((row) => `promotion ${row.handle}`)
    const column = kind === 'segment' ? 'segments' : 'tiers'
    const lists = await tx
      .selectFrom('priceLists')
      .select('handle')
      .where(column, 'like', quoted)
      .orderBy('handle')
      .execute()
    const usedBy = [...promotions, ...lists.map((list) => `price list ${list.handle}`)]
    if (usedBy.length > 0) throw new CustomersNamed({ kind, handle, usedBy: usedBy.slice(0, 20) })
  }
}
