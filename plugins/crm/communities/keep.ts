import { NotFound, VersionOutdated } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { CapacityTooSmall, CommunityClosed, CommunityTaken } from './errors.ts'
import {
  communityOfGroup,
  insertCommunity,
  lockCommunity,
  membersNow,
  saveCommunity
} from './repository.ts'
import type { CommunityChangeShape, CommunityInputShape } from './schema.ts'
import type { CommunityRow } from './tables.ts'

/** Writes a community. Errors: COMMUNITY_TAKEN. */
export async function createCommunity(tx: Tx, input: CommunityInputShape): Promise<CommunityRow> {
  const { title, channelId, externalId = null, owner, capacity = null } = input
  const row: CommunityRow = {
    ...{ id: newId('cmy'), title, channelId, externalId, owner, capacity, state: 'open' },
    ...{ version: 1, createdAt: tx.now, updatedAt: tx.now }
  }
  if ((await insertCommunity(tx, row)) === 0) {
    const known = (await communityOfGroup(tx, channelId, externalId!))!
    throw new CommunityTaken({ channelId, externalId: externalId!, communityId: known.id })
  }
  audit(tx, 'create', row.id, { after: input })
  return row
}

/** Changes a community. Errors: NOT_FOUND, VERSION_OUTDATED, COMMUNITY_CAPACITY_TOO_SMALL. */
export async function changeCommunity(
  tx: Tx,
  {
    id,
    expected,
    change
  }: { id: string; expected: number | undefined; change: CommunityChangeShape }
): Promise<CommunityRow> {
  const before = await lockCommunity(tx, id)
  if (!before) throw new NotFound({ what: 'community', id })
  if (expected !== undefined && expected !== before.version) {
    throw new VersionOutdated({ expected, current: before.version })
  }
  const members = (await membersNow(tx, [id])).get(id) ?? 0
  if (change.capacity != null && change.capacity < members) {
    throw new CapacityTooSmall({ field: '#/capacity', members })
  }
  const after = { ...before, ...change, version: before.version + 1, updatedAt: tx.now }
  await saveCommunity(tx, after)
  audit(tx, 'change', id, { before, after: change })
  return after
}

/** Locks a community that something is to be done in. Errors: NOT_FOUND, COMMUNITY_CLOSED. */
export async function lockOpen(tx: Tx, id: string): Promise<CommunityRow> {
  const row = await lockCommunity(tx, id)
  if (!row) throw new NotFound({ what: 'community', id })
  if (row.state === 'closed') throw new CommunityClosed({ communityId: id })
  return row
}

/** Writes what was done to a community to the audit log. */
export function audit(tx: Tx, act: string, subjectId: string, change: object): void {
  tx.audit([{ action: `community.${act}`, subjectType: 'community', subjectId, ...change }])
}
