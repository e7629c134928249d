import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { Proof } from '#core/plugin'
import type { CrmScope } from '../scope.ts'
import { conditioned, parseRule, readSegments } from './live.ts'
import { drifted } from './repository/members.ts'
import { isTimeless } from './rule/timeless.ts'

const findingsMax = 100

/** That who is in a segment is who its rule fits. */
export function segmentProofs(scope: CrmScope): Proof[] {
  return [
    {
      name: 'crm.segments-fit',
      title: 'Who is in a segment fits it: those that time alone does not change, once gone over',
      findings: (db) => wrongMembers(db, scope)
    },
    {
      name: 'crm.segments-have-the-living',
      title: 'Only customers that stand for themselves are in segments',
      findings: strangers
    }
  ]
}

async function wrongMembers(db: Reader, scope: CrmScope): Promise<string[]> {
  const { rows, ruleByHandle, context } = await readSegments(db, scope, scope.ctx.clock.now())
  const findings: string[] = []
  for (const row of rows) {
    const isSettled = row.refreshedAt !== null && isTimeless(parseRule(row.rule), ruleByHandle)
    if (!isSettled || findings.length >= findingsMax) continue
    const ids = await drifted(db, conditioned(row, context), { after: '', limit: findingsMax })
    findings.push(...ids.map((id) => `${id} is not where the rule of ${row.handle} has it`))
  }
  return findings.slice(0, findingsMax)
}

async function strangers(db: Reader): Promise<string[]> {
  const { rows } = await sql<{ finding: string }>`
    select member.customer_id || ' (' || coalesce(customers.state, 'unknown') || ') is in '
      || member.segment_id as finding
    from crm_segment_members as member
      left join customers on customers.id = member.customer_id
    where coalesce(customers.state, '') <> 'active' limit ${findingsMax}`.execute(db)
  return rows.map(({ finding }) => finding)
}
