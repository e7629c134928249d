import type { Consent, TokenIo, TokenRenewal, Tokens } from '#core/channel/authorization'
import { callHttp } from '#core/channel/http-call'
import { parseLossless } from '#core/channel/reading'
import { refusalOf } from './client.ts'
import { AmazonRefusal } from './errors.ts'
import type { AmazonAccount } from './options.ts'
import { sellerCentralOf } from './regions.ts'

/** Longest rest when Login with Amazon throttles: it says nothing itself. */
const restMs = 60_000

interface WireTokens {
  access_token: string
  expires_in: number
  refresh_token?: string
}

/** Access tokens of an hour for the refresh token of the settings, which does not change by it. */
export const tokens: TokenRenewal<AmazonAccount> = {
  renew: async (account, io) =>
    toTokens(
      await ask(account, io, { grant_type: 'refresh_token', refresh_token: account.refreshToken }),
      io
    )
}

/** The seller is asked in Seller Central; the code that comes back becomes a refresh token. */
export const consent: Consent<AmazonAccount> = {
  needs: ['region', 'marketplaceId', 'currency', 'clientId', 'clientSecret', 'applicationId'],
  url(account, { state, callbackUrl }) {
    const query = new URLSearchParams({
      application_id: account.applicationId ?? '',
      state,
      redirect_uri: callbackUrl,
      ...(account.isDraft && { version: 'beta' })
    })
    return `${sellerCentralOf(account)}/apps/authorize/consent?${query}`
  },
  async complete(account, io, { query, state, callbackUrl }) {
    const { spapi_oauth_code: code, selling_partner_id: sellerId } = query
    if (query.state !== state || code === undefined || sellerId === undefined) {
      const message = query.error_description ?? 'no code and seller of ours came back'
      throw new AmazonRefusal(400, { code: query.error ?? 'CONSENT_REFUSED', message })
    }
    const grant = { grant_type: 'authorization_code', code, redirect_uri: callbackUrl }
    const wire = await ask(account, io, grant)
    if (wire.refresh_token === undefined) {
      throw new AmazonRefusal(400, { code: 'CONSENT_REFUSED', message: 'no refresh token came' })
    }
    const settings = { sellerId, refreshToken: wire.refresh_token }
    return { settings, tokens: toTokens(wire, io) }
  }
}

async function ask(
  { tokenUrl, clientId, clientSecret }: AmazonAccount,
  io: TokenIo,
  grant: Record<string, string>
): Promise<WireTokens> {
  const form = { ...grant, client_id: clientId, client_secret: clientSecret }
  const answer = await callHttp(io, {
    operation: 'token',
    method: 'POST',
    url: tokenUrl,
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    body: new URLSearchParams(form).toString()
  })
  if (answer.status !== 200) throw refusalOf(answer, restMs)
  const wire = parseLossless(answer.text) as WireTokens
  if (typeof wire.access_token === 'string' && wire.expires_in > 0) return wire
  throw new AmazonRefusal(200, { code: 'UNREADABLE', message: 'an answer without a token' })
}

function toTokens(wire: WireTokens, io: TokenIo): Tokens {
  return {
    accessToken: wire.access_token,
    expiresAt: io.clock.after(wire.expires_in * 1000),
    refreshToken: null,
    refreshExpiresAt: null
  }
}
