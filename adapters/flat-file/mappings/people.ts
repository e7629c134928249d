import type { ChannelAddress, ChannelBuyer } from '#core/channel/documents'
import type { ColumnMapping } from './columns.ts'

/** Reads a value of an order; empty where its file has none. */
export interface TextReader {
  text(field: keyof ColumnMapping): string
}

/** The buyer, as far as the file shows one. */
export function readBuyer(order: TextReader): ChannelBuyer {
  return {
    externalId: order.text('customer') || null,
    ...present({
      name: order.text('name'),
      email: order.text('email'),
      phone: order.text('phone')
    })
  }
}

/** Where the parcel goes; null when the file says nothing of a place. */
export function readAddress(order: TextReader): ChannelAddress | null {
  const lines = [order.text('address1'), order.text('address2')].filter((line) => line !== '')
  const country = order.text('country')
  const place = present({
    city: order.text('city'),
    region: order.text('region'),
    postalCode: order.text('postalCode')
  })
  if (lines.length === 0 && country === '' && Object.keys(place).length === 0) return null
  const person = present({ recipient: order.text('recipient'), phone: order.text('phone') })
  return { ...person, lines, ...place, country }
}

function present<Key extends string>(values: Record<Key, string>): { [K in Key]?: string } {
  const entries = Object.entries(values).filter(([, value]) => value !== '')
  return Object.fromEntries(entries) as { [K in Key]?: string }
}
