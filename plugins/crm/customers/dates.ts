import { insertAll } from '#core/database/rows'
import type { Tx } from '#core/transaction'

/** Keeps the attributes of a customer that are dates where they are found by their day. Two statements at most. */
export async function keepDates(
  tx: Tx,
  customerId: string,
  attributes: Readonly<Record<string, unknown>>
): Promise<void> {
  await tx.deleteFrom('customerDates').where('customerId', '=', customerId).execute()
  const dates = Object.entries(attributes).flatMap(([name, value]) =>
    isDate(value) ? [{ customerId, name, dateOn: value }] : []
  )
  await insertAll(tx, 'customerDates', dates)
}

function isDate(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false
  const date = new Date(`${value}T00:00:00.000Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value)
}
