import type { Reader } from '#core/database/db'
import type { CatalogService } from '#plugins/catalog'
import { boughtCurrencies } from '../../metrics/repository/days-read.ts'
import type { CrmScope } from '../../scope.ts'
import { knownTags } from '../repository/segments.ts'
import { type LeafField, leavesOf, type RuleShape } from './schema.ts'

/** What is wrong with a place of a rule, and what to do about it. */
export interface Finding {
  /** JSON pointer, such as `#/rule/all/0/tag`. */
  pointer: string
  detail: string
}

/** Most leaves a segment may have, those of the segments it names included: each is asked of every customer. */
const leavesMax = 500

type Leaf = ReturnType<typeof leavesOf>[number]

/** Finds ranges that nobody is in, and leaves that ask for two things at once. Pure. */
export function checkRanges(rule: RuleShape): Finding[] {
  return leavesOf(rule, '#/rule').flatMap((leaf): Finding[] => {
    const { node, pointer } = leaf
    switch (node.field) {
      case 'attribute': {
        const { in: values, atLeast, atMost } = node.wanted
        if (values && (atLeast ?? atMost) !== undefined) {
          return [{ pointer, detail: 'give either `in` or a range, not both' }]
        }
        return emptyRange(pointer, atLeast, atMost)
      }
      case 'spent':
        return emptyRange(pointer, node.wanted.atLeastMinor, node.wanted.atMostMinor)
      case 'orderCount':
      case 'firstOrderDaysAgo':
      case 'lastOrderDaysAgo':
        return emptyRange(pointer, node.wanted.atLeast, node.wanted.atMost)
      case 'birthday': {
        const { fromDays, toDays } = node.wanted
        if (fromDays <= toDays) return []
        return [{ pointer, detail: 'nobody can be in it: fromDays at most toDays' }]
      }
      case 'rfm': {
        const { recency, frequency, monetary } = node.wanted
        if (!(recency ?? frequency ?? monetary)) {
          return [{ pointer, detail: 'name recency, frequency or monetary' }]
        }
        return Object.entries({ recency, frequency, monetary }).flatMap(([name, range]) =>
          emptyRange(`${pointer}/${name}`, range?.atLeast, range?.atMost)
        )
      }
      default:
        return []
    }
  })
}

function emptyRange(pointer: string, atLeast?: number, atMost?: number): Finding[] {
  if (atLeast === undefined || atMost === undefined || atLeast <= atMost) return []
  return [{ pointer, detail: `nobody can be in it: ${atLeast} is more than ${atMost}` }]
}

/** Finds what a rule names that is not there: a constant number of queries. */
export async function checkReferences(
  db: Reader,
  { ctx, provides }: Pick<CrmScope, 'ctx' | 'provides'>,
  rule: RuleShape,
  handles: ReadonlySet<string>
): Promise<Finding[]> {
  const leaves = leavesOf(rule, '#/rule')
  const catalog = ctx.tryUse('catalog')
  const tiers = namesOf(leaves, 'tier')
  const known = {
    segment: handles,
    tag: await knownTags(db, namesOf(leaves, 'tag')),
    tier: (await provides.known(db, { segments: [], tiers })).tiers
  }
  const named = leaves.flatMap(({ node, pointer }): Finding[] => {
    if (node.field !== 'segment' && node.field !== 'tag' && node.field !== 'tier') return []
    const { field } = node
    return node.wanted.flatMap((name, at) =>
      known[field].has(name)
        ? []
        : [{ pointer: `${pointer}/${at}`, detail: `${name} ${fixes[field]}` }]
    )
  })
  return [
    ...named,
    ...(await unknownCurrencies(db, ctx.shop.currency, leaves, catalog)),
    ...(catalog ? await unknownGoods(db, leaves, catalog) : [])
  ]
}

const fixes = {
  segment: 'is the handle of no segment: create it first',
  tag: 'is a tag that nobody has: tag a customer first, or correct it',
  tier: 'is the handle of no tier: create it first'
}

function namesOf(leaves: readonly Leaf[], field: Extract<LeafField, 'tag' | 'tier'>): string[] {
  return [...new Set(leaves.flatMap(({ node }) => (node.field === field ? node.wanted : [])))]
}

async function unknownCurrencies(
  db: Reader,
  own: string,
  leaves: readonly Leaf[],
  catalog: CatalogService | undefined
): Promise<Finding[]> {
  const named = leaves.flatMap(({ node, pointer }) => {
    const isMoney = node.field === 'spent' || node.field === 'rfm'
    const currency = isMoney ? node.wanted.currency : undefined
    return currency === undefined || currency === own ? [] : [{ currency, pointer }]
  })
  if (named.length === 0) return []
  const known = new Set([
    ...(await boughtCurrencies(db)),
    ...((await catalog?.pricedCurrencies(db)) ?? [])
  ])
  return named
    .filter(({ currency }) => !known.has(currency))
    .map(({ currency, pointer }) => ({
      pointer: `${pointer}/currency`,
      detail: `nothing is sold in ${currency} here: use ${[own, ...known].slice(0, 5).join(', ')}`
    }))
}

async function unknownGoods(
  db: Reader,
  leaves: readonly Leaf[],
  catalog: CatalogService
): Promise<Finding[]> {
  const kinds = ['skus', 'productIds', 'categoryIds'] as const
  const goods = leaves.flatMap(({ node, pointer }) =>
    node.field === 'bought'
      ? kinds.flatMap((kind) =>
          (node.wanted[kind] ?? []).map((name, at) => ({
            kind,
            name,
            pointer: `${pointer}/${kind}/${at}`
          }))
        )
      : []
  )
  if (goods.length === 0) return []
  const of = (kind: (typeof kinds)[number]) =>
    goods.filter((one) => one.kind === kind).map(({ name }) => name)
  const known = {
    skus: await catalog.variantsBySku(db, of('skus')),
    productIds: await catalog.knownProducts(db, of('productIds')),
    categoryIds: await catalog.knownCategories(db, of('categoryIds'))
  }
  return goods
    .filter(({ kind, name }) => !known[kind].has(name))
    .map(({ name, pointer }) => ({ pointer, detail: `${name} is not in the catalog` }))
}

/**
 * Finds a way from a segment back to itself.
 *
 * Shape: the handles on it, the segment at both ends; null: there is none.
 */
export function circleOf(
  handle: string,
  rule: RuleShape,
  ruleByHandle: ReadonlyMap<string, RuleShape | null>
): { circle: string[]; pointer: string } | null {
  const seen = new Set<string>()
  const wayBack = (from: string): string[] | null => {
    if (from === handle) return [handle]
    if (seen.has(from)) return null
    seen.add(from)
    const own = ruleByHandle.get(from)
    for (const next of own ? segmentsIn(own) : []) {
      const way = wayBack(next.handle)
      if (way) return [from, ...way]
    }
    return null
  }
  for (const { handle: next, pointer } of segmentsIn(rule)) {
    const way = wayBack(next)
    if (way) return { circle: [handle, ...way], pointer }
  }
  return null
}

/** Segments that a rule names, and where. */
export function segmentsIn(rule: RuleShape): { handle: string; pointer: string }[] {
  return leavesOf(rule, '#/rule').flatMap(({ node, pointer }) =>
    node.field === 'segment'
      ? node.wanted.map((handle, at) => ({ handle, pointer: `${pointer}/${at}` }))
      : []
  )
}

/** Finds rules that ask for too much; without circles, and with all that they name there. */
export function checkSize(
  rule: RuleShape,
  ruleByHandle: ReadonlyMap<string, RuleShape | null>
): Finding[] {
  const sizes = new Map<string, number>()
  const sizeOf = (one: RuleShape): number =>
    leavesOf(one, '').reduce((sum, { node }) => {
      if (node.field !== 'segment') return sum + 1
      return node.wanted.reduce((inner, handle) => inner + sizeOfHandle(handle), sum)
    }, 0)
  const sizeOfHandle = (handle: string): number => {
    const own = ruleByHandle.get(handle)
    const size = sizes.get(handle) ?? (own ? sizeOf(own) : 1)
    sizes.set(handle, size)
    return size
  }
  const size = sizeOf(rule)
  if (size <= leavesMax) return []
  return [
    {
      pointer: '#/rule',
      detail: `asks for ${size} things, with the segments it names: ${leavesMax} at most`
    }
  ]
}
