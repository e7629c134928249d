import { insertAll } from '#core/database/rows'
import { NotFound, ValidationFailed } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import { tellTimeline } from '../customers/timeline.ts'
import { audit, lockOpen } from './keep.ts'
import { namedCustomers, refuseTime } from './members.ts'
import { findActivity, insertActivity, staysOf, tookPart } from './repository.ts'
import type { ActivityInputShape, ParticipationBodyShape } from './schema.ts'
import type { CommunityActivityRow, CommunityParticipationRow } from './tables.ts'

/** Writes something that is done in a community. Errors: NOT_FOUND, COMMUNITY_CLOSED, VALIDATION_FAILED. */
export async function createActivity(
  tx: Tx,
  communityId: string,
  input: ActivityInputShape
): Promise<CommunityActivityRow> {
  await lockOpen(tx, communityId)
  const { kind, title, subjectId = null, startsAt, endsAt = null } = input
  if (endsAt !== null && endsAt <= startsAt) {
    const detail = `is not after startsAt, ${startsAt}: end it later`
    throw new ValidationFailed({ errors: [{ pointer: '#/endsAt', detail }] })
  }
  const row: CommunityActivityRow = {
    ...{ id: newId('cma'), communityId, kind, title, subjectId, startsAt, endsAt },
    createdAt: tx.now
  }
  await insertActivity(tx, row)
  audit(tx, 'activity', communityId, { after: { activityId: row.id, ...input } })
  return row
}

/**
 * Writes down who took part in an activity, each customer once; what was said first stays, so that saying it again changes
 * nothing. Who was not a member then is named and left out. Errors: NOT_FOUND, COMMUNITY_CLOSED; VALIDATION_FAILED for a
 * time outside of the activity's.
 */
export async function recordParticipations(
  tx: Tx,
  { id, participations }: { id: string } & ParticipationBodyShape
): Promise<{ added: number; known: number; absent: string[]; unknown: string[] }> {
  const activity = await findActivity(tx, id)
  if (!activity) throw new NotFound({ what: 'activity', id })
  const { communityId } = activity
  const { named, unknown } = await namedCustomers(tx, participations)
  await lockOpen(tx, communityId)
  const ids = [...named.keys()]
  const known = await tookPart(tx, id, ids)
  const stays = await staysOf(tx, communityId, ids)
  const absent: string[] = []
  const rows: CommunityParticipationRow[] = []
  for (const [customerId, { item, index }] of named) {
    if (known.has(customerId)) continue
    const { tookPartAt = tx.now, reference = null } = item
    refuseOutside(tx, activity, { at: tookPartAt, index })
    const wasThere = stays.some(
      (stay) =>
        stay.customerId === customerId &&
        stay.joinedAt <= tookPartAt &&
        (stay.leftAt === null || tookPartAt < stay.leftAt)
    )
    if (!wasThere) absent.push(item.customerId)
    else {
      rows.push({
        ...{ id: newId('cmp'), activityId: id, memberId: customerId, customerId },
        ...{ tookPartAt, reference, createdAt: tx.now }
      })
    }
  }
  await insertAll(tx, 'communityParticipations', rows)
  await tellTimeline(
    tx,
    rows.map(({ customerId, tookPartAt: at }) => ({
      ...{ customerId, kind: 'community.took-part', at },
      detail: { communityId, activityId: id, activity: activity.kind }
    }))
  )
  audit(tx, 'participations', communityId, { after: { activityId: id, added: rows.length } })
  return { added: rows.length, known: known.size, absent, unknown }
}

function refuseOutside(
  tx: Tx,
  { startsAt, endsAt }: CommunityActivityRow,
  { at, index }: { at: Instant; index: number }
): void {
  const pointer = `#/participations/${index}/tookPartAt`
  refuseTime(tx, pointer, { at, notBefore: startsAt })
  if (endsAt === null || at < endsAt) return
  throw new ValidationFailed({
    errors: [{ pointer, detail: `the activity was over at ${endsAt}` }]
  })
}
