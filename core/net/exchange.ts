import type { Dispatcher } from 'undici'
import { ShopkeeperError } from '../errors.ts'
import { storable } from '../text.ts'
import type { Clock } from '../time.ts'
import { withDeadline } from './deadline.ts'
import { retryAfterMs } from './retry-after.ts'
import { undici } from './undici.ts'

/** How much of an answer is read, so that its connection can be used again, and how much is kept. */
const answerReadMaxBytes = 16_384
const answerKeptBytes = 1024

export interface ExchangeParts {
  /** The client, made when the first request goes out. */
  http: () => Dispatcher
  clock: Clock
  timeoutMs: number
}

/** What an endpoint made of one request. */
export interface Exchange {
  isSuccess: boolean
  /** HTTP status, when there was an answer. */
  status: number | null
  error: string | null
  /** Beginning of the answer's body. */
  answer: string
  durationMs: number
  /** How long the endpoint asks to be left alone; 0: it does not say. */
  askedMs: number
}

/**
 * Posts a body and judges the answer: 2xx is success, and nothing else is. A redirect is not followed, and the time
 * counts until the last byte, so an endpoint that drips its answer is cut off.
 *
 * Errors: only the reason of `signal`; whatever else goes wrong is part of the result.
 */
export async function post(
  { http, clock, timeoutMs }: ExchangeParts,
  message: { url: string; headers: Record<string, string>; body: string },
  signal: AbortSignal
): Promise<Exchange> {
  const startedMs = clock.monotonicMs()
  const made = { status: null as number | null, error: null as string | null, answer: '' }
  let askedMs = 0
  try {
    const send = async (whole: AbortSignal) => {
      const { url, headers, body } = message
      const request = { method: 'POST' as const, headers, body, dispatcher: http(), signal: whole }
      const response = await undici().request(url, request)
      made.status = response.statusCode
      askedMs = retryAfterMs(String(response.headers['retry-after'] ?? ''), clock.ms())
      made.answer = await beginningOf(response.body)
      if (made.status >= 300 && made.status < 400) made.error = 'redirects are not followed'
    }
    await withDeadline(timeoutMs, send, signal)
  } catch (error) {
    signal.throwIfAborted()
    made.error = reasonOf(error, timeoutMs)
  }
  const isSuccess = made.error === null && made.status !== null && made.status < 300
  const durationMs = Math.round(clock.monotonicMs() - startedMs)
  return { ...made, isSuccess, durationMs, askedMs }
}

async function beginningOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let readBytes = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    readBytes += chunk.length
    if (readBytes > answerReadMaxBytes) break
  }
  return storable(Buffer.concat(chunks).subarray(0, answerKeptBytes).toString('utf8'))
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (error instanceof ShopkeeperError) return error.message
  const { name, code, message } = error as NodeJS.ErrnoException
  if (name === 'TimeoutError') return `no whole answer within ${timeoutMs} ms`
  return String(code ?? message).slice(0, 500)
}
