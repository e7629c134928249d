import { sql } from 'kysely'
import type { Alerts } from '#core/alerts/types'
import type { Tx } from '#core/transaction'
import type { CrmMessageProviderRow } from '../tables.ts'

/** Failures in a row after which somebody is told. */
const alertAfter = 5
const subjectType = 'messageProvider'

/** Notes that a provider takes what it is given; where it did not, somebody may be told that it does again. */
export async function noteTaken(tx: Tx, alerts: Alerts, name: string): Promise<void> {
  // The condition keeps this from being a write while all is well.
  const { numAffectedRows = 0n } = await sql`update crm_message_providers
    set failures = 0, failing_since = null, last_reason = null
    where name = ${name} and failures > 0`.execute(tx)
  if (numAffectedRows === 0n) return
  await alerts.clear(tx, [{ kind: 'messages.provider-failing', subjectType, subjectId: name }])
}

/** Notes that a provider took nothing; the fifth time in a row, over all messages, raises an alert. */
export async function noteNotTaken(
  tx: Tx,
  alerts: Alerts,
  { name, reason }: { name: string; reason: string }
): Promise<void> {
  const { rows } = await sql<CrmMessageProviderRow>`
    insert into crm_message_providers (name, failures, failing_since, last_reason)
    values (${name}, 1, ${tx.now}, ${reason})
    on conflict (name) do update set failures = crm_message_providers.failures + 1,
      failing_since = coalesce(crm_message_providers.failing_since, excluded.failing_since),
      last_reason = excluded.last_reason
    returning *`.execute(tx)
  const { failures, failingSince } = rows[0]!
  if (failures < alertAfter) return
  await alerts.raise(tx, [
    {
      kind: 'messages.provider-failing',
      subjectType,
      subjectId: name,
      message: `${name} took none of ${failures} messages since ${failingSince}: ${reason}`,
      fields: { provider: name, failures, reason }
    }
  ])
}
