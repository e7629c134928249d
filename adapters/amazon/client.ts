import { callHttp, type HttpAnswer } from '#core/channel/http-call'
import type { AdapterIo } from '#core/channel/io'
import { parseLossless } from '#core/channel/reading'
import { type Operation, unitMsOf } from './budgets.ts'
import { AmazonRefusal } from './errors.ts'
import type { AmazonAccount } from './options.ts'
import { apiUrlOf } from './regions.ts'
import type { WireErrors } from './wire.ts'

/** A call of the Selling Partner API. */
export interface AmazonCall {
  operation: Operation
  method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  /** Parts of the path, unencoded: a SKU may hold a slash. */
  path: readonly string[]
  query?: Readonly<Record<string, string | number | readonly string[] | null>>
  body?: object
}

/** Speaks Amazon's protocol: address, token, errors, rates. Knows no order. */
export class AmazonClient {
  readonly account: AmazonAccount
  readonly io: AdapterIo
  readonly #baseUrl: string

  constructor(account: AmazonAccount, io: AdapterIo) {
    this.account = account
    this.io = io
    this.#baseUrl = apiUrlOf(account)
  }

  /**
   * Calls one operation; an answer without content is an empty object. Errors: AmazonRefusal,
   * NoAnswer.
   */
  async call<Data>({ operation, method, path, query = {}, body }: AmazonCall): Promise<Data> {
    const answer = await callHttp(this.io, {
      operation,
      method,
      url: `${this.#baseUrl}/${path.map(encodeURIComponent).join('/')}${queryOf(query)}`,
      headers: {
        'x-amz-access-token': await this.io.token(),
        'x-amz-date': this.io.clock.now().replace(/[-:]|\.\d+/g, ''),
        'user-agent': 'Shopkeeper/1 (Language=TypeScript)',
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' })
      },
      ...(body !== undefined && { body: JSON.stringify(body) })
    })
    const ratePerSecond = await this.#learn(operation, answer)
    if (answer.status < 300) return (answer.text === '' ? {} : read(answer)) as Data
    throw refusalOf(answer, unitMsOf(operation, ratePerSecond))
  }

  /**
   * Amazon tells the rate of an operation, not what is left of it; a throttled one has nothing
   * left.
   */
  async #learn(operation: string, { status, headers }: HttpAnswer): Promise<number | undefined> {
    const told = Number(headers['x-amzn-ratelimit-limit'])
    const ratePerSecond = told > 0 && Number.isFinite(told) ? told : undefined
    if (status === 429) {
      const restMs = unitMsOf(operation, ratePerSecond)
      await this.io.pace.learn(operation, { available: 0, restMs })
    } else if (ratePerSecond !== undefined) {
      await this.io.pace.learn(operation, { ratePerSecond })
    }
    return ratePerSecond
  }
}

/** Reads a failure of the API or of Login with Amazon, which has a form of its own. */
export function refusalOf(answer: HttpAnswer, retryAfterMs: number): AmazonRefusal {
  const body = tryRead(answer) as
    | (WireErrors & { error?: string; error_description?: string })
    | null
  const first = body?.errors?.[0]
  if (first) return new AmazonRefusal(answer.status, first, retryAfterMs)
  if (typeof body?.error === 'string') {
    const message = body.error_description ?? body.error
    return new AmazonRefusal(answer.status, { code: body.error, message }, retryAfterMs)
  }
  const code =
    answer.status === 429 ? 'QuotaExceeded' : answer.status >= 500 ? 'UNREADABLE' : 'HTTP'
  const message = `HTTP ${answer.status} without a reason`
  return new AmazonRefusal(answer.status, { code, message }, retryAfterMs)
}

function read(answer: HttpAnswer): unknown {
  try {
    return parseLossless(answer.text)
  } catch {
    const message = `HTTP ${answer.status} with something that is not JSON`
    throw new AmazonRefusal(answer.status, { code: 'UNREADABLE', message })
  }
}

function tryRead({ text }: HttpAnswer): unknown {
  try {
    return parseLossless(text)
  } catch {
    return null
  }
}

function queryOf(query: NonNullable<AmazonCall['query']>): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => {
      const values = Array.isArray(value) ? value : [value]
      return `${name}=${values.map((one) => encodeURIComponent(String(one))).join(',')}`
    })
  return pairs.length > 0 ? `?${pairs.join('&')}` : ''
}
