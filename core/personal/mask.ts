import type { ChannelAddress, ChannelBuyer } from '../channel/documents.ts'

/** A buyer for those who may not know who it is: enough to tell two apart, too little to find one. */
export function maskBuyer(buyer: ChannelBuyer | null): ChannelBuyer | null {
  if (buyer === null) return null
  return {
    externalId: buyer.externalId,
    ...(buyer.name !== undefined && { name: maskText(buyer.name) }),
    ...(buyer.email !== undefined && { email: maskText(buyer.email) }),
    ...(buyer.phone !== undefined && { phone: maskPhone(buyer.phone) })
  }
}

/** Where an order goes, down to the region. What a platform deciphers the address by is left out. */
export function maskAddress(address: ChannelAddress | null): ChannelAddress | null {
  if (address === null) return null
  const { recipient, phone, lines, city, region, postalCode, country } = address
  return {
    ...(recipient !== undefined && { recipient: maskText(recipient) }),
    ...(phone !== undefined && { phone: maskPhone(phone) }),
    lines: lines.map(() => '***'),
    ...(city !== undefined && { city }),
    ...(region !== undefined && { region }),
    ...(postalCode !== undefined && { postalCode: '***' }),
    country
  }
}

/** A name or address for those who may not know it: enough to tell two apart, too little to find one. */
export function maskText(text: string): string {
  return `${[...text][0] ?? ''}***`
}

/** A phone number for those who may not know it. */
export function maskPhone(phone: string): string {
  return `***${phone.slice(-2)}`
}
