import type { Consent, TokenIo, TokenRenewal, Tokens } from '#core/channel/authorization'
import { callHttp } from '#core/channel/http-call'
import { parseLossless } from '#core/channel/reading'
import { AccessRefused } from './errors.ts'
import type { TaobaoAccount } from './options.ts'

/** Sessions live for days: one that ends within the hour is renewed. */
const aheadMs = 3_600_000

interface WireTokens {
  access_token: string
  expires_in: number
  refresh_token?: string
  /** Zero: the refresh token is of no use. */
  re_expires_in?: number
  taobao_user_id?: string | number
}

/**
 * Sessions for a refresh token, which changes with every use. Applications of merchants for
 * themselves get sessions of a fixed length and nothing to renew them with.
 */
export const tokens: TokenRenewal<TaobaoAccount> = {
  aheadMs,
  async renew(account, io, current) {
    const refreshToken = current === null ? account.refreshToken : current.refreshToken
    if (refreshToken) {
      const grant = { grant_type: 'refresh_token', refresh_token: refreshToken }
      return toTokens(await ask(account, io, grant), io)
    }
    const { sessionKey } = account
    if (sessionKey !== undefined && sessionKey !== current?.accessToken) {
      return { accessToken: sessionKey, ...unrenewed, expiresAt: null }
    }
    throw new AccessRefused('session_ended', 'the session has ended and cannot be renewed')
  }
}

/** The seller is asked on Taobao's own page; the code that comes back becomes a session. */
export const consent: Consent<TaobaoAccount> = {
  needs: ['appKey', 'appSecret'],
  url({ authorizeUrl, appKey }, { state, callbackUrl }) {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: appKey,
      redirect_uri: callbackUrl,
      state,
      view: 'web'
    })
    return `${authorizeUrl}?${query}`
  },
  async complete(account, io, { query, state, callbackUrl }) {
    const { code } = query
    if (query.state !== state || code === undefined) {
      const message = query.error_description ?? 'no code of ours came back'
      throw new AccessRefused(query.error ?? 'consent_refused', message)
    }
    const grant = { grant_type: 'authorization_code', code, redirect_uri: callbackUrl }
    const wire = await ask(account, io, grant)
    const userId = wire.taobao_user_id
    return {
      ...(userId !== undefined && { settings: { userId: String(userId) } }),
      tokens: toTokens(wire, io)
    }
  }
}

async function ask(
  { tokenUrl, appKey, appSecret }: TaobaoAccount,
  io: TokenIo,
  grant: Record<string, string>
): Promise<WireTokens> {
  const form = { ...grant, client_id: appKey, client_secret: appSecret, view: 'web' }
  const { status, text } = await callHttp(io, {
    operation: 'token',
    method: 'POST',
    url: tokenUrl,
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
    body: new URLSearchParams(form).toString()
  })
  const wire = read(text)
  if (typeof wire.access_token === 'string') return wire as WireTokens
  if (typeof wire.error === 'string') {
    throw new AccessRefused(wire.error, wire.error_description ?? wire.error)
  }
  throw new Error(`HTTP ${status} without a token`)
}

function read(text: string): Partial<WireTokens> & { error?: string; error_description?: string } {
  try {
    return (parseLossless(text) ?? {}) as Partial<WireTokens>
  } catch {
    return {}
  }
}

const unrenewed = { refreshToken: null, refreshExpiresAt: null }

function toTokens(wire: WireTokens, { clock }: TokenIo): Tokens {
  const { access_token: accessToken, refresh_token: refreshToken, re_expires_in: seconds } = wire
  const expiresAt = clock.after(Number(wire.expires_in) * 1000)
  if (!refreshToken || Number(seconds) === 0) return { accessToken, expiresAt, ...unrenewed }
  const refreshExpiresAt = seconds === undefined ? null : clock.after(Number(seconds) * 1000)
  return { accessToken, expiresAt, refreshToken, refreshExpiresAt }
}
