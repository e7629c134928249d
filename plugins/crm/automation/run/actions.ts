import { DateTime } from 'luxon'
import { instantAt } from '#core/time'
import type { Tx } from '#core/transaction'
import { addTags } from '../../customers/tags.ts'
import { tellTimeline } from '../../customers/timeline.ts'
import type { CrmScope } from '../../scope.ts'
import { createTasks } from '../../tasks/keep.ts'
import type { StepNode, StepOf, ValueRef } from '../definition/schema.ts'
import type { Brought } from '../entry/candidates.ts'
import type { AutomationRow } from '../tables.ts'
import type { Moving } from './moving.ts'

/** A step for many runs of one definition. */
interface Doing<Kind extends StepNode['kind']> {
  automation: Pick<AutomationRow, 'id' | 'handle' | 'title'>
  step: StepOf<Kind>
  /** Each of another customer. */
  runs: readonly Moving[]
}

/**
 * Does an action for runs: all of them, or it throws. What it brings is written into the runs. A constant number of
 * statements. Errors: those of what it does.
 */
export async function act(
  tx: Tx,
  scope: CrmScope,
  {
    automation,
    node,
    runs
  }: { automation: Doing<'tag'>['automation']; node: StepNode; runs: readonly Moving[] }
): Promise<void> {
  switch (node.kind) {
    case 'coupon':
      return giveCoupons(tx, scope, { automation, step: node, runs })
    case 'points':
      return givePoints(tx, scope, { automation, step: node, runs })
    case 'tag':
      return addTags(tx, scope, { customerIds: customersOf(runs), tags: node.wanted.add })
    case 'task':
      return writeTasks(tx, scope, { automation, step: node, runs })
    case 'message':
      return askForMessages(tx, scope, { automation, step: node, runs })
    case 'webhook':
      return call(tx, { automation, step: node, runs })
  }
}

/** What names the effect of a step of a run: whoever is asked for it again has done it already. */
export function sourceOf(run: Pick<Moving, 'id'>, step: Pick<StepNode, 'id'>): string {
  return `automation:${run.id}:${step.id}`
}

function customersOf(runs: readonly Moving[]): string[] {
  return runs.map(({ customerId }) => customerId)
}

async function giveCoupons(
  tx: Tx,
  scope: CrmScope,
  { automation, step, runs }: Doing<'coupon'>
): Promise<void> {
  const { promotionId } = step.wanted
  const codes = await scope.coupons!.claim(tx, promotionId, customersOf(runs))
  runs.forEach((run, at) => {
    const { code, expiresAt } = codes[at]!
    run.brought[step.id] = { code, expiresAt }
  })
  await tellTimeline(
    tx,
    runs.map(({ customerId }, at) => ({
      ...{ customerId, kind: 'coupon.given' },
      detail: { automationId: automation.id, promotionId, couponId: codes[at]!.couponId }
    }))
  )
}

async function givePoints(
  tx: Tx,
  { provides }: CrmScope,
  { automation, step, runs }: Doing<'points'>
): Promise<void> {
  const { points, reason = automation.title } = step.wanted
  await provides.recordPoints(
    tx,
    runs.map((run) => ({
      ...{ customerId: run.customerId, points, reason, sourceId: sourceOf(run, step) }
    }))
  )
  for (const run of runs) run.brought[step.id] = { points }
}

async function writeTasks(tx: Tx, scope: CrmScope, { step, runs }: Doing<'task'>): Promise<void> {
  const { dueInDays, ...wanted } = step.wanted
  const due = DateTime.fromISO(tx.now, { zone: scope.ctx.shop.zone }).plus({ days: dueInDays })
  await createTasks(
    tx,
    scope,
    runs.map((run) => ({
      ...{ ...wanted, customerId: run.customerId, dueAt: instantAt(due.toMillis()) },
      ...{ source: 'automation' as const, sourceId: sourceOf(run, step) }
    }))
  )
}

async function askForMessages(
  tx: Tx,
  { messages }: CrmScope,
  { step, runs }: Doing<'message'>
): Promise<void> {
  const { template, values = {} } = step.wanted
  await messages.request(
    tx,
    runs.map((run) => {
      const read = Object.entries(readValues(values, run))
      const variables = Object.fromEntries(read.map(([name, value]) => [name, `${value ?? ''}`]))
      const { customerId } = run
      return { customerId, template, variables, sourceId: sourceOf(run, step), notBefore: null }
    })
  )
}

async function call(tx: Tx, { automation, step, runs }: Doing<'webhook'>): Promise<void> {
  const { name, values = {} } = step.wanted
  await tx.emit(
    'automation.called',
    runs.map((run) => ({
      ...{ automationId: automation.id, handle: automation.handle, runId: run.id },
      ...{ customerId: run.customerId, step: step.id, name, values: readValues(values, run) }
    }))
  )
}

function readValues(
  values: Readonly<Record<string, string | ValueRef>>,
  { brought }: Moving
): Brought {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : (brought[value.step]?.[value.field] ?? null)
    ])
  )
}
