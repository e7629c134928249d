import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { Proof } from '#core/plugin'

const findingsMax = 100

/** What must hold of deliveries at any time. */
export const webhookProofs: readonly Proof[] = [
  {
    name: 'webhooks.pending-has-job',
    title: 'Every delivery that is pending has its job',
    findings: pendingWithoutJob
  }
]

async function pendingWithoutJob(db: Reader): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select d.id from webhook_deliveries d
    where d.state = 'pending' and 'webhooks.deliver:' || d.id not in (
      select dedupe_key from jobs where name = 'webhooks.deliver' and dedupe_key is not null)
    order by d.id limit ${findingsMax}`.execute(db)
  return rows.map(({ id }) => `delivery ${id} is pending and nothing will send it`)
}
