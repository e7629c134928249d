import type { Dispatcher } from 'undici'
import { withDeadline } from '../net/deadline.ts'
import { undici } from '../net/undici.ts'
import type { AdapterIo } from './io.ts'

/** A longer answer is not from the platform we know. */
const bodyBytesMax = 32 * 1024 * 1024
const withinMsDefault = 120_000

/** One HTTP exchange with a platform. */
export interface HttpCall {
  /** What budgets and reports call it. */
  operation: string
  /** Units of the budget that it costs. Default 1. */
  units?: number
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers?: Record<string, string>
  body?: string | Buffer
  /** Until the last byte of the answer. Default: two minutes. */
  withinMs?: number
}

/** An answer, whatever it says. Header names are in lower case. */
export interface HttpAnswer {
  status: number
  headers: Readonly<Record<string, string | undefined>>
  text: string
}

/** Nobody answered: whether the call had an effect is not known. */
export class NoAnswer extends Error {
  constructor(operation: string, cause: unknown) {
    super(`${operation}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.name = 'NoAnswer'
  }
}

/**
 * Calls a platform over HTTP: takes the call's units from the account's budget first, follows no redirect,
 * and reads the whole answer, in the time there is. Errors: JOB_POSTPONED when the budget is spent; NoAnswer.
 */
export async function callHttp(
  { http, pace }: Pick<AdapterIo, 'http' | 'pace'>,
  call: HttpCall
): Promise<HttpAnswer> {
  const { operation, units, withinMs = withinMsDefault } = call
  await pace.take(operation, units)
  try {
    return await withDeadline(withinMs, (signal) => exchange(http, call, signal))
  } catch (error) {
    throw new NoAnswer(operation, error)
  }
}

async function exchange(
  dispatcher: Dispatcher,
  { method, url, headers = {}, body }: HttpCall,
  signal: AbortSignal
): Promise<HttpAnswer> {
  const request = { method, dispatcher, headers, signal, ...(body !== undefined && { body }) }
  const response = await undici().request(url, request)
  return {
    status: response.statusCode,
    headers: single(response.headers),
    text: await readText(response.body)
  }
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > bodyBytesMax) throw new Error(`an answer of more than ${bodyBytesMax} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function single(
  headers: Record<string, string | string[] | undefined>
): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value])
  )
}
