import { callHttp, type HttpAnswer } from '#core/channel/http-call'
import type { AdapterIo } from '#core/channel/io'
import { parseLossless } from '#core/channel/reading'
import { unreadable, WooRefusal } from './errors.ts'
import { encode, type Query, signedQuery } from './oauth.ts'
import type { WooCommerceAccount } from './options.ts'
import { apiVersion } from './version.ts'
import type { WireError } from './wire.ts'

/** How long a signature is good for, to either side of its time. */
const signedForMs = 15 * 60_000

/** A call of the REST API. */
export interface WooCall {
  operation: string
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  query?: Readonly<Record<string, string | number | boolean>>
  body?: object
}

/** One page of a list. */
export interface WooPage<Row> {
  rows: Row[]
  /** Pages of the list; null: the answer does not say, such as one whose header a cache has dropped. */
  pages: number | null
}

/** Speaks the protocol of the REST API: address, keys, errors. Knows no order. */
export class WooClient {
  readonly account: WooCommerceAccount
  readonly io: AdapterIo
  readonly #baseUrl: string

  constructor(account: WooCommerceAccount, io: AdapterIo) {
    this.account = account
    this.io = io
    this.#baseUrl = account.url.replace(/\/+$/, '')
  }

  /** Calls one operation. Errors: WooRefusal, NoAnswer. */
  async call<Data>(call: WooCall): Promise<Data> {
    return (await this.#exchange<Data>(call)).data
  }

  /** Reads one page of a list. Errors: as `call`. */
  async page<Row>(call: Omit<WooCall, 'method' | 'body'>): Promise<WooPage<Row>> {
    const { data, headers } = await this.#exchange<Row[]>({ ...call, method: 'GET' })
    if (!Array.isArray(data)) throw unreadable(200, 'an object where a list should be')
    return { rows: data, pages: countOf(headers['x-wp-totalpages']) }
  }

  async #exchange<Data>(call: WooCall): Promise<{ data: Data; headers: HttpAnswer['headers'] }> {
    const { operation, method, path, query = {}, body } = call
    const url = `${this.#baseUrl}/wp-json/${apiVersion}/${path}`
    const texts = Object.fromEntries(
      Object.entries(query).map(([name, value]) => [name, String(value)])
    )
    const { sent, headers, signedAtMs } = this.#authorize(method, url, texts)
    const answer = await callHttp(this.io, {
      operation,
      method,
      url: Object.keys(sent).length > 0 ? `${url}?${queryOf(sent)}` : url,
      headers: {
        ...headers,
        accept: 'application/json',
        // Page caches of shops do not spare the REST API.
        'cache-control': 'no-cache',
        ...(body !== undefined && { 'content-type': 'application/json' })
      },
      ...(body !== undefined && { body: JSON.stringify(body) })
    })
    const data = readJson(answer.text)
    if (answer.status < 300 && data !== null) return { data: data as Data, headers: answer.headers }
    const isLate = signedAtMs !== null && isFarFrom(signedAtMs, answer.headers.date)
    const refusal = refusalOf(answer, data as WireError | null, isLate)
    if (answer.status === 429 || refusal.retryAfterMs !== null) {
      await this.io.pace.learn(operation, {
        available: 0,
        ...(refusal.retryAfterMs !== null && { restMs: refusal.retryAfterMs })
      })
    }
    throw refusal
  }

  /** The key itself goes over HTTPS alone; without it, requests are signed. Errors: WooRefusal. */
  #authorize(
    method: string,
    url: string,
    query: Query
  ): { sent: Query; headers: Record<string, string>; signedAtMs: number | null } {
    const { consumerKey, consumerSecret, unsafeAllowHttp } = this.account
    const { protocol, hostname } = new URL(url)
    if (protocol === 'https:') {
      const basic = Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64')
      return { sent: query, headers: { authorization: `Basic ${basic}` }, signedAtMs: null }
    }
    if (!unsafeAllowHttp && !isLoopback(hostname)) {
      const message = `${hostname} is called without HTTPS`
      throw new WooRefusal(0, { code: 'INSECURE_ADDRESS', message })
    }
    const atMs = this.io.clock.ms()
    const signer = { consumerKey, consumerSecret, atMs }
    return { sent: signedQuery(method, url, query, signer), headers: {}, signedAtMs: atMs }
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

function queryOf(query: Query): string {
  return Object.entries(query)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&')
}

/**
 * The JSON of an answer; null when it is anything else, such as the page of a maintenance plugin.
 */
function readJson(text: string): object | null {
  // Some plugins put a byte order mark before whatever PHP prints.
  const trimmed = text.replace(/^\uFEFF/, '').trim()
  if (!/^[[{]/.test(trimmed)) return null
  try {
    return parseLossless(trimmed) as object
  } catch {
    return null
  }
}

/**
 * Whether the shop's clock was so far from that of the signature that it could not take it. The
 * refusal says so in the shop's language alone.
 */
function isFarFrom(signedAtMs: number, date: string | undefined): boolean {
  return Math.abs(Date.parse(date ?? '') - signedAtMs) > signedForMs
}

function refusalOf(
  { status, headers }: HttpAnswer,
  body: WireError | null,
  isLate: boolean
): WooRefusal {
  const retryAfterMs = restOf(headers['retry-after'])
  if (status >= 300 && status < 400) {
    const message = `the shop redirects to ${headers.location ?? 'another address'}`
    return new WooRefusal(status, { code: 'REDIRECTED', message })
  }
  if (typeof body?.code !== 'string') {
    return unreadable(status, 'a page that is not of the REST API', retryAfterMs)
  }
  const { code, message = code, data } = body
  if (isLate && status === 401) return new WooRefusal(status, { code: 'CLOCK_DIFFERS', message })
  const resourceId = typeof data?.resource_id === 'number' ? data.resource_id : null
  return new WooRefusal(status, { code, message }, { retryAfterMs, resourceId })
}

function countOf(header: string | undefined): number | null {
  return header !== undefined && /^\d+$/.test(header) ? Number(header) : null
}

/** Seconds of the header; a date in it is not waited for. */
function restOf(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1000 : null
}
