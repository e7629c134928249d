import type { ChannelOrder } from '#core/channel/documents'
import type { Tx } from '#core/transaction'
import type { OrderRecord } from '../record.ts'
import { loadWithSplits, lockOrders } from '../repository/records.ts'
import { findWords, saveWords } from '../repository/words.ts'
import type { OrderRow } from '../tables.ts'
import { type ChannelWord, wordOf } from '../words.ts'
import { isRegrouped } from './apply.ts'
import { type ChannelDocument, documentsOf, type Family, hear } from './documents.ts'
import { spreadPayment } from './paid.ts'
import { followDocuments } from './part.ts'
import type { Version } from './versions.ts'

/**
 * Brings orders that were split or merged here up to what their channel says of the orders they are made of: each follows
 * all those whose goods it has. Returns those among them that the channel has not named itself.
 */
export async function tellFamilies(
  tx: Tx,
  updated: readonly OrderRecord[],
  versions: ReadonlyMap<string, Version>
): Promise<OrderRecord[]> {
  const speaking = updated.filter(({ row }) => isRegrouped(row))
  if (speaking.length === 0) return []
  const families = await loadFamilies(tx, speaking)
  const words = new Map<string, ChannelWord>()
  const told = new Set<OrderRecord>()
  for (const record of speaking) {
    const family = families.get(homeOf(record.row))!
    const document = family.documents.get(record.row.id)!
    hear(document, { record, given: orderOf(versions, record) }, family)
    for (const part of spreadPayment(document, family)) told.add(part)
    words.set(record.row.id, document.word)
  }
  for (const family of families.values()) {
    for (const part of family.parts) {
      const documents = documentsOf(part, family)
      const isMeant = documents.some(({ spoken }) => spoken) || speaking.includes(part)
      if (!isMeant) continue
      followDocuments(part, documents)
      told.add(part)
    }
  }
  await saveWords(tx, words)
  return [...told].filter((part) => !speaking.includes(part))
}

function orderOf(versions: ReadonlyMap<string, Version>, { row }: OrderRecord): ChannelOrder {
  return versions.get(row.id)!.order
}

function homeOf({ id, mergedInto }: OrderRow): string {
  return mergedInto ?? id
}

/** Loads the families of these orders, by the id of the first order in each: four queries for any number. */
async function loadFamilies(
  tx: Tx,
  speaking: readonly OrderRecord[]
): Promise<Map<string, Family>> {
  const homes = [...new Set(speaking.map(({ row }) => homeOf(row)))]
  const known = new Map(speaking.map((record) => [record.row.id, record]))
  const loaded = await loadWithSplits(tx, homes, new Set(known.keys()))
  for (const record of loaded) known.set(record.row.id, record)
  const parts = [...known.values()].filter(({ row }) => row.mergedInto === null)
  const sourceIds = parts.flatMap(({ lines }) =>
    lines.flatMap(({ sourceOrderId }) => sourceOrderId ?? [])
  )
  const missing = [...new Set(sourceIds)].filter((id) => !known.has(id))
  const sources = [
    ...[...known.values()].filter(({ row }) => row.mergedInto !== null).map(({ row }) => row),
    ...(await lockOrders(tx, missing))
  ]
  const words = await findWords(tx, [...homes, ...sources.map(({ id }) => id)])
  return new Map(
    homes.map((homeId) => {
      const home = known.get(homeId)!
      const splits = parts.filter(({ row }) => row.splitFrom === homeId)
      const rows = [home.row, ...sources.filter(({ mergedInto }) => mergedInto === homeId)]
      const documents = rows.map((row): [string, ChannelDocument] => {
        const word = words.get(row.id) ?? wordOf(known.get(row.id)?.before ?? row)
        return [row.id, { row, word, spoken: null }]
      })
      return [homeId, { parts: [home, ...splits], documents: new Map(documents) }]
    })
  )
}
