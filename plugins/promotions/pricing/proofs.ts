import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { Proof } from '#core/plugin'
import type { CatalogService } from '#plugins/catalog'

const pageSize = 1000

/** What must hold of prices at any time. */
export function pricingProofs(catalog: Pick<CatalogService, 'pricesOf'>): Proof[] {
  return [
    {
      name: 'pricing.log-ends-at-prices',
      title: 'The last change that was applied to a list price is what the price is',
      findings: (db) => pricesDiffering(db, catalog)
    },
    {
      name: 'pricing.nobody-approves-their-own',
      title: 'No price change was approved by the one who asked for it',
      findings: ownApprovals
    }
  ]
}

interface LastChange {
  id: string
  variantId: string
  sku: string
  currency: string
  newMinor: number | null
}

async function pricesDiffering(
  db: Reader,
  catalog: Pick<CatalogService, 'pricesOf'>
): Promise<string[]> {
  const findings: string[] = []
  let after = ''
  for (;;) {
    const ids = await loggedVariants(db, after)
    if (ids.length === 0 || findings.length >= 100) return findings.slice(0, 100)
    const changes = await lastChanges(db, ids)
    for (const currency of new Set(changes.map((change) => change.currency))) {
      const prices = await catalog.pricesOf(db, ids, currency)
      for (const change of changes) {
        const price = prices.get(change.variantId) ?? null
        if (change.currency !== currency || change.newMinor === price) continue
        findings.push(
          `${change.sku}: the log ends at ${change.newMinor} ${currency} (${change.id}), the price is ${price}`
        )
      }
    }
    after = ids.at(-1)!
  }
}

async function loggedVariants(db: Reader, after: string): Promise<string[]> {
  const query = db
    .selectFrom('priceChanges')
    .select('variantId')
    .distinct()
    .where('variantId', '>', after)
  const rows = await query.orderBy('variantId').limit(pageSize).execute()
  return rows.map(({ variantId }) => variantId)
}

/** The change that each price of some variants came to last. */
async function lastChanges(db: Reader, ids: readonly string[]): Promise<LastChange[]> {
  const { rows } = await sql<LastChange>`
    select id, variant_id, sku, currency, new_minor from (
      select id, variant_id, sku, currency, new_minor, row_number() over (
        partition by variant_id, currency order by applied_sequence desc) as place
      from price_changes
      where applied_sequence is not null and variant_id >= ${ids[0]} and variant_id <= ${ids.at(-1)}) as applied
    where place = 1`.execute(db)
  return rows
}

async function ownApprovals(db: Reader): Promise<string[]> {
  const rows = await db
    .selectFrom('priceChanges')
    .select(['id', 'sku', 'requestedBy'])
    .where('state', 'in', ['approved', 'applied'])
    .whereRef('decidedBy', '=', 'requestedBy')
    .limit(100)
    .execute()
  return rows.map(
    (row) => `${row.id} of ${row.sku} was asked for and approved by ${row.requestedBy}`
  )
}
