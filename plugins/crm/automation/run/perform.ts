import type { Tx } from '#core/transaction'
import type { CrmScope } from '../../scope.ts'
import type { DefinitionShape, StepShape } from '../definition/schema.ts'
import { isAction, nextOf, nodeOf } from '../definition/steps.ts'
import { boughtSince, insertDeeds } from '../repository/runs.ts'
import { causedBy } from '../signals/causes.ts'
import type { AutomationRow } from '../tables.ts'
import { act } from './actions.ts'
import { whoMeets } from './conditions.ts'
import { end, goOn, type Moving } from './moving.ts'
import { waitEnd } from './waits.ts'

/** A step, and who has come to it: each run of another customer. */
export interface Performance {
  automation: AutomationRow
  definition: DefinitionShape
  step: StepShape
  runs: readonly Moving[]
  zoneOf(customerId: string): string
}

/**
 * Does a step for the runs that have come to it: those whose customer leaves end first, those whom its condition leaves
 * out go on. Returns whether it is an action that was done. A constant number of statements.
 */
export async function perform(tx: Tx, scope: CrmScope, given: Performance): Promise<boolean> {
  const { automation, definition, step, runs } = given
  const { exit } = definition
  const node = nodeOf(step)
  const met = await whoMeets(tx, scope, {
    ...{ definition, now: tx.now },
    names: [exit?.when, step.when, step.branch?.if],
    customerIds: runs.map(({ customerId }) => customerId)
  })
  const staying = await withoutLeaving(tx, given, met)
  const follows = nextOf(definition, step)
  const now = tx.now
  const meets = (name: string, { customerId }: Moving) => met.get(name)!.has(customerId)
  const doing: Moving[] = []
  for (const run of staying) {
    if (step.when === undefined || meets(step.when, run)) doing.push(run)
    else goOn(run, follows, { now })
  }
  if (isAction(node)) {
    if (doing.length === 0) return false
    const chains = new Map(
      doing.map(({ customerId, chain }) => [
        customerId,
        [...(JSON.parse(chain) as string[]), automation.id]
      ])
    )
    await causedBy(tx, chains, () => act(tx, scope, { automation, node, runs: doing }))
    await insertDeeds(
      tx,
      doing.map(({ id: runId }) => ({
        ...{ runId, step: step.id, place: definition.steps.indexOf(step) },
        ...{ kind: node.kind, at: now }
      }))
    )
  }
  for (const run of doing) {
    if (node.kind === 'stop') end(run, now, { state: 'finished', reason: null })
    else if (node.kind === 'branch') {
      const { if: name, yes, no = follows } = node.wanted
      goOn(run, meets(name, run) ? yes : no, { now })
    } else if (node.kind === 'wait') {
      goOn(run, follows, { now, dueAt: waitEnd(node.wanted, now, given.zoneOf(run.customerId)) })
    } else goOn(run, follows, { now })
  }
  return isAction(node)
}

/** Ends the runs of those who leave. Returns the others. */
async function withoutLeaving(
  tx: Tx,
  { definition: { exit }, runs }: Performance,
  met: ReadonlyMap<string, ReadonlySet<string>>
): Promise<Moving[]> {
  if (!exit) return [...runs]
  const ids = runs.map(({ id }) => id)
  const bought = exit.onOrder ? await boughtSince(tx, ids) : new Set<string>()
  const staying: Moving[] = []
  for (const run of runs) {
    const meetsExit = exit.when !== undefined && met.get(exit.when)!.has(run.customerId)
    if (bought.has(run.id)) end(run, tx.now, { state: 'exited', reason: 'order' })
    else if (meetsExit) end(run, tx.now, { state: 'exited', reason: exit.when! })
    else staying.push(run)
  }
  return staying
}
