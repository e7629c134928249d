import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { Promotion } from '../definition/promotion.ts'
import { promotionOf } from '../store/compiled-set.ts'

/** Promotions by their rules as they were when they applied; same order. One query. */
export async function rulesOf(
  db: Reader,
  applied: readonly { promotionId: string; version: number }[]
): Promise<Promotion[]> {
  const ids = applied.map(({ promotionId }) => promotionId)
  const rows = await db
    .selectFrom('promotionVersions')
    .select(['promotionId', 'version', 'rule'])
    .where(isOneOf(db, 'promotionId', ids))
    .execute()
  const ruleOf = new Map(rows.map((row) => [`${row.promotionId} ${row.version}`, row.rule]))
  return applied.map(({ promotionId: id, version }) =>
    promotionOf({ id, rule: ruleOf.get(`${id} ${version}`)!, ruleVersion: version })
  )
}
