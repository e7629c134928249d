import { createHmac, randomBytes } from 'node:crypto'

/** Names and values of a query, unencoded. */
export type Query = Readonly<Record<string, string>>

/** Who signs, and when. Units: `atMs` is milliseconds since the epoch. */
export interface Signer {
  consumerKey: string
  consumerSecret: string
  atMs: number
}

/**
 * Signs a request as OAuth 1.0a does without a token: what is sent is the query and what is added
 * here, and all of it but the signature is signed. A body of JSON is not.
 */
export function signedQuery(method: string, url: string, query: Query, signer: Signer): Query {
  const sent = {
    ...query,
    oauth_consumer_key: signer.consumerKey,
    oauth_nonce: randomBytes(16).toString('hex'),
    oauth_signature_method: 'HMAC-SHA256',
    oauth_timestamp: String(Math.floor(signer.atMs / 1000))
  }
  return { ...sent, oauth_signature: signatureOf(method, url, sent, signer.consumerSecret) }
}

/** The signature over method, address and a query without it: base64 of HMAC-SHA256. */
export function signatureOf(
  method: string,
  url: string,
  query: Query,
  consumerSecret: string
): string {
  const pairs = Object.entries(query).sort(([a], [b]) => Buffer.compare(bytes(a), bytes(b)))
  const text = pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')
  const base = `${method}&${encode(url)}&${encode(text)}`
  return createHmac('sha256', `${consumerSecret}&`).update(base).digest('base64')
}

/** Percent-encodes all but the unreserved characters of RFC 3986. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  )
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'utf8')
}
