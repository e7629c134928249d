import { NotFound, VersionOutdated } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { dayOn } from '#core/zone'
import type { CrmScope } from '../scope.ts'
import { assertDefinition } from './definition/check.ts'
import type { DefinitionShape } from './definition/schema.ts'
import { listensTo } from './definition/steps.ts'
import { walkFrom } from './entry/walk.ts'
import { AutomationHandleTaken, AutomationLimitReached, AutomationStateWrong } from './errors.ts'
import {
  countActive,
  definitionsOf,
  insertAutomation,
  insertVersion,
  lockAutomation,
  saveAutomation
} from './repository/automations.ts'
import type { AutomationChangeShape, AutomationInputShape } from './schema.ts'
import type { Listening } from './signals/listening.ts'
import type { AutomationRow, AutomationState } from './tables.ts'

/** Automations that are active at once: each is asked for whatever it listens to. */
const activeMax = 200

/** What keeping automations works with. */
export interface Keeping {
  scope: CrmScope
  listening: Listening
}

/** Writes a new automation, as a draft. Errors: AUTOMATION_INVALID, AUTOMATION_HANDLE_TAKEN. */
export async function createAutomation(
  tx: Tx,
  { scope }: Keeping,
  { handle, title, description = null, definition }: AutomationInputShape
): Promise<string> {
  await assertDefinition(tx, scope, definition, tx.now)
  const id = newId('aut')
  const isFree = await insertAutomation(tx, {
    ...{ id, handle, title, description, state: 'draft', definitionVersion: 1 },
    ...heardBy(definition),
    ...{ activeSince: null, walkOn: null, walkAfter: '', failures: 0, failingStep: null },
    ...{ version: 1, createdAt: tx.now, updatedAt: tx.now }
  })
  if (!isFree) throw new AutomationHandleTaken({ handle })
  await writeVersion(tx, id, { version: 1, definition })
  audit(tx, 'create', id, { handle, definition })
  return id
}

/** Which automation, and what it is held against. */
interface Ref {
  id: string
  version: number | undefined
}

/**
 * Changes an automation: with a new definition, who enters from now on follows it. Errors: NOT_FOUND, VERSION_OUTDATED,
 * AUTOMATION_INVALID, AUTOMATION_STATE_WRONG.
 */
export async function changeAutomation(
  tx: Tx,
  { scope, listening }: Keeping,
  { id, version, change }: Ref & { change: AutomationChangeShape }
): Promise<void> {
  const row = await load(tx, { id, version })
  if (row.state === 'archived') {
    const fix = 'write a new automation'
    throw new AutomationStateWrong({ automationId: id, state: row.state, fix })
  }
  const { definition, ...plain } = change
  const next: AutomationRow = { ...row, ...plain, version: row.version + 1, updatedAt: tx.now }
  if (definition) {
    await assertDefinition(tx, scope, definition, tx.now)
    next.definitionVersion++
    Object.assign(next, heardBy(definition), { walkOn: null, walkAfter: '' })
    if (row.state === 'active') next.walkOn = walkFrom(next, dayOn(tx.now, scope.ctx.shop.zone))
    await writeVersion(tx, id, { version: next.definitionVersion, definition })
    tx.afterCommit(() => listening.forget())
  }
  await saveAutomation(tx, next)
  audit(tx, 'change', id, change)
}

/** Which states each step leads from, and where. */
const stepsOf = {
  activate: { from: ['draft', 'paused'], to: 'active' },
  pause: { from: ['active'], to: 'paused' },
  archive: { from: ['draft', 'active', 'paused'], to: 'archived' }
} as const satisfies Record<string, { from: readonly AutomationState[]; to: AutomationState }>

/**
 * Starts, pauses or archives an automation. Paused, nobody enters and who is on the way waits; archived, their ways end.
 * Errors: NOT_FOUND, VERSION_OUTDATED, AUTOMATION_STATE_WRONG, AUTOMATION_INVALID, AUTOMATION_LIMIT_REACHED.
 */
export async function stepAutomation(
  tx: Tx,
  { scope, listening }: Keeping,
  { id, version, step }: Ref & { step: keyof typeof stepsOf }
): Promise<void> {
  const row = await load(tx, { id, version })
  const { from, to } = stepsOf[step]
  if (!(from as readonly AutomationState[]).includes(row.state)) {
    const fix = `to ${step} it, it has to be ${from.join(' or ')}`
    throw new AutomationStateWrong({ automationId: id, state: row.state, fix })
  }
  const next: AutomationRow = { ...row, state: to, version: row.version + 1, updatedAt: tx.now }
  next.activeSince = null
  if (to === 'active') {
    if ((await countActive(tx)) >= activeMax) throw new AutomationLimitReached({ limit: activeMax })
    const definitions = await definitionsOf(tx, id, [row.definitionVersion])
    // What it names may have gone since it was written.
    await assertDefinition(tx, scope, definitions.get(row.definitionVersion)!, tx.now)
    next.activeSince = tx.now
    next.walkOn = walkFrom(row, dayOn(tx.now, scope.ctx.shop.zone))
    if (row.listens !== 'inactivity') next.walkAfter = ''
  }
  await saveAutomation(tx, next)
  tx.afterCommit(() => listening.forget())
  audit(tx, step, id, { state: to })
}

async function load(tx: Tx, { id, version }: Ref): Promise<AutomationRow> {
  const row = await lockAutomation(tx, id)
  if (!row) throw new NotFound({ what: 'automation', id })
  if (version !== undefined && version !== row.version) {
    throw new VersionOutdated({ expected: version, current: row.version })
  }
  return row
}

function heardBy({ trigger }: DefinitionShape): Pick<AutomationRow, 'listens' | 'subject'> {
  const { segment, tier } = trigger.event ?? {}
  return { listens: listensTo(trigger), subject: segment ?? tier ?? null }
}

async function writeVersion(
  tx: Tx,
  automationId: string,
  { version, definition }: { version: number; definition: DefinitionShape }
): Promise<void> {
  await insertVersion(tx, {
    ...{ automationId, version, definition: JSON.stringify(definition) },
    ...{ actor: tx.origin.actor, createdAt: tx.now }
  })
}

function audit(tx: Tx, act: string, subjectId: string, after: Record<string, unknown>): void {
  tx.audit([{ action: `automation.${act}`, subjectType: 'automation', subjectId, after }])
}
