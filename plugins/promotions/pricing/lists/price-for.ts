import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { Instant } from '#core/time'
import type { CatalogService } from '#plugins/catalog'
import {
  type CandidateEntry,
  type PriceAudience,
  type ResolvedPrice,
  resolvePrice
} from './resolve.ts'

/** Handles of a buyer's segments, and of the tier. */
export interface PriceGroups {
  segments: ReadonlySet<string>
  tier: string | null
}

/** What is to be priced. */
export interface PriceRequest {
  /** Variant → units of it, all lines together: breaks count the sum. */
  quantities: ReadonlyMap<string, number>
  currency: string
  /** Null: lists of certain channels don't count. */
  channelId: string | null
  /** A function: asked only when a list names segments or tiers. */
  groups: PriceGroups | (() => Promise<PriceGroups>)
  at: Instant
}

/**
 * What variants cost by list price and price lists: two queries for any number of variants and lists. Variants that
 * have neither a list price nor an override are left out. This is the unit price of a cart's lines.
 */
export async function priceFor(
  db: Reader,
  catalog: Pick<CatalogService, 'pricesOf'>,
  request: PriceRequest
): Promise<Map<string, ResolvedPrice>> {
  const variantIds = [...request.quantities.keys()]
  if (variantIds.length === 0) return new Map()
  const listPrices = await catalog.pricesOf(db, variantIds, request.currency)
  const entries = await runningEntries(db, variantIds, request)
  const groups = await groupsFor(entries, request.groups)
  const audience: PriceAudience = { channelId: request.channelId, ...groups }
  const resolved = variantIds.flatMap((variantId) => {
    const asked = {
      variantId,
      quantity: request.quantities.get(variantId)!,
      listMinor: listPrices.get(variantId) ?? null
    }
    const price = resolvePrice(asked, audience, entries.get(variantId) ?? [])
    return price ? [[variantId, price] as const] : []
  })
  return new Map(resolved)
}

const nobody: PriceGroups = { segments: new Set(), tier: null }

async function groupsFor(
  entries: ReadonlyMap<string, readonly CandidateEntry[]>,
  groups: PriceRequest['groups']
): Promise<PriceGroups> {
  if (typeof groups !== 'function') return groups
  const asks = [...entries.values()].flat().some(({ segments, tiers }) => segments ?? tiers)
  return asks ? groups() : nobody
}

/** Entries for variants of the lists that run at an instant, by variant: one query. */
export async function runningEntries(
  db: Reader,
  variantIds: readonly string[],
  { currency, at }: Pick<PriceRequest, 'currency' | 'at'>
): Promise<Map<string, CandidateEntry[]>> {
  interface Row extends Omit<CandidateEntry, 'channels' | 'segments' | 'tiers'> {
    channels: string | null
    segments: string | null
    tiers: string | null
  }
  const { rows } = await sql<Row>`
    select e.variant_id, e.min_quantity, e.unit_price_minor, e.list_id, l.handle, l.kind, l.priority,
      l.channels, l.segments, l.tiers
    from price_list_entries e join price_lists l on l.id = e.list_id
    where ${isOneOf(db, 'e.variantId', variantIds)} and l.currency = ${currency}
      and l.is_enabled = 1 and (l.starts_at is null or l.starts_at <= ${at})
      and (l.ends_at is null or l.ends_at > ${at})`.execute(db)
  const byVariant = new Map<string, CandidateEntry[]>()
  for (const row of rows) {
    const entries = byVariant.get(row.variantId) ?? []
    entries.push({
      ...row,
      channels: namesFrom(row.channels),
      segments: namesFrom(row.segments),
      tiers: namesFrom(row.tiers)
    })
    byVariant.set(row.variantId, entries)
  }
  return byVariant
}

/** A column that holds a JSON list of names, read. */
export function namesFrom(json: string | null): string[] | null {
  return json === null ? null : (JSON.parse(json) as string[])
}
