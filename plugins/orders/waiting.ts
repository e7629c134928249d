import type { Tx } from '#core/transaction'
import type { VariantRef } from '#plugins/catalog'
import { changeLine } from './record.ts'
import { idsWithUnmapped, loadRecords } from './repository/records.ts'
import { type SettleParts, settle } from './settle.ts'

/** Gives lines that name a SKU the catalog now has their variant, their stock, and frees their orders. */
export async function mapWaitingLines(
  tx: Tx,
  parts: SettleParts,
  variants: readonly VariantRef[]
): Promise<void> {
  const bySku = new Map(variants.map((variant) => [variant.sku, variant]))
  const records = await loadRecords(tx, await idsWithUnmapped(tx, [...bySku.keys()]))
  if (records.length === 0) return
  for (const record of records) {
    const skus = new Set<string>()
    for (const line of record.lines) {
      const variant = line.variantId === null ? bySku.get(line.sku) : undefined
      if (!variant) continue
      changeLine(record, line, { variantId: variant.id })
      skus.add(line.sku)
    }
    record.entry = { kind: 'sku_mapped', detail: { skus: [...skus] } }
  }
  await settle(tx, parts, records)
}
