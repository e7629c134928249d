import type { Reader } from '#core/database/db'
import type { AftersalesScope } from '../scope.ts'
import { eraseReviews, reviewsOfOrders } from './repository/reviews.ts'
import { markReviews } from './topics/mark.ts'

/** Lets crm tell of a customer's reviews, and take what they said off them. They hang on their orders. */
export function joinPersonal({ crm }: AftersalesScope): void {
  const reviewsOf = async (db: Reader, memberIds: readonly string[]) => {
    const lists = await Promise.all(memberIds.map((id) => crm!.orderIdsOf(db, id)))
    return reviewsOfOrders(db, lists.flat())
  }
  crm?.providePersonal({
    name: 'reviews',
    // They go where their orders go.
    onMoved: async () => undefined,
    async onErased(tx, memberIds) {
      const rows = await reviewsOf(tx, memberIds)
      if (rows.length === 0) return
      await eraseReviews(
        tx,
        rows.map(({ id }) => id)
      )
      await markReviews(
        tx,
        rows.map(({ id }) => ({ id, text: '' }))
      )
    },
    async exportOf(db, memberIds) {
      return (await reviewsOf(db, memberIds)).map(
        ({ id, channelId, externalId, orderId, sku, rating, text, writtenAt, reply }) => ({
          ...{ id, channelId, externalId, orderId, sku, rating, text, writtenAt, reply }
        })
      )
    }
  })
}
