import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { Proof } from '#core/plugin'

const findingsMax = 100

/** What must be true of messages at any time. */
export const messageProofs: readonly Proof[] = [
  {
    name: 'messages.of-the-living',
    title: 'Messages are reckoned to the customer their member is part of',
    findings: (db) =>
      sentences(
        db,
        sql`select message.id || ' of ' || message.member_id || ' is reckoned to '
          || message.customer_id || ', not to ' || coalesce(customers.living_id, 'anybody') as finding
        from crm_messages as message left join customers on customers.id = message.member_id
        where customers.living_id is null or customers.living_id <> message.customer_id`
      )
  },
  {
    name: 'messages.states-agree',
    title: 'What was sent says of which version, by whom and when; what has ended says when',
    findings: (db) =>
      sentences(
        db,
        sql`select message.id || ' is ' || message.state || ', and does not say what goes with it'
          as finding
        from crm_messages as message left join crm_message_template_versions as version
          on version.template_id = message.template_id
            and version.version = message.template_version
        where (message.state in ('sending', 'sent')
            and (version.version is null or message.claimed_at is null or message.provider is null))
          or (message.state in ('sent', 'skipped', 'failed')) <> (message.finished_at is not null)`
      )
  },
  {
    name: 'messages.nothing-of-the-erased',
    title: 'Nothing is kept of what was said to customers whose data was erased',
    findings: (db) =>
      sentences(
        db,
        sql`select message.id || ' of ' || message.member_id || ' still leads to the customer'
          as finding
        from crm_messages as message join customers on customers.id = message.member_id
        where customers.state = 'erased' and message.state <> 'queued'
          and (message.variables is not null or message.contact_id is not null
            or message.provider_ref is not null)`
      )
  }
]

async function sentences(db: Reader, query: ReturnType<typeof sql>): Promise<string[]> {
  const { rows } = await sql<{ finding: string }>`${query} limit ${findingsMax}`.execute(db)
  return rows.map(({ finding }) => finding)
}
