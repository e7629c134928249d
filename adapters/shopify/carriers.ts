import type { ShopifyAccount } from './options.ts'

/** Carriers whose tracking pages Shopify knows, spelled as its documentation does: case matters. */
const names = [
  ...['4PX', 'AGS', 'Amazon Logistics UK', 'An Post', 'Anjun Logistics', 'APC', 'Australia Post'],
  ...['Asendia USA', 'Bonshaw', 'BPost', 'Canada Post', 'Canpar', 'China Post', 'Chukou1'],
  ...['Correios', 'DHL Express', 'DHL eCommerce', 'DHL eCommerce Asia', 'DPD', 'DPD Local'],
  ...['DPD UK', 'Eagle', 'FedEx', 'FSC', 'GLS', 'GLS (US)', 'Globegistics', 'Japan Post (EN)'],
  ...['La Poste', 'New Zealand Post', 'Newgistics', 'OnTrac', 'PostNL', 'PostNord', 'Purolator'],
  ...['Royal Mail', 'Sagawa (EN)', 'SF Express', 'Singapore Post', 'StarTrack', 'TNT', 'UPS'],
  ...['USPS', 'Whistl', 'Yamato (EN)', 'YunExpress']
]

const known = new Map(names.map((name) => [keyOf(name), name]))

/**
 * Shopify's name of a carrier: by the account's own map first. One that neither knows is passed on as it is:
 * Shopify takes any, and shows the tracking number without a link.
 */
export function carrierOf({ carriers }: ShopifyAccount, carrier: string): string {
  const key = keyOf(carrier)
  const own = Object.entries(carriers).find(([ours]) => keyOf(ours) === key)?.[1]
  return own ?? known.get(key) ?? carrier
}

function keyOf(carrier: string): string {
  return carrier.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}
