import { sql } from 'kysely'
import type { Proof } from '#core/plugin'

/** What must be true of enrolments at any time. */
export const enrolmentProofs: readonly Proof[] = [
  {
    name: 'promotions.enrolments-do-not-conflict',
    title: 'No SKU is promised to two events of one channel at the same time',
    async findings(db) {
      const { rows } = await sql<{ finding: string }>`
        select a.sku || ' is in ' || a.enrolment_id || ' and ' || b.enrolment_id as finding
        from enrolment_items a join enrolment_items b
          on b.sku = a.sku and b.enrolment_id > a.enrolment_id
        join enrolments ea on ea.id = a.enrolment_id and ea.state in ('approved', 'running')
        join enrolments eb on eb.id = b.enrolment_id and eb.state in ('approved', 'running')
        join platform_events va on va.id = ea.event_id
        join platform_events vb on vb.id = eb.event_id
        where va.starts_at < vb.ends_at and vb.starts_at < va.ends_at
          and (va.channel_id = vb.channel_id
            or ((va.channel_id is null or vb.channel_id is null) and va.platform = vb.platform))
        limit 100`.execute(db)
      return rows.map(({ finding }) => finding)
    }
  },
  {
    name: 'promotions.enrolments-equal-history',
    title: 'An enrolment stands where its last step has led',
    async findings(db) {
      const { rows } = await sql<{ finding: string }>`
        select e.id || ' is ' || e.state || ', its last step led to ' || s.to_state as finding
        from enrolments e join enrolment_steps s on s.enrolment_id = e.id and s.version =
          (select max(version) from enrolment_steps own where own.enrolment_id = e.id)
        where s.to_state <> e.state limit 100`.execute(db)
      return rows.map(({ finding }) => finding)
    }
  }
]
