import type { Dispatcher } from 'undici'
import { ShopkeeperError } from '../errors.ts'
import { withDeadline } from './deadline.ts'
import { checkDestination, type DestinationPolicy } from './destination.ts'
import { DestinationRefused, DownloadFailed, DownloadRefused } from './errors.ts'
import { undici } from './undici.ts'

const redirectsMax = 3
const redirects = new Set([301, 302, 303, 307, 308])
/** Of an answer that is not wanted, so that its connection can be used again. */
const unwantedBytesMax = 16_384
/** Beside 5xx: what passes when it is asked for again. */
const passing = new Set([408, 425, 429])

/** How an address that somebody else has chosen is read. */
export interface DownloadPolicy extends DestinationPolicy {
  /** A `guardedAgent` of the same policy. */
  http: Dispatcher
  /** What is longer is not taken. */
  bytesMax: number
  /** Until the last byte, redirects included. */
  timeoutMs: number
}

/** An address, and the field that names it. */
export interface Source {
  url: string
  field: string
}

/**
 * Reads what an address holds that somebody else has chosen. Each redirect is checked as the first address was, and no
 * more than three are followed. The bytes are taken as they come: a compressed answer stays compressed.
 *
 * Errors: DESTINATION_REFUSED; DOWNLOAD_REFUSED for what stays so; DOWNLOAD_FAILED for what may pass, all naming the
 * field; the reason of `signal`.
 */
export async function download(
  source: Source,
  policy: DownloadPolicy,
  signal: AbortSignal
): Promise<Buffer> {
  const { timeoutMs } = policy
  try {
    return await withDeadline(timeoutMs, (whole) => followed(source, policy, whole), signal)
  } catch (error) {
    signal.throwIfAborted()
    throw named(error, source.field, timeoutMs)
  }
}

async function followed(
  { url, field }: Source,
  policy: DownloadPolicy,
  signal: AbortSignal
): Promise<Buffer> {
  let at = checkDestination(url, policy, field)
  for (let followed = 0; followed <= redirectsMax; followed++) {
    const { statusCode, headers, body } = await undici().request(at.href, {
      dispatcher: policy.http,
      signal,
      headers: { 'accept-encoding': 'identity', 'user-agent': 'shopkeeper' }
    })
    if (statusCode === 200) return await readAtMost(policy.bytesMax, body, field)
    await body.dump({ limit: unwantedBytesMax, signal })
    if (!redirects.has(statusCode)) throw statusFailure(statusCode, field)
    const { location } = headers
    if (typeof location !== 'string' || !URL.canParse(location, at.href)) {
      throw new DownloadRefused({ field, reason: `${statusCode} leads to no address` })
    }
    at = checkDestination(new URL(location, at).href, policy, field)
  }
  const reason = `leads on more than ${redirectsMax} times: give the address that it ends at`
  throw new DownloadRefused({ field, reason })
}

async function readAtMost(
  bytesMax: number,
  body: AsyncIterable<Buffer>,
  field: string
): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > bytesMax) {
      const reason = `holds more than ${bytesMax} bytes: make it smaller`
      throw new DownloadRefused({ field, reason })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function statusFailure(status: number, field: string): ShopkeeperError {
  if (status >= 500 || passing.has(status)) {
    return new DownloadFailed({ field, reason: `answered ${status}` })
  }
  const reason = `answered ${status}: it must hand out what it holds with 200, to anybody`
  return new DownloadRefused({ field, reason })
}

function named(error: unknown, field: string, timeoutMs: number): ShopkeeperError {
  if (error instanceof DestinationRefused) {
    return new DestinationRefused({ field, reason: String(error.fields.reason) }, { cause: error })
  }
  if (error instanceof ShopkeeperError) return error
  const { name, code, message } = error as NodeJS.ErrnoException
  const isLate = name === 'TimeoutError'
  const reason = isLate ? `no whole answer within ${timeoutMs} ms` : String(code ?? message)
  return new DownloadFailed({ field, reason: reason.slice(0, 500) }, { cause: error })
}
