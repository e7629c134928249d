import { sql } from 'kysely'
import type { Tx } from '#core/transaction'
import { customerKey, lockCustomers } from '../carts/customer.ts'

/** Lets a customer answer for what another one, that is now part of it, has used, claimed and joined. */
export async function mergeCustomers(
  tx: Tx,
  merges: readonly { fromId: string; intoId: string }[]
): Promise<void> {
  await lockCustomers(
    tx,
    merges.flatMap(({ fromId, intoId }) => [fromId, intoId])
  )
  for (const { fromId, intoId } of merges) {
    const [from, into] = [customerKey(fromId), customerKey(intoId)]
    await sql`
      insert into promotion_customer_uses (promotion_id, kind, customer_key, uses, uses_max)
      select promotion_id, kind, ${into}, uses, uses_max from promotion_customer_uses
      where customer_key = ${from} order by promotion_id, kind
      on conflict (promotion_id, kind, customer_key) do update
        set uses = promotion_customer_uses.uses + excluded.uses`.execute(tx)
    await tx.deleteFrom('promotionCustomerUses').where('customerKey', '=', from).execute()
    await tx
      .updateTable('promotionUseKeys')
      .set({ customerKey: into })
      .where('customerKey', '=', from)
      .execute()
    await tx
      .updateTable('flashUseKeys')
      .set({ customerKey: into })
      .where('customerKey', '=', from)
      .execute()
    // Its own places stay: they are its again once it stands for itself.
    await sql`
      insert into promotion_group_keys (group_id, customer_key, order_id)
      select group_id, ${into}, order_id from promotion_group_keys where customer_key = ${from}
      on conflict (group_id, customer_key) do nothing`.execute(tx)
    // Whoever claimed a code first has it again once it stands for itself.
    await sql`
      insert into coupon_first_claims (coupon_id, customer_key)
      select id, claimed_by from coupons where claimed_by = ${from}
      on conflict (coupon_id) do nothing`.execute(tx)
    await tx.updateTable('coupons').set({ claimedBy: into }).where('claimedBy', '=', from).execute()
  }
}
