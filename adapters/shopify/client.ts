import { callHttp, type HttpAnswer } from '#core/channel/http-call'
import type { AdapterIo } from '#core/channel/io'
import { parseLossless } from '#core/channel/reading'
import type { GraphqlDocument } from './documents/document.ts'
import { ShopifyRefusal } from './errors.ts'
import type { ShopifyAccount } from './options.ts'
import type { WireAnswer, WireCost } from './wire.ts'

/** Points that a call is taken for until its first answer has told what such a call really costs. */
const unknownCost = 10
/** Longest rest where Shopify refuses without saying for how long. */
const restDefaultMs = 60_000

/** Speaks Shopify's protocol: address, version, token, cost, errors. Knows no order. */
export class ShopifyClient {
  readonly account: ShopifyAccount
  readonly io: AdapterIo
  readonly #costs = new Map<string, number>()

  constructor(account: ShopifyAccount, io: AdapterIo) {
    this.account = account
    this.io = io
  }

  /** Sends a document. Errors: ShopifyRefusal, NoAnswer. */
  async call<Data>(
    { operation, text }: GraphqlDocument,
    variables: Record<string, unknown>
  ): Promise<Data> {
    const answer = await callHttp(this.io, {
      operation,
      units: this.#costs.get(operation) ?? unknownCost,
      method: 'POST',
      url: `${baseUrlOf(this.account)}/admin/api/${this.account.apiVersion}/graphql.json`,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-shopify-access-token': await this.io.token()
      },
      body: JSON.stringify({ query: text, operationName: operation, variables })
    })
    if (answer.status !== 200) {
      const refusal = refusalOf(answer)
      if (refusal.retryAfterMs > 0) await this.#rest(refusal.retryAfterMs)
      throw refusal
    }
    const { data, errors, extensions } = read(answer)
    const cost = extensions?.cost
    if (cost) await this.#learn(operation, cost)
    if (errors === undefined && data) return data as Data
    throw toRefusal(errors, cost)
  }

  /** All calls draw on one bucket, so what is said of it is said of all of them. */
  async #learn(operation: string, { actualQueryCost, throttleStatus }: WireCost): Promise<void> {
    if (actualQueryCost) this.#costs.set(operation, actualQueryCost)
    const { maximumAvailable, currentlyAvailable, restoreRate } = throttleStatus
    await this.io.pace.learn('*', {
      ratePerSecond: restoreRate,
      burst: maximumAvailable,
      available: Math.max(0, currentlyAvailable)
    })
  }

  #rest(restMs: number): Promise<void> {
    return this.io.pace.learn('*', { available: 0, restMs })
  }
}

/** Where a shop answers. */
export function baseUrlOf({ shop, baseUrl }: ShopifyAccount): string {
  return baseUrl ?? `https://${shop}`
}

/** Reads a failure that is not GraphQL's: of OAuth, of the token, of the shop. */
export function refusalOf(answer: HttpAnswer): ShopifyRefusal {
  const { status, headers } = answer
  const body = tryRead(answer) as { error?: unknown; error_description?: unknown; errors?: unknown }
  if (typeof body?.error === 'string' && status < 500) {
    const { error, error_description: text } = body
    return new ShopifyRefusal(error, typeof text === 'string' ? text : error)
  }
  const isThrottled = status === 429 || status === 430
  const toldMs = Number(headers['retry-after']) * 1000
  const restMs = toldMs > 0 ? Math.ceil(toldMs) : restDefaultMs
  const text = typeof body?.errors === 'string' ? body.errors : `HTTP ${status}`
  return new ShopifyRefusal(`HTTP_${status}`, text, isThrottled ? restMs : 0)
}

/** Whatever part of an answer has failed, the answer is not used: half an order is worse than none. */
function toRefusal(errors: WireAnswer['errors'], cost: WireCost | undefined): ShopifyRefusal {
  const first = Array.isArray(errors) ? errors[0] : undefined
  if (!first) return new ShopifyRefusal('UNREADABLE', String(errors ?? 'an answer without data'))
  const code = first.extensions?.code ?? 'GRAPHQL'
  if (code !== 'THROTTLED') return new ShopifyRefusal(code, first.message)
  return new ShopifyRefusal(code, first.message, cost ? waitMsOf(cost) : restDefaultMs)
}

function waitMsOf({ requestedQueryCost, throttleStatus }: WireCost): number {
  const { currentlyAvailable, restoreRate } = throttleStatus
  const missing = Math.max(1, requestedQueryCost - currentlyAvailable)
  return Math.ceil((missing / restoreRate) * 1000)
}

function read(answer: HttpAnswer): WireAnswer {
  const body = tryRead(answer)
  if (typeof body === 'object' && body !== null) return body as WireAnswer
  throw new ShopifyRefusal('UNREADABLE', 'an answer that is not JSON')
}

function tryRead({ text }: HttpAnswer): unknown {
  try {
    return parseLossless(text)
  } catch {
    return null
  }
}
