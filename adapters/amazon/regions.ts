import type { AmazonAccount } from './options.ts'

const sellerCentrals: Readonly<Record<AmazonAccount['region'], string>> = {
  na: 'https://sellercentral.amazon.com',
  eu: 'https://sellercentral-europe.amazon.com',
  fe: 'https://sellercentral.amazon.co.jp'
}

/** Where the API of an account's region is, without a slash at the end. */
export function apiUrlOf({ baseUrl, region, isSandbox }: AmazonAccount): string {
  if (baseUrl !== undefined) return baseUrl.replace(/\/+$/, '')
  return `https://${isSandbox ? 'sandbox.' : ''}sellingpartnerapi-${region}.amazon.com`
}

/** Where the sellers of an account's region are asked for their consent. */
export function sellerCentralOf({ sellerCentralUrl, region }: AmazonAccount): string {
  return (sellerCentralUrl ?? sellerCentrals[region]).replace(/\/+$/, '')
}
