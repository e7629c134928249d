import type { WooCommerceAccount } from './options.ts'

/** Keys of carriers as a shop with fulfillments has them. */
const keys: Readonly<Record<string, string>> = {
  'Amazon Logistics': 'amazon-logistics',
  'Amazon Shipping': 'amazon-logistics',
  'Australia Post': 'australia-post',
  'Canada Post': 'canada-post',
  DHL: 'dhl',
  DPD: 'dpd',
  Evri: 'evri-hermes',
  FedEx: 'fedex',
  GLS: 'gls',
  PostNL: 'postnl',
  'Royal Mail': 'royal-mail',
  UPS: 'ups',
  USPS: 'usps'
}

const known = new Map(Object.entries(keys).map(([carrier, key]) => [wordOf(carrier), key]))

/** The shop's key of a carrier: by the account's own map first; null when neither knows it. */
export function carrierKeyOf(
  { carriers }: Pick<WooCommerceAccount, 'carriers'>,
  carrier: string
): string | null {
  const word = wordOf(carrier)
  const own = Object.entries(carriers).find(([ours]) => wordOf(ours) === word)?.[1]
  return own ?? known.get(word) ?? null
}

function wordOf(carrier: string): string {
  return carrier.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}
