import { createHash } from 'node:crypto'
import type { AmazonAccount } from './options.ts'

/** Amazon's codes of carriers, as its seller documentation writes them. */
const codes = [
  ...['4PX', 'Amazon Shipping', 'Aramex', 'Australia Post', 'BRT', 'Canada Post', 'China Post'],
  ...['Chronopost', 'Colissimo', 'Correos', 'DHL', 'DHL eCommerce', 'DHL Express', 'DPD'],
  ...['Deutsche Post', 'Evri', 'FedEx', 'GLS', 'InPost', 'Japan Post', 'La Poste', 'OnTrac'],
  ...['Parcelforce', 'Poste Italiane', 'PostNL', 'Purolator', 'Royal Mail', 'SDA', 'SEUR'],
  ...['SF Express', 'TNT', 'UPS', 'USPS', 'YANWEN', 'Yamato Transport', 'Yodel', 'Yun Express']
]

const known = new Map(codes.map((code) => [keyOf(code), code]))

/** A carrier as a confirmation names it. */
export interface Carrier {
  carrierCode: string
  carrierName?: string
}

/** Amazon's name of a carrier: by the account's own map first; null when neither knows it. */
export function carrierOf({ carriers }: AmazonAccount, carrier: string): Carrier | null {
  const key = keyOf(carrier)
  const own = Object.entries(carriers).find(([ours]) => keyOf(ours) === key)?.[1]
  const carrierCode = own ?? known.get(key)
  if (carrierCode === undefined) return null
  return carrierCode === 'Other' ? { carrierCode, carrierName: carrier } : { carrierCode }
}

function keyOf(carrier: string): string {
  return carrier.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/**
 * Amazon's reference of a parcel: a positive number of our shipment's id, the same each time it is
 * told of. It need be unique in one order alone, so 31 bits are plenty.
 */
export function packageReferenceOf(shipmentId: string): string {
  const bits = createHash('sha256').update(shipmentId).digest().readUInt32BE(0) & 0x7fff_ffff
  return String(bits + 1)
}
