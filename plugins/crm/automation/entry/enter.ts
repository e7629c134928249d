import { newId } from '#core/ids'
import { instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import { tellTimeline } from '../../customers/timeline.ts'
import { lockCustomers } from '../../metrics/repository/days.ts'
import type { CrmScope } from '../../scope.ts'
import { livingIds } from '../../segments/repository/entries.ts'
import type { Automation } from '../repository/automations.ts'
import { insertRuns, lastEntries, takenSources } from '../repository/runs.ts'
import { whoMeets } from '../run/conditions.ts'
import type { AutomationRunRow } from '../tables.ts'
import { type Candidate, groupBy } from './candidates.ts'
import { isHeldOut } from './holdout.ts'

const dayMs = 86_400_000

/** Automations that may set each other off in a row. */
export const chainMax = 5

/**
 * Lets customers enter: those who meet the condition, whom re-entry allows, and whom no automation has sent in a circle.
 * Returns how many have. A constant number of queries for each automation, whatever the number of customers.
 */
export async function enter(
  tx: Tx,
  scope: CrmScope,
  candidates: readonly Candidate[]
): Promise<number> {
  const straight = await withoutLoops(tx, scope, candidates)
  if (straight.length === 0) return 0
  const customerIds = [...new Set(straight.map(({ customerId }) => customerId))].sort()
  // Two that let the same customer enter see one another's runs.
  await lockCustomers(tx, customerIds)
  const living = await livingIds(tx, customerIds)
  const present = straight.filter(({ customerId }) => living.get(customerId) === customerId)
  const fitting = await meetingConditions(tx, scope, present)
  const rows = await allowed(tx, fitting)
  await insertRuns(
    tx,
    rows.map(({ row }) => row)
  )
  await tell(tx, rows)
  return rows.length
}

/** Leaves out entries that automations have caused in a circle, or too deep, and raises alerts for them. */
async function withoutLoops(
  tx: Tx,
  { ctx }: CrmScope,
  candidates: readonly Candidate[]
): Promise<Candidate[]> {
  const isLoop = ({ automation, chain }: Candidate) =>
    chain.includes(automation.id) || chain.length >= chainMax
  const loops = groupBy(candidates.filter(isLoop), ({ automation }) => automation.id)
  if (loops.size === 0) return [...candidates]
  await ctx.alerts.raise(
    tx,
    [...loops.values()].map((refused) => {
      const [{ automation, chain }] = refused as [Candidate]
      const why = chain.includes(automation.id)
        ? 'it was set off by what it does itself'
        : `more than ${chainMax} automations set each other off`
      return {
        ...{ kind: 'automation.looping' as const, subjectType: 'automation' },
        subjectId: automation.id,
        message: `${automation.handle}: ${refused.length} entries were refused, since ${why}`,
        fields: { handle: automation.handle, refused: refused.length }
      }
    })
  )
  return candidates.filter((one) => !isLoop(one))
}

async function meetingConditions(
  tx: Tx,
  scope: CrmScope,
  candidates: readonly Candidate[]
): Promise<Candidate[]> {
  const met: Candidate[] = []
  for (const own of groupBy(candidates, ({ automation }) => automation.id).values()) {
    const { definition } = own[0]!.automation
    const name = definition.enterWhen
    if (name === undefined) {
      met.push(...own)
      continue
    }
    const customerIds = own.map(({ customerId }) => customerId)
    const who = await whoMeets(tx, scope, { definition, names: [name], customerIds, now: tx.now })
    met.push(...own.filter(({ customerId }) => who.get(name)!.has(customerId)))
  }
  return met
}

interface Entry {
  automation: Automation
  row: AutomationRunRow
}

/** What re-entry allows, in the order in which it came. */
async function allowed(tx: Tx, candidates: readonly Candidate[]): Promise<Entry[]> {
  if (candidates.length === 0) return []
  const ids = {
    automationIds: [...new Set(candidates.map(({ automation }) => automation.id))],
    customerIds: [...new Set(candidates.map(({ customerId }) => customerId))]
  }
  const last = await lastEntries(tx, ids)
  const sources = [...new Set(candidates.map(({ sourceId }) => sourceId))]
  const taken = await takenSources(tx, { ...ids, sources })
  return candidates.flatMap((candidate) => {
    const { automation, customerId, sourceId } = candidate
    const key = `${automation.id} ${customerId}`
    const source = `${key} ${sourceId}`
    if (taken.has(source) || isBarred(automation, last.get(key), tx.now)) return []
    taken.add(source)
    last.set(key, tx.now)
    return [{ automation, row: runOf(tx, candidate) }]
  })
}

function isBarred({ definition }: Automation, last: string | undefined, now: string): boolean {
  const { mode, days } = definition.reentry
  if (last === undefined || mode === 'always') return false
  return mode === 'once' || instantMs(last) + days! * dayMs > instantMs(now)
}

function runOf(tx: Tx, { automation, customerId, ...candidate }: Candidate): AutomationRunRow {
  const { id: automationId, definitionVersion, definition } = automation
  const isOut = isHeldOut(automationId, customerId, definition.holdoutBps)
  return {
    ...{ id: newId('aru'), automationId, definitionVersion, memberId: customerId, customerId },
    sourceId: candidate.sourceId,
    state: isOut ? 'heldOut' : 'running',
    reason: null,
    step: isOut ? null : definition.steps[0]!.id,
    dueAt: isOut ? null : tx.now,
    attempts: 0,
    brought: JSON.stringify({ trigger: candidate.brought }),
    chain: JSON.stringify(candidate.chain),
    enteredAt: tx.now,
    windowEndsAt: instantAt(instantMs(tx.now) + definition.windowDays * dayMs),
    finishedAt: isOut ? tx.now : null
  }
}

/** Who is held out is told of nothing: nothing has happened to them. */
async function tell(tx: Tx, entries: readonly Entry[]): Promise<void> {
  const treated = entries.filter(({ row }) => row.state === 'running')
  await tellTimeline(
    tx,
    treated.map(({ automation: { handle }, row: { id: runId, automationId, customerId } }) => ({
      ...{ customerId, kind: 'automation.entered', detail: { automationId, handle, runId } }
    }))
  )
  await tx.emit(
    'automation.entered',
    entries.map(({ automation: { handle }, row }) => {
      const { id: runId, automationId, customerId, state } = row
      return { automationId, handle, runId, customerId, isHeldOut: state === 'heldOut' }
    })
  )
}
