import type { Reader } from '#core/database/db'

/** Promotions that applied to an order, with their shares: two queries. */
export async function promotionsOfOrder(db: Reader, orderId: string) {
  const [applications, shares] = await Promise.all([
    db
      .selectFrom('promotionApplications')
      .selectAll()
      .where('orderId', '=', orderId)
      .orderBy('promotionId')
      .execute(),
    db
      .selectFrom('promotionShares')
      .selectAll()
      .where('orderId', '=', orderId)
      .orderBy('orderLineId')
      .execute()
  ])
  return applications.map((application) => ({
    ...application,
    shares: shares
      .filter(({ promotionId }) => promotionId === application.promotionId)
      .map((share) => ({ ...share, orderLineId: share.orderLineId || null }))
  }))
}

/** Orders that a promotion applies to, and what it has given them: one query. */
export async function usedBy(
  db: Reader,
  promotionId: string
): Promise<{ uses: number; spentMinor: number }> {
  const row = await db
    .selectFrom('promotionApplications')
    .select((eb) => [
      eb.fn.sum<number | null>(eb('amountMinor', '-', eb.ref('returnedMinor'))).as('spentMinor'),
      eb.fn
        .sum<number | null>(eb.case().when('state', '=', 'used').then(1).else(0).end())
        .as('uses')
    ])
    .where('promotionId', '=', promotionId)
    .executeTakeFirst()
  return { uses: Number(row?.uses ?? 0), spentMinor: Number(row?.spentMinor ?? 0) }
}
