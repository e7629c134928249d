import type { Migration } from '#core/database/migrations'

/** Which order a part was split from, kept with what it contributes: parts are no orders of their own. */
export const orderPartsMigration: Migration = {
  id: '0013-order-parts',
  sql: `
alter table crm_order_facts add column split_from text;
update crm_order_facts
  set split_from = (select orders.split_from from orders where orders.id = crm_order_facts.order_id)
  where order_id in (select id from orders where split_from is not null);
`
}
