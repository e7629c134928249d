import { sql } from 'kysely'
import { isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import { holdTrees } from '../../customers/repository/customers.ts'
import { zoneOf } from '../../customers/zone.ts'
import { lockCustomers } from '../../metrics/repository/days.ts'
import type { CrmScope } from '../../scope.ts'
import { livingIds } from '../../segments/repository/entries.ts'
import type { DefinitionShape } from '../definition/schema.ts'
import { groupBy } from '../entry/candidates.ts'
import { definitionsOf } from '../repository/automations.ts'
import { lockDueRuns, saveRuns } from '../repository/runs.ts'
import type { AutomationRow } from '../tables.ts'
import { tellFinished } from './finished.ts'
import { end, type Moving, movingOf, rowOf } from './moving.ts'
import { perform } from './perform.ts'

/** Runs of an automation that are to be moved on. */
export interface Due {
  automationId: string
  runs: readonly { id: string; customerId: string }[]
  /** Does one action and leaves the rest for later, so that what follows cannot undo it. */
  isSingle?: boolean
}

/** What came of it. */
export interface Advanced {
  /** Runs that were due still, and have been moved on. */
  moved: number
  /** The step was done that had failed before. */
  hasRecovered: boolean
}

/**
 * Moves runs on until each waits or has come to its end. Those that somebody else has moved meanwhile are left out. A
 * constant number of statements for each step of each version. Errors: those of what a step does; nothing is done then.
 */
export async function advance(
  tx: Tx,
  scope: CrmScope,
  { automationId, runs, isSingle = false }: Due
): Promise<Advanced> {
  // The trees, then customers, as everywhere: merges, orders and points lock them before what is theirs.
  await holdTrees(tx)
  await lockCustomers(tx, [...new Set(runs.map(({ customerId }) => customerId))].sort())
  const rows = await lockDueRuns(
    tx,
    runs.map(({ id }) => id)
  )
  const automation = await readState(tx, automationId)
  if (rows.length === 0 || automation?.state !== 'active') {
    return { moved: 0, hasRecovered: false }
  }
  const moving = rows.map(movingOf)
  await endGone(tx, moving)
  const versions = [...new Set(rows.map(({ definitionVersion }) => definitionVersion))]
  const definitions = await definitionsOf(tx, automationId, versions)
  const done = new Set<string>()
  for (const [version, definition] of definitions) {
    const own = moving.filter(({ definitionVersion }) => definitionVersion === version)
    const some = await moveThrough(tx, scope, { automation, definition, runs: own, isSingle })
    for (const step of some) done.add(step)
  }
  await saveRuns(tx, moving.map(rowOf))
  await tellFinished(tx, automation, moving)
  return { moved: rows.length, hasRecovered: done.has(automation.failingStep ?? '') }
}

async function readState(tx: Tx, id: string): Promise<AutomationRow | undefined> {
  return tx.selectFrom('automations').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Customers that no longer stand for themselves have no way to go. */
async function endGone(tx: Tx, runs: readonly Moving[]): Promise<void> {
  const living = await livingIds(
    tx,
    runs.map(({ customerId }) => customerId)
  )
  for (const run of runs) {
    if (living.get(run.customerId) === run.customerId) continue
    end(run, tx.now, { state: 'stopped', reason: 'erased' })
  }
}

/** Steps lead forward, so that all who come to a step are there once those before it are done. Returns the actions that were done. */
async function moveThrough(
  tx: Tx,
  scope: CrmScope,
  {
    automation,
    definition,
    runs,
    isSingle
  }: {
    automation: AutomationRow
    definition: DefinitionShape
    runs: readonly Moving[]
    isSingle: boolean
  }
): Promise<string[]> {
  const zones = await zonesOf(tx, definition, runs)
  const done: string[] = []
  for (const step of definition.steps) {
    const here = runs.filter((run) => run.step === step.id && run.dueAt! <= tx.now)
    for (const some of rounds(here)) {
      if (isSingle && done.length > 0) return done
      const given = {
        ...{ automation, definition, step, runs: some },
        zoneOf: (customerId: string) => zoneOf(zones.get(customerId), scope.ctx.shop)
      }
      if (await perform(tx, scope, given)) done.push(step.id)
    }
  }
  return done
}

/** Runs in rounds in which each is of another customer. */
function rounds(runs: readonly Moving[]): Moving[][] {
  const made: Moving[][] = []
  for (const own of groupBy(runs, ({ customerId }) => customerId).values()) {
    own.forEach((run, at) => {
      const round = made[at]
      if (round) round.push(run)
      else made[at] = [run]
    })
  }
  return made
}

async function zonesOf(
  tx: Tx,
  { steps }: DefinitionShape,
  runs: readonly Moving[]
): Promise<Map<string, string>> {
  if (!steps.some(({ wait }) => wait !== undefined)) return new Map()
  const { rows } = await sql<{ id: string; zone: string }>`select id, zone from customers
    where zone is not null and ${isOneOf(
      tx,
      'id',
      runs.map(({ customerId }) => customerId)
    )}`.execute(tx)
  return new Map(rows.map(({ id, zone }) => [id, zone]))
}
