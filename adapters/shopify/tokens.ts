import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Consent, TokenIo, TokenRenewal, Tokens } from '#core/channel/authorization'
import { callHttp } from '#core/channel/http-call'
import { parseLossless } from '#core/channel/reading'
import { baseUrlOf, refusalOf } from './client.ts'
import { ShopifyRefusal } from './errors.ts'
import type { ShopifyAccount } from './options.ts'

/** How far the time of an answer may be from ours. */
const toleranceMs = 90_000

interface WireTokens {
  access_token: string
  expires_in?: number
  refresh_token?: string
  refresh_token_expires_in?: number
}

/** Tokens of an hour by a refresh token that changes each time, of a day by the app's secret, or one for good. */
export const tokens: TokenRenewal<ShopifyAccount> = {
  async renew(account, io, current) {
    if (account.access === 'token') return fixedToken(account, current)
    if (account.access === 'client_credentials') {
      return ask(account, io, { grant_type: 'client_credentials' })
    }
    if (!current?.refreshToken) {
      throw new ShopifyRefusal('CONSENT_MISSING', 'no token has been granted yet')
    }
    const { refreshToken } = current
    return ask(account, io, { grant_type: 'refresh_token', refresh_token: refreshToken })
  }
}

/** The owner of the shop is asked on its own pages; the code that comes back becomes a token that ends. */
export const consent: Consent<ShopifyAccount> = {
  needs: ['shop', 'currency', 'locationId', 'clientId', 'clientSecret'],
  url(account, { state, callbackUrl }) {
    const query = new URLSearchParams({
      client_id: account.clientId,
      scope: account.scopes.join(','),
      redirect_uri: callbackUrl,
      state
    })
    return `${baseUrlOf(account)}/admin/oauth/authorize?${query}`
  },
  async complete(account, io, { query, state }) {
    assertGenuine(account, io, query)
    if (query.state !== state || query.shop !== account.shop || query.code === undefined) {
      throw new ShopifyRefusal('CONSENT_REFUSED', query.error ?? 'no code of this shop came back')
    }
    return { tokens: await ask(account, io, { code: query.code, expiring: '1' }) }
  }
}

/** What signs an answer: hex of HMAC-SHA256 over its other parameters, sorted. */
export function consentSignature(
  query: Readonly<Record<string, string>>,
  clientSecret: string
): string {
  const message = Object.entries(query)
    .filter(([name]) => name !== 'hmac' && name !== 'signature')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&')
  return createHmac('sha256', clientSecret).update(message).digest('hex')
}

function assertGenuine(
  { clientSecret }: ShopifyAccount,
  io: TokenIo,
  query: Readonly<Record<string, string>>
): void {
  const given = Buffer.from(query.hmac ?? '')
  const wanted = Buffer.from(consentSignature(query, clientSecret))
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new ShopifyRefusal('CONSENT_REFUSED', 'an answer that Shopify has not signed')
  }
  const awayMs = Math.abs(io.clock.ms() - Number(query.timestamp) * 1000)
  if (!(awayMs <= toleranceMs)) {
    throw new ShopifyRefusal('CONSENT_REFUSED', 'an answer that is older than 90 seconds')
  }
}

/** A token that is entered is good until it is refused: then only another one helps. */
function fixedToken({ accessToken }: ShopifyAccount, current: Tokens | null): Tokens {
  if (accessToken === undefined || current?.accessToken === accessToken) {
    throw new ShopifyRefusal('TOKEN_REFUSED', 'Shopify does not take the accessToken')
  }
  return { accessToken, expiresAt: null, refreshToken: null, refreshExpiresAt: null }
}

async function ask(
  account: ShopifyAccount,
  io: TokenIo,
  grant: Record<string, string>
): Promise<Tokens> {
  const { clientId, clientSecret } = account
  const form = new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...grant })
  const answer = await callHttp(io, {
    operation: 'token',
    method: 'POST',
    url: `${baseUrlOf(account)}/admin/oauth/access_token`,
    headers: {
      'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
      accept: 'application/json'
    },
    body: form.toString()
  })
  if (answer.status !== 200) throw refusalOf(answer)
  const wire = readTokens(answer.text)
  const after = (seconds: number | undefined) =>
    seconds === undefined ? null : io.clock.after(seconds * 1000)
  return {
    accessToken: wire.access_token,
    expiresAt: after(wire.expires_in),
    refreshToken: wire.refresh_token ?? null,
    refreshExpiresAt: after(wire.refresh_token_expires_in)
  }
}

function readTokens(text: string): WireTokens {
  try {
    const wire = parseLossless(text) as WireTokens
    if (typeof wire.access_token === 'string') return wire
  } catch {
    // Said below.
  }
  throw new ShopifyRefusal('UNREADABLE', 'an answer without a token')
}
