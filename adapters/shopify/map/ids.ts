/*
 * Outside of this adapter an object is known by its number alone, as the address in Shopify's admin ends: the
 * kind is always clear from where it stands.
 */

/** Number of an id such as `gid://shopify/Order/1`. Errors: TypeError. */
export function numberOf(gid: string): string {
  const number = /^gid:\/\/shopify\/\w+\/(\d+)(?:\?.*)?$/.exec(gid)?.[1]
  if (number === undefined) throw new TypeError(`not an id of Shopify: ${JSON.stringify(gid)}`)
  return number
}

/** Kinds of objects that are asked for by their number. */
export type Kind = 'Order' | 'LineItem' | 'ProductVariant' | 'Location' | 'Return'

/** Id of an object. What is no number belongs to nobody, and Shopify says so. */
export function gidOf(kind: Kind, number: string): string {
  return `gid://shopify/${kind}/${/^\d{1,20}$/.test(number) ? number : '0'}`
}
