import { NotFound, VersionOutdated } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { PromotionsScope } from '../scope.ts'
import { assertSound } from './check.ts'
import type { DrawInputShape } from './definition.ts'
import { DrawTooEarly } from './errors.ts'
import { insertDraw, lockDraw, updateDraw } from './repository.ts'
import { commitmentOf, newSeed, sealSeed } from './seed.ts'
import { takeStep } from './steps.ts'
import type { DrawRow } from './tables.ts'

type Parts = Pick<PromotionsScope, 'ctx' | 'parts'>

/**
 * Writes a draw with a secret seed; only what commits to it is published. Returns its id.
 *
 * Errors: DRAW_INVALID with everything that is wrong, DRAW_KEY_MISSING.
 */
export async function createDraw(scope: Parts, tx: Tx, input: DrawInputShape): Promise<string> {
  const id = newId('drw')
  const seed = newSeed()
  const sealedSeed = sealSeed(seed, id, scope.ctx.encryptionKey)
  await assertSound(scope, tx, input, tx.now)
  const { title, entryFrom, entryUntil, drawAt, entriesPerCustomer = 1, sources, prizes } = input
  const row: DrawRow = {
    ...{ id, title, state: 'open' as const, entryFrom, entryUntil, drawAt, entriesPerCustomer },
    sources: JSON.stringify(sources),
    prizes: JSON.stringify(prizes),
    ...{ commitment: commitmentOf(id, seed), sealedSeed, seed: null },
    ...{ entries: null, entriesDigest: null, version: 1, createdBy: tx.origin.actor },
    ...{ createdAt: tx.now, updatedAt: tx.now, closedAt: null, drawnAt: null }
  }
  await insertDraw(tx, row)
  audit(tx, id, 'create', { after: { ...input, commitment: row.commitment } })
  return id
}

/** Cancels a draw that is not drawn. Errors: NOT_FOUND, VERSION_OUTDATED, DRAW_STEP_ILLEGAL. */
export async function cancelDraw(
  { ctx }: Pick<Parts, 'ctx'>,
  tx: Tx,
  { id, expected, reason }: { id: string; expected: number | undefined; reason: string }
): Promise<void> {
  const row = await requireDraw(tx, id, expected)
  const state = takeStep('cancel', row.state)
  await updateDraw(tx, id, { state })
  await ctx.alerts.clear(tx, [{ kind: 'draw.stuck', subjectType: 'draw', subjectId: id }])
  audit(tx, id, 'cancel', { before: { state: row.state }, after: { state, reason } })
}

/**
 * Lets a draw that takes no more entries be drawn before its time; a job does it. One that is drawn stays as it is.
 *
 * Errors: NOT_FOUND, VERSION_OUTDATED, DRAW_TOO_EARLY, DRAW_STEP_ILLEGAL.
 */
export async function drawNow(
  tx: Tx,
  { id, expected }: { id: string; expected: number | undefined }
): Promise<void> {
  const row = await requireDraw(tx, id, expected)
  if (row.state === 'drawn') return
  const { entryUntil, drawAt } = row
  if (row.state === 'open' && entryUntil > tx.now)
    throw new DrawTooEarly({ drawId: id, entryUntil })
  if (row.state !== 'open') takeStep('draw', row.state)
  if (drawAt > tx.now) {
    await updateDraw(tx, id, { drawAt: tx.now })
    audit(tx, id, 'bring-forward', { before: { drawAt }, after: { drawAt: tx.now } })
  }
  await tx.enqueue('draws.move', [{ payload: {} }])
}

async function requireDraw(tx: Tx, id: string, expected: number | undefined): Promise<DrawRow> {
  const row = await lockDraw(tx, id, 'own')
  if (!row) throw new NotFound({ what: 'draw', id })
  if (expected !== undefined && expected !== row.version) {
    throw new VersionOutdated({ expected, current: row.version })
  }
  return row
}

/** Writes what was done to a draw down. */
export function audit(tx: Tx, id: string, act: string, change: object): void {
  tx.audit([{ action: `draw.${act}`, subjectType: 'draw', subjectId: id, ...change }])
}
