import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { dayStart } from '#core/zone'
import { addDays } from '../../query/calendar.ts'
import type { DaySpan } from '../../query/types.ts'
import type { ReportingScope } from '../../scope.ts'
import type { ShopAction } from '../tables.ts'
import { auditedSubjects } from './subjects.ts'

/** Decisions of the audit log that may move figures → what they are about. */
const decisions: Readonly<Record<string, ShopAction['kind']>> = {
  'price.update': 'price',
  'price-change.applied': 'price',
  'price-list.create': 'price',
  'price-list.update': 'price',
  'price-list.prices': 'price',
  'price-list.delete': 'price',
  'price-policy.create': 'policy',
  'price-policy.update': 'policy',
  'price-policy.delete': 'policy',
  'promotion.change': 'promotion',
  'promotion.start': 'promotion',
  'promotion.pause': 'promotion',
  'promotion.resume': 'promotion',
  'promotion.end': 'promotion',
  'campaign.announce': 'campaign',
  'campaign.launch': 'campaign',
  'campaign.close': 'campaign',
  'campaign.stop': 'campaign',
  'campaign.change': 'campaign',
  'campaign.spend': 'campaign',
  'product.publish': 'product',
  'product.retire': 'product',
  'product.pause': 'product',
  'product.resume': 'product',
  'product.update': 'product',
  'listing.update': 'listing',
  'stock-policy.save': 'stock',
  'stock-policy.delete': 'stock',
  'channel.pause': 'channel',
  'channel.resume': 'channel',
  'channel.retire': 'channel'
}

/** Actions of one source that are told; the others are left out. */
const actionsMax = 50

/** Which actions are asked for. */
export interface ActionAsk {
  span: DaySpan
  /** Notes of other channels are left out; undefined: of all. */
  channelId?: string
}

/**
 * What the shop did in some days that may explain its figures, oldest first: decisions of the audit log, promotions that
 * began or ended by the clock, SKUs that sold out, and what people have noted. A constant number of queries.
 */
export async function findActions(
  db: Reader,
  scope: ReportingScope,
  { span, channelId }: ActionAsk
): Promise<ShopAction[]> {
  const { shop } = scope.ctx
  const from = dayStart(span.from, shop.zone, shop.dayStartsAtHour)
  const to = dayStart(addDays(span.to, 1), shop.zone, shop.dayStartsAtHour)
  const window = { from, to }
  const found = [
    await decided(db, window),
    await soldOut(db, window),
    scope.promotions ? await byTheClock(db, window) : [],
    await noted(db, span, channelId, from)
  ]
  return found.flat().sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

interface Window {
  from: string
  to: string
}

async function decided(db: Reader, { from, to }: Window): Promise<ShopAction[]> {
  const names = sql.join(Object.keys(decisions))
  const { rows } = await sql<{
    at: string
    action: string
    subjectId: string
    actor: string
    detail: string | null
    title: string | null
  }>`select a.at, a.action, a.subject_id, a.actor, a.after as detail,
      coalesce(v.sku, p.title) as title
    from (select * from audit_log where ${sql.raw(auditedSubjects)} and at >= ${from} and at < ${to}
      and action in (${names}) order by at, id limit ${sql.lit(actionsMax)}) as a
    left join variants v on v.id = a.subject_id left join products p on p.id = a.subject_id
    order by a.at, a.id`.execute(db)
  return rows.map(({ action, detail, ...row }) => ({
    ...row,
    ...{ kind: decisions[action]!, what: action, detail: detail?.slice(0, 500) ?? null }
  }))
}

async function soldOut(db: Reader, { from, to }: Window): Promise<ShopAction[]> {
  const rows = await db
    .selectFrom('alerts')
    .select(['raisedAt', 'subjectId', 'message'])
    .where('kind', '=', 'stock.out')
    .where('raisedAt', '>=', from)
    .where('raisedAt', '<', to)
    .orderBy('raisedAt')
    .limit(actionsMax)
    .execute()
  return rows.map(({ raisedAt, subjectId, message }) => ({
    ...{ at: raisedAt, kind: 'stock', what: 'stock.out', subjectId },
    ...{ title: null, actor: null, detail: message }
  }))
}

async function byTheClock(db: Reader, { from, to }: Window): Promise<ShopAction[]> {
  const within = (column: string) =>
    sql`${sql.ref(column)} >= ${from} and ${sql.ref(column)} < ${to}`
  const isOut = sql`state <> 'draft'`
  const { rows } = await sql<Omit<ShopAction, 'actor' | 'detail'>>`
    select starts_at as at, 'promotion' as kind, 'promotion.started' as what, id as subject_id, title
      from promotions where ${within('startsAt')} and ${isOut}
    union all select ends_at, 'promotion', 'promotion.ended', id, title
      from promotions where ${within('endsAt')} and ${isOut}
    order by 1 limit ${sql.lit(actionsMax)}`.execute(db)
  return rows.map((row) => ({ ...row, actor: null, detail: null }))
}

async function noted(
  db: Reader,
  span: DaySpan,
  channelId: string | undefined,
  from: string
): Promise<ShopAction[]> {
  let query = db
    .selectFrom('reportAnnotations')
    .selectAll()
    .where('fromOn', '<=', span.to)
    .where('toOn', '>=', span.from)
  if (channelId !== undefined) query = query.where('channelId', 'in', ['', channelId])
  const rows = await query.orderBy('fromOn').orderBy('id').limit(actionsMax).execute()
  return rows.map(({ id, text, createdBy }) => ({
    ...{ at: from, kind: 'note', what: 'note', subjectId: id },
    ...{ title: text, actor: createdBy, detail: null }
  }))
}
