import { sql } from 'kysely'
import type { Proof } from '#core/plugin'
import { flows } from './flows/flow.ts'
import type { CaseFlow } from './tables.ts'

const states = Object.entries(flows).flatMap(([flow, { states }]) =>
  Object.entries(states).map(([state, { isEnd }]) => ({
    ...{ flow: flow as CaseFlow, state, isEnd: isEnd === true }
  }))
)
const keysOf = (isEnd: boolean) =>
  sql.join(
    states.filter((one) => one.isEnd === isEnd).map((one) => sql`${`${one.flow}:${one.state}`}`)
  )

/** What must be true of cases at any time. */
export const caseProofs: readonly Proof[] = [
  {
    name: 'cases.states-of-their-flows',
    title: 'A case is in a state of its flow, and closed exactly when that state is an end',
    async findings(db) {
      const { rows } = await sql<{ finding: string }>`
        select id || ' is ' || state || ' in the flow ' || flow
          || case when closed_at is null then '' else ', closed at ' || closed_at end as finding
        from cases
        where not (closed_at is null and flow || ':' || state in (${keysOf(false)})
          or closed_at is not null and flow || ':' || state in (${keysOf(true)}))
        limit 100`.execute(db)
      return rows.map(({ finding }) => finding)
    }
  },
  {
    name: 'cases.timelines-tell-of-states',
    title: 'The timeline of a case tells how it came into its state',
    async findings(db) {
      const { rows } = await sql<{ finding: string }>`
        select id || ' is ' || state || ', of which its timeline knows nothing' as finding
        from cases where not exists (select 1 from case_events
          where case_id = cases.id and to_state = cases.state)
        limit 100`.execute(db)
      return rows.map(({ finding }) => finding)
    }
  },
  {
    name: 'cases.due-by-the-earlier',
    title:
      "A case is due by the earlier of our deadline and the platform's, and never once it is over",
    async findings(db) {
      const { rows } = await sql<{ finding: string }>`
        select id || ' is due at ' || coalesce(due_at, 'no time') as finding from cases
        where coalesce(due_at, '') <> case
          when closed_at is not null then ''
          when sla_due_at is null or platform_due_at < sla_due_at then coalesce(platform_due_at, '')
          else sla_due_at end
        limit 100`.execute(db)
      return rows.map(({ finding }) => finding)
    }
  }
]
