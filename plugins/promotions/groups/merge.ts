import type { MergeTerms } from '#plugins/orders'
import { findOpenMember } from './repository.ts'

/** An order in a group that is not full yet stays alone: were it to fail, what was merged with it would be canceled too. */
export const mergeOfGroups: MergeTerms = async (tx, orders) => {
  const member = await findOpenMember(
    tx,
    orders.map(({ orderId }) => orderId)
  )
  if (!member) return undefined
  return { orderId: member.orderId, reason: 'its group is not full yet: merge once it is' }
}
