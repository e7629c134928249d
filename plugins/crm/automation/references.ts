import { sql } from 'kysely'
import type { Tx } from '#core/transaction'
import type { CrmScope } from '../scope.ts'
import { leavesOf } from '../segments/rule/schema.ts'
import type { DefinitionShape } from './definition/schema.ts'
import { AutomationNames } from './errors.ts'

/** Keeps segments, tiers and templates that automations name from being deleted. */
export function guardReferences({ ctx }: CrmScope): void {
  ctx.on('segment.deleted', (tx, batch) =>
    refuse(
      tx,
      'segment',
      batch.map(({ segment }) => segment)
    )
  )
  ctx.on('tier.deleted', (tx, batch) =>
    refuse(
      tx,
      'tier',
      batch.map(({ tier }) => tier)
    )
  )
  ctx.on('message-template.removed', (tx, batch) =>
    refuse(
      tx,
      'template',
      batch.map(({ template }) => template)
    )
  )
}

type Named = 'segment' | 'tier' | 'template'

async function refuse(tx: Tx, kind: Named, handles: readonly string[]): Promise<void> {
  const { rows } = await sql<{ handle: string; definition: string }>`
    select automations.handle, version.definition from automations
      join automation_versions as version on version.automation_id = automations.id
    where automations.state in ('active', 'paused')
      and (version.version = automations.definition_version
        or exists (select 1 from automation_runs as run where run.automation_id = automations.id
          and run.state = 'running' and run.definition_version = version.version))
    order by automations.handle`.execute(tx)
  for (const handle of handles) {
    const naming = rows.filter(({ definition }) =>
      namesIn(JSON.parse(definition) as DefinitionShape, kind).has(handle)
    )
    const automations = [...new Set(naming.map((row) => row.handle))]
    if (automations.length > 0) throw new AutomationNames({ kind, handle, automations })
  }
}

function namesIn({ trigger, conditions = {}, steps }: DefinitionShape, kind: Named): Set<string> {
  if (kind === 'template') {
    return new Set(steps.flatMap(({ message }) => (message ? [message.template] : [])))
  }
  const names = new Set<string>()
  const own = trigger.event?.[kind]
  if (own !== undefined) names.add(own)
  for (const rule of Object.values(conditions)) {
    for (const { node } of leavesOf(rule, '')) {
      if (node.field === kind) for (const name of node.wanted) names.add(name)
    }
  }
  return names
}
