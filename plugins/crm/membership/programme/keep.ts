import { insertAll } from '#core/database/rows'
import { NotFound, VersionOutdated } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { CatalogService } from '#plugins/catalog'
import { MembershipInvalid, ProgrammeMissing, TierInUse } from '../errors.ts'
import type { MembershipProgrammeRow, MembershipTierRow } from '../tables.ts'
import { checkProgramme, checkTier } from './check.ts'
import { forgetProgramme, type Programme, readProgramme, type Tier, tierFrom } from './programme.ts'
import type { ProgrammeBodyShape, TierBodyShape } from './schema.ts'

/**
 * Writes the rules of membership. They hold for orders from now on; what was earned by those before stays. Errors:
 * MEMBERSHIP_INVALID, VERSION_OUTDATED.
 */
export async function putProgramme(
  tx: Tx,
  catalog: CatalogService | undefined,
  { body, expected }: { body: ProgrammeBodyShape; expected: number | undefined }
): Promise<Programme> {
  const ids = body.points.excludedCategoryIds
  const categories = catalog ? await catalog.knownCategories(tx, ids) : null
  const errors = checkProgramme(body, categories)
  if (errors.length > 0) throw new MembershipInvalid({ errors })
  await lockProgramme(tx)
  const before = await readProgramme(tx)
  assertVersion(before?.version ?? 0, expected)
  const startsAt = body.points.startsAt ?? before?.rule.points.startsAt ?? tx.now
  const rule = { ...body, points: { ...body.points, startsAt } }
  const row: MembershipProgrammeRow = {
    id: 'main',
    rule: JSON.stringify(rule),
    version: (before?.version ?? 0) + 1,
    createdAt: before?.createdAt ?? tx.now,
    updatedAt: tx.now
  }
  const update = ['rule', 'version', 'updatedAt']
  await insertAll(tx, 'membershipProgrammes', [row], { on: ['id'], update })
  audit(tx, { action: 'programme', subjectId: 'main', before: before?.rule, after: rule })
  forgetProgramme(tx)
  return (await readProgramme(tx))!
}

/** Adds a tier. Members reach it with their next order. Errors: MEMBERSHIP_INVALID, PROGRAMME_MISSING. */
export async function createTier(tx: Tx, body: TierBodyShape): Promise<Tier> {
  const others = await lockTiers(tx)
  const row = rowOf(body, { id: newId('mtr'), version: 1, createdAt: tx.now, updatedAt: tx.now })
  assertSound(tierFrom(row), others)
  await insertAll(tx, 'membershipTiers', [row])
  audit(tx, { action: 'tier-create', subjectId: row.id, after: body })
  forgetProgramme(tx)
  return tierFrom(row)
}

/**
 * Replaces a tier; who has it keeps it. Errors: NOT_FOUND, VERSION_OUTDATED, MEMBERSHIP_INVALID, and those of whoever
 * vetoes another handle.
 */
export async function replaceTier(
  tx: Tx,
  { id, body, expected }: { id: string; body: TierBodyShape; expected: number | undefined }
): Promise<Tier> {
  const tiers = await lockTiers(tx)
  const before = tiers.find((tier) => tier.id === id)
  if (!before) throw new NotFound({ what: 'tier', id })
  assertVersion(before.version, expected)
  const { version, createdAt } = before
  const row = rowOf(body, { id, version: version + 1, createdAt, updatedAt: tx.now })
  const others = tiers.filter((tier) => tier.id !== id)
  assertSound(tierFrom(row), others)
  if (before.handle !== row.handle) await tellDeleted(tx, before)
  const { id: _, ...columns } = row
  await tx.updateTable('membershipTiers').set(columns).where('id', '=', id).execute()
  audit(tx, { action: 'tier-change', subjectId: id, before, after: body })
  forgetProgramme(tx)
  return tierFrom(row)
}

/** Errors: NOT_FOUND, VERSION_OUTDATED, TIER_IN_USE, and those of whoever vetoes. */
export async function removeTier(
  tx: Tx,
  { id, expected }: { id: string; expected: number | undefined }
): Promise<void> {
  const before = (await lockTiers(tx)).find((tier) => tier.id === id)
  if (!before) throw new NotFound({ what: 'tier', id })
  assertVersion(before.version, expected)
  const { members } = await tx
    .selectFrom('memberships')
    .select((all) => all.fn.countAll().as('members'))
    .where('tierId', '=', id)
    .executeTakeFirstOrThrow()
  if (Number(members) > 0) throw new TierInUse({ tier: before.handle, members: Number(members) })
  await tellDeleted(tx, before)
  await tx.deleteFrom('membershipTiers').where('id', '=', id).execute()
  audit(tx, { action: 'tier-remove', subjectId: id, before })
  forgetProgramme(tx)
}

/** Whoever knows a tier by its handle may veto that it goes. */
async function tellDeleted(tx: Tx, { id: tierId, handle: tier }: Tier): Promise<void> {
  await tx.emit('tier.deleted', [{ tierId, tier }])
}

/** Tiers are checked against each other: one change of them at a time. Errors: PROGRAMME_MISSING. */
async function lockTiers(tx: Tx): Promise<Tier[]> {
  // What a threshold counts is said by the programme, so that there is one before there are tiers.
  if (!(await lockProgramme(tx))) throw new ProgrammeMissing({})
  const rows = await tx.selectFrom('membershipTiers').selectAll().orderBy('level').execute()
  return rows.map(tierFrom)
}

/** Returns whether there is one. */
async function lockProgramme(tx: Tx): Promise<boolean> {
  let query = tx.selectFrom('membershipProgrammes').select('id')
  if (tx.dialect === 'postgres') query = query.forUpdate()
  return (await query.executeTakeFirst()) !== undefined
}

function assertVersion(current: number, expected: number | undefined): void {
  if (expected !== undefined && expected !== current) {
    throw new VersionOutdated({ expected, current })
  }
}

function assertSound(tier: Tier, others: readonly Tier[]): void {
  const errors = checkTier(tier, others)
  if (errors.length > 0) throw new MembershipInvalid({ errors })
}

function rowOf(
  body: TierBodyShape,
  own: Pick<MembershipTierRow, 'id' | 'version' | 'createdAt' | 'updatedAt'>
): MembershipTierRow {
  const { handle, title, level, kind, threshold = null, keep = null, termMonths = null } = body
  const benefits = JSON.stringify(body.benefits ?? {})
  return { ...own, handle, title, level, kind, threshold, keep, termMonths, benefits }
}

function audit(
  tx: Tx,
  {
    action,
    subjectId,
    ...change
  }: { action: string; subjectId: string; before?: unknown; after?: unknown }
): void {
  tx.audit([{ action: `membership.${action}`, subjectType: 'membership', subjectId, ...change }])
}
