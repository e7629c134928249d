import type { Reader } from '#core/database/db'
import type { Tx } from '#core/transaction'
import { businessDay } from '../metrics/calendar.ts'
import { lockCustomers } from '../metrics/repository/days.ts'
import { type KnownThresholds, knownThresholds } from '../metrics/thresholds.ts'
import type { CrmScope } from '../scope.ts'
import {
  type ConditionedSegment,
  deleteMembers,
  dropMembers,
  fitting,
  insertMembers,
  type Membership,
  membersAfter,
  membershipsOf
} from './repository/members.ts'
import { allSegments, holdRules } from './repository/segments.ts'
import { compileSegment } from './rule/compile.ts'
import type { CompiledSource, RuleContext } from './rule/context.ts'
import { leavesOf, type RuleShape } from './rule/schema.ts'
import { type Topic, topicsOf } from './rule/topics.ts'
import type { CrmSegmentRow } from './tables.ts'

/** Segments as they are now, ready to be asked. */
export interface LiveSegments {
  rows: readonly CrmSegmentRow[]
  ruleByHandle: ReadonlyMap<string, RuleShape | null>
  context: RuleContext
}

/** Reads all segments, and what their rules are read by: at most two queries. */
export async function readSegments(
  db: Reader,
  scope: CrmScope,
  now: string
): Promise<LiveSegments> {
  const rows = await allSegments(db)
  const segments = sourcesOf(rows)
  const context = await contextOf(db, scope, { now, segments })
  return { rows, ruleByHandle: rulesOf(segments), context }
}

function sourcesOf(rows: readonly CrmSegmentRow[]): Map<string, CompiledSource> {
  return new Map(rows.map(({ id, handle, rule }) => [handle, { id, rule: parseRule(rule) }]))
}

function rulesOf(segments: ReadonlyMap<string, CompiledSource>): Map<string, RuleShape | null> {
  return new Map([...segments].map(([handle, { rule }]) => [handle, rule]))
}

/** What rules are read by at an instant, with these segments to be named. */
export async function contextOf(
  db: Reader,
  { ctx }: CrmScope,
  { now, segments }: { now: string; segments: ReadonlyMap<string, CompiledSource> }
): Promise<RuleContext> {
  const usesRfm = [...segments.values()].some(({ rule }) => rule !== null && isAboutRfm(rule))
  const thresholds = usesRfm ? await knownThresholds(db) : new Map<string, KnownThresholds>()
  const { shop } = ctx
  return { dialect: db.dialect, shop, today: businessDay(shop, now), thresholds, segments }
}

function isAboutRfm(rule: RuleShape): boolean {
  return leavesOf(rule, '').some(({ node }) => node.field === 'rfm')
}

export function parseRule(rule: string | null): RuleShape | null {
  return rule === null ? null : (JSON.parse(rule) as RuleShape)
}

/** A segment with its condition. */
export function conditioned(
  { id, rule }: Pick<CrmSegmentRow, 'id' | 'rule'>,
  context: RuleContext
): ConditionedSegment {
  return { id, fits: compileSegment({ id, rule: parseRule(rule) }, context) }
}

/**
 * Brings the segments of customers up to what is known of them now: those that depend on one of the topics; default: all.
 * A constant number of queries for any number of customers, and one or two where no segment depends on it.
 */
export async function reevaluate(
  tx: Tx,
  scope: CrmScope,
  { customerIds, topics }: { customerIds: readonly string[]; topics?: readonly Topic[] }
): Promise<void> {
  if (customerIds.length === 0) return
  await holdRules(tx)
  const rows = await allSegments(tx)
  const segments = sourcesOf(rows)
  const ruleByHandle = rulesOf(segments)
  const concerned = rows.filter(({ rule }) => {
    if (topics === undefined) return true
    const own = topicsOf(parseRule(rule), ruleByHandle)
    return topics.some((topic) => own.has(topic))
  })
  if (concerned.length === 0) return
  const context = await contextOf(tx, scope, { now: tx.now, segments })
  const ids = [...new Set(customerIds)].sort()
  // Of two changes of one customer the later must see the earlier.
  await lockCustomers(tx, ids)
  const conditions = concerned.map((row) => conditioned(row, context))
  const fits = await fitting(tx, conditions, ids)
  const concernedIds = new Set(concerned.map(({ id }) => id))
  const before = (await membershipsOf(tx, ids)).filter((one) => concernedIds.has(one.segmentId))
  await write(tx, rows, { entered: without(fits, before), left: without(before, fits) })
}

/** Takes customers that no longer stand for themselves out of every segment. */
export async function leaveAll(
  tx: Tx,
  scope: CrmScope,
  customerIds: readonly string[]
): Promise<void> {
  const left = await dropMembers(tx, customerIds)
  if (left.length === 0) return
  const { rows } = await readSegments(tx, scope, tx.now)
  await tell(tx, rows, { entered: [], left })
}

/** Members told in one event. */
const leavingMax = 500

/** Tells that all members of a segment have left it, a batch at a time; who deletes it has locked the rules. */
export async function dissolve(
  tx: Tx,
  { id, handle: segment }: Pick<CrmSegmentRow, 'id' | 'handle'>
): Promise<void> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page = await membersAfter(tx, id, { after, limit: leavingMax })
    await tx.emit(
      'segment.left',
      page.map((customerId) => ({ customerId, segment }))
    )
    after = page.length < leavingMax ? undefined : page.at(-1)
  }
}

interface Changes {
  entered: readonly Membership[]
  left: readonly Membership[]
}

async function write(tx: Tx, rows: readonly CrmSegmentRow[], changes: Changes): Promise<void> {
  await insertMembers(
    tx,
    changes.entered.map((one) => ({ ...one, enteredAt: tx.now }))
  )
  await deleteMembers(tx, changes.left)
  await tell(tx, rows, changes)
}

async function tell(tx: Tx, rows: readonly CrmSegmentRow[], { entered, left }: Changes) {
  const handles = new Map(rows.map(({ id, handle }) => [id, handle]))
  const events = (some: readonly Membership[]) =>
    some.flatMap(({ segmentId, customerId }) => {
      const segment = handles.get(segmentId)
      return segment === undefined ? [] : [{ customerId, segment }]
    })
  await tx.emit('segment.left', events(left))
  await tx.emit('segment.entered', events(entered))
}

function without(some: readonly Membership[], others: readonly Membership[]): Membership[] {
  const known = new Set(others.map(keyOf))
  return some.filter((one) => !known.has(keyOf(one)))
}

function keyOf({ segmentId, customerId }: Membership): string {
  return `${segmentId} ${customerId}`
}
