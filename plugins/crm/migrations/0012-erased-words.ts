import type { Migration } from '#core/database/migrations'

const tasks = "kind in ('task.created', 'task.done', 'task.canceled')"
const isErased = "in (select id from customers where state = 'erased')"

/** What erasures left of what people wrote: titles of tasks in timelines, and reasons in the books of members. */
export const erasedWordsMigration: Migration = {
  id: '0012-erased-words',
  sqlite: `update customer_timeline set detail = json_remove(detail, '$.title') where ${tasks};`,
  postgres: `update customer_timeline set detail = (detail::jsonb - 'title')::text where ${tasks};`,
  sql: `
update membership_events set note = null where note is not null and member_id ${isErased};
update points_entries set reason = '(erased)'
  where kind in ('adjust', 'spend', 'giveBack') and reason <> 'settled' and member_id ${isErased};
update points_adjustments set reason = '(erased)' where customer_id ${isErased};
update points_adjustments set state = 'rejected' where state = 'waiting' and customer_id ${isErased};
`
}
