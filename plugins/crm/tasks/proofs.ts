import { sql } from 'kysely'
import type { Proof } from '#core/plugin'

/** What must be true of tasks at any time. */
export const taskProofs: readonly Proof[] = [
  {
    name: 'crm.tasks-of-the-living',
    title: 'Tasks are reckoned to the customer their member is part of',
    async findings(db) {
      const { rows } = await sql<{ finding: string }>`
        select task.id || ' is reckoned to ' || task.customer_id || ', not to '
          || coalesce(customers.living_id, 'anybody') as finding
        from crm_tasks as task left join customers on customers.id = task.member_id
        where customers.living_id is null or customers.living_id <> task.customer_id
        limit 100`.execute(db)
      return rows.map(({ finding }) => finding)
    }
  }
]
