import { allocate } from '#core/money'
import { unpaidOf } from '../due.ts'
import type { OrderRecord } from '../record.ts'
import { type ChannelDocument, documentsOf, type Family } from './documents.ts'

/**
 * Brings the orders that have a document's goods up to what its channel says was paid for it since. What came in goes where
 * it is due. Where payments were recorded here, a channel that says so too adds no more than what is due. What is taken
 * back is looked for in the other orders of the family too. Returns the orders that have changed.
 */
export function spreadPayment(document: ChannelDocument, family: Family): readonly OrderRecord[] {
  const before = document.spoken?.before.paidMinor ?? null
  const change = before === null ? 0 : document.word.paidMinor! - before
  if (change === 0) return []
  const having = family.parts.filter((part) => documentsOf(part, family).includes(document))
  if (change < 0) {
    const others = family.parts.filter((part) => !having.includes(part))
    takeBack(others, takeBack(having, -change))
    return family.parts
  }
  const parts = having.length > 0 ? having : family.parts.slice(0, 1)
  const due = parts.map((part) => unpaidOf(part))
  const isRecorded = parts.some(({ row }) => row.recordedMinor > 0)
  const amountMinor = isRecorded ? Math.min(change, sumOf(due)) : change
  allocate(amountMinor, due).forEach((share, at) => {
    parts[at]!.row.paidMinor += share
  })
  return parts
}

/** Takes back what was not recorded here. Returns what was not there. */
function takeBack(parts: readonly OrderRecord[], amountMinor: number): number {
  if (parts.length === 0) return amountMinor
  const there = parts.map(({ row }) => Math.max(0, row.paidMinor - row.recordedMinor))
  const takenMinor = Math.min(amountMinor, sumOf(there))
  allocate(takenMinor, there).forEach((share, at) => {
    parts[at]!.row.paidMinor -= share
  })
  return amountMinor - takenMinor
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0)
}
