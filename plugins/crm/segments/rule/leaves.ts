import { type RawBuilder, sql } from 'kysely'
import { addDays, businessDayStart } from '../../metrics/calendar.ts'
import { type RuleContext, totalOf } from './context.ts'
import type { Joint, LeafOf, RuleNode } from './schema.ts'

type Condition = RawBuilder<boolean>
type LeafNode = Exclude<RuleNode, { joint: Joint }>

/** Compiles one thing that has to be so of `customer`. */
export function compileLeaf(node: LeafNode, context: RuleContext): Condition {
  switch (node.field) {
    case 'attribute':
      return attribute(node.wanted, context)
    case 'country':
      return sql`(${isIn('customer.country', node.wanted)} is true)`
    case 'language':
      return sql`(${isIn('customer.language', node.wanted)} is true)`
    case 'tag':
      return sql`exists (select 1 from customer_tags as own
        where own.customer_id = customer.id and ${isIn('own.tag', node.wanted)})`
    case 'channel':
      return channel(node.wanted)
    case 'consent':
      return consent(node.wanted)
    case 'orderCount':
      return between(
        sql`coalesce(${totalOf('orders', context)}, 0)`,
        node.wanted.atLeast,
        node.wanted.atMost
      )
    case 'spent':
      return spent(node.wanted)
    case 'firstOrderDaysAgo':
      return daysAgo('firstOrderAt', node.wanted, context)
    case 'lastOrderDaysAgo':
      return daysAgo('lastOrderAt', node.wanted, context)
    case 'bought':
      return bought(node.wanted, context)
    case 'rfm':
      return rfm(node.wanted, context)
    case 'event':
      return event(node.wanted, context)
    case 'tier':
      return tier(node.wanted)
    case 'birthday':
      return birthday(node.wanted, context)
    case 'segment':
      throw new TypeError('a segment is compiled with the segments it names')
  }
}

function isIn(column: string, values: readonly string[]): Condition {
  return sql`${sql.ref(column)} in (${sql.join(values)})`
}

function between(value: RawBuilder<unknown>, atLeast?: number, atMost?: number): Condition {
  const ends = [
    ...(atLeast === undefined ? [] : [sql`${value} >= ${atLeast}`]),
    ...(atMost === undefined ? [] : [sql`${value} <= ${atMost}`])
  ]
  return sql`(${sql.join(ends, sql` and `)})`
}

/** Values of JSON are compared with their type: 1 is neither true nor '1'. */
function attribute(
  { name, in: values, atLeast, atMost }: LeafOf<'attribute'>,
  { dialect }: RuleContext
): Condition {
  const isSqlite = dialect === 'sqlite'
  const path = `$.${name}`
  const whole = isSqlite
    ? sql`(customer.attributes -> ${path})`
    : sql`(customer.attributes::jsonb -> ${name}::text)`
  const number = isSqlite
    ? sql`(case when json_type(customer.attributes, ${path}) in ('integer', 'real')
        then customer.attributes ->> ${path} end)`
    : sql`(case when jsonb_typeof(${whole}) = 'number' then (${whole})::text::numeric end)`
  if (values === undefined) {
    if (atLeast === undefined && atMost === undefined) return sql`(${whole} is not null)`
    return sql`(${between(number, atLeast, atMost)} is true)`
  }
  const parts = values.map((value) => {
    if (typeof value === 'number') return sql`${number} = ${value}`
    const text = JSON.stringify(value)
    return isSqlite ? sql`${whole} = ${text}` : sql`${whole} = ${text}::jsonb`
  })
  return sql`((${sql.join(parts, sql` or `)}) is true)`
}

function channel(channelIds: readonly string[]): Condition {
  return sql`(exists (select 1 from customer_identities as own
      where own.customer_id = customer.id and ${isIn('own.channel_id', channelIds)})
    or exists (select 1 from crm_order_facts as own
      where own.customer_id = customer.id and own.counts = 1
        and ${isIn('own.channel_id', channelIds)}))`
}

function consent({ purpose, status }: LeafOf<'consent'>): Condition {
  const said = sql`select 1 from customer_consents as own
    where own.customer_id = customer.id and own.purpose = ${purpose}`
  if (status === 'unknown') return sql`not exists (${said})`
  return sql`exists (${said} and own.status = ${status})`
}

/** Who has no order in the currency has spent nothing in it. */
function spent({ currency, atLeastMinor, atMostMinor }: LeafOf<'spent'>): Condition {
  const own = sql`select 1 from customer_totals as own
    where own.customer_id = customer.id and own.currency = ${currency}`
  const isWithin = between(sql`own.net_minor`, atLeastMinor, atMostMinor)
  const holdsForNothing = (atLeastMinor ?? 0) === 0
  return holdsForNothing
    ? sql`not exists (${own} and not ${isWithin})`
    : sql`exists (${own} and ${isWithin})`
}

/** Days begin at the same instant for everybody, so ages are compared as instants. */
function daysAgo(
  column: 'firstOrderAt' | 'lastOrderAt',
  { atLeast, atMost }: { atLeast?: number; atMost?: number },
  context: RuleContext
): Condition {
  const { shop, today } = context
  const startOf = (daysBefore: number) => businessDayStart(shop, addDays(today, -daysBefore))
  const at = totalOf(column, context)
  const ends = [
    ...(atLeast === undefined ? [] : [sql`${at} < ${startOf(atLeast - 1)}`]),
    ...(atMost === undefined ? [] : [sql`${at} >= ${startOf(atMost)}`])
  ]
  return sql`((${sql.join(ends, sql` and `)}) is true)`
}

function sinceDays(days: number | undefined, { shop, today }: RuleContext): string | null {
  return days === undefined ? null : businessDayStart(shop, addDays(today, -days))
}

function bought(wanted: LeafOf<'bought'>, context: RuleContext): Condition {
  const { skus, productIds, categoryIds } = wanted
  const since = sinceDays(wanted.withinDays, context)
  const kinds = [
    ...(skus ? [isIn('line.sku', skus)] : []),
    ...(productIds ? [isOfProduct(isIn('variants.product_id', productIds))] : []),
    ...(categoryIds ? [isOfProduct(isBelow(categoryIds))] : [])
  ]
  const what = kinds.length > 0 ? sql`and (${sql.join(kinds, sql` or `)})` : sql``
  return sql`exists (select 1 from crm_order_facts as fact
      join order_lines as line on line.order_id = fact.order_id
    where fact.customer_id = customer.id and fact.counts = 1
      and line.quantity > line.canceled_quantity
      ${since === null ? sql`` : sql`and fact.placed_at >= ${since}`} ${what})`
}

function isOfProduct(condition: Condition): Condition {
  return sql`exists (select 1 from variants where variants.id = line.variant_id and ${condition})`
}

function isBelow(categoryIds: readonly string[]): Condition {
  return sql`exists (select 1 from products
      join categories as own on own.id = products.category_id
      join categories as wanted
        on own.path = wanted.path or substr(own.path, 1, length(wanted.path) + 1) = wanted.path || '/'
    where products.id = variants.product_id and ${isIn('wanted.id', categoryIds)})`
}

/** Scores of the day, as values to reach. Without thresholds of the currency nobody has a score. */
function rfm(wanted: LeafOf<'rfm'>, { shop, thresholds }: RuleContext): Condition {
  const { currency = shop.currency, recency, frequency, monetary } = wanted
  const known = thresholds.get(currency)
  if (known === undefined) return sql`(1 = 0)`
  const recent = known.recency.map((days) =>
    days === null ? null : businessDayStart(shop, addDays(known.snapshotOn, -days))
  )
  const parts = [
    ...(recency ? scoreBetween('own.last_order_at', recent, recency) : []),
    ...(frequency ? scoreBetween('own.orders', known.frequency, frequency) : []),
    ...(monetary ? scoreBetween('own.net_minor', known.monetary, monetary) : [])
  ]
  return sql`exists (select 1 from customer_totals as own
    where own.customer_id = customer.id and own.currency = ${currency} and own.orders > 0
      ${sql.join(
        parts.map((part) => sql`and ${part}`),
        sql` `
      )})`
}

/** `least` has what scores 2 to 5 need, at least. A score nobody has is not reached, and nobody is above it. */
function scoreBetween(
  column: string,
  least: readonly (string | number | null)[],
  { atLeast = 1, atMost = 5 }: { atLeast?: number; atMost?: number }
): Condition[] {
  const of = sql.ref(column)
  const needed = (score: number) => least[score - 2] ?? null
  const conditions: Condition[] = []
  if (atLeast > 1) {
    const from = needed(atLeast)
    conditions.push(from === null ? sql`(1 = 0)` : sql`${of} >= ${from}`)
  }
  const beyond = atMost < 5 ? needed(atMost + 1) : null
  if (beyond !== null) conditions.push(sql`${of} < ${beyond}`)
  return conditions
}

function event(wanted: LeafOf<'event'>, context: RuleContext): Condition {
  const { kind, atLeastTimes = 1 } = wanted
  const since = sinceDays(wanted.withinDays, context)
  // That an order was placed is read off its fact; the timeline does not repeat it. Parts of it were placed with it.
  const isPlaced = kind === 'order.placed'
  const at = sql.ref(isPlaced ? 'own.placed_at' : 'own.at')
  const source = isPlaced
    ? sql`from crm_order_facts as own
        where own.customer_id = customer.id and own.split_from is null`
    : sql`from customer_timeline as own where own.customer_id = customer.id and own.kind = ${kind}`
  const own = sql`${source} ${since === null ? sql`` : sql`and ${at} >= ${since}`}`
  if (atLeastTimes === 1) return sql`exists (select 1 ${own})`
  return sql`((select count(*) ${own}) >= ${atLeastTimes})`
}

/** Where members of a tree of merges each have a tier, the best one counts. */
function tier(handles: readonly string[]): Condition {
  return sql`exists (select 1 from memberships as own
      join membership_tiers as tier on tier.id = own.tier_id
    where own.customer_id = customer.id and ${isIn('tier.handle', handles)}
      and not exists (select 1 from memberships as other
          join membership_tiers as better on better.id = other.tier_id
        where other.customer_id = customer.id and better.level > tier.level))`
}

const daysOfYear = 366

function birthday({ fromDays, toDays }: LeafOf<'birthday'>, { today }: RuleContext): Condition {
  if (toDays - fromDays >= daysOfYear) return sql`(customer.birth_on is not null)`
  const days = new Set<string>()
  for (let offset = fromDays; offset <= toDays; offset++) {
    const day = addDays(today, offset)
    days.add(day.slice(5))
    if (day.endsWith('-02-28') && addDays(day, 1).endsWith('-03-01')) days.add('02-29')
  }
  return sql`(substr(customer.birth_on, 6, 5) in (${sql.join([...days])}) is true)`
}
