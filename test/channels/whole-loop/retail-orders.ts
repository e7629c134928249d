import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ChannelOrder } from '#core/channel/documents'
import { type CsvRow, readCsv } from '#core/files/read-csv'
import { onlineRetail } from '../../../adapters/flat-file/mappings/online-retail.ts'

const folder = 'data/online-retail'
const days = join(new URL('../../../../shared/', import.meta.url).pathname, folder)

/** Why what needs the orders is left out; false: they are there, or must be. */
export const missingOrders =
  existsSync(days) || process.env.CI === 'true' ? false : `no ../shared/${folder} here`

/** Codes of the data that stand for a service: nothing of them is in stock. */
const services = new Set(['POST', 'DOT', 'M', 'BANK CHARGES'])

export function isService(sku: string): boolean {
  return services.has(sku)
}

/** The first real orders of the year, oldest first. */
export async function readOrders(count: number): Promise<ChannelOrder[]> {
  const orders: ChannelOrder[] = []
  for (const day of readdirSync(days).sort()) {
    orders.push(...(await ordersOf(day)))
    if (orders.length >= count) return orders.slice(0, count)
  }
  throw new Error(`the data has ${orders.length} orders, not ${count}`)
}

async function ordersOf(day: string): Promise<ChannelOrder[]> {
  const mapping = onlineRetail({
    source: day,
    zone: 'Europe/London',
    currency: 'GBP',
    decimal: '.',
    writtenAt: '2011-12-01T00:00:00.000Z',
    isListing: false
  })
  const invoices = new Map<string, CsvRow[]>()
  for await (const row of readCsv(join(days, day))) {
    const id = row.record[mapping.groupBy]!
    const rows = invoices.get(id) ?? []
    rows.push(row)
    invoices.set(id, rows)
  }
  return [...invoices].flatMap(([id, rows]) =>
    mapping.read(id, rows).documents.filter((document) => document.kind === 'order')
  )
}

/** Units of each SKU that orders ask for, services left out. */
export function demandOf(orders: readonly ChannelOrder[]): Map<string, number> {
  const demand = new Map<string, number>()
  for (const { lines } of orders) {
    for (const { sku, quantity } of lines) {
      if (!isService(sku)) demand.set(sku, (demand.get(sku) ?? 0) + quantity)
    }
  }
  return demand
}
