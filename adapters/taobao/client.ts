import { callHttp } from '#core/channel/http-call'
import type { AdapterIo } from '#core/channel/io'
import { parseLossless } from '#core/channel/reading'
import { banMsOf, isOfAllCalls, TopRefusal, unreadable } from './errors.ts'
import { toTime } from './map/values.ts'
import type { TaobaoAccount } from './options.ts'
import { signatureOf } from './signature.ts'
import { apiVersion } from './version.ts'
import type { WireError } from './wire.ts'

/** Parameters of a call; what is null is not sent. */
export type Params = Readonly<Record<string, string | number | boolean | null>>

/** A file that goes with a call; files are not signed. */
export interface Upload {
  name: string
  contentType: string
  bytes: Buffer
}

/** Speaks the gateway's protocol: signature, session, envelope, failures. Knows no order. */
export class TopClient {
  readonly account: TaobaoAccount
  readonly io: AdapterIo

  constructor(account: TaobaoAccount, io: AdapterIo) {
    this.account = account
    this.io = io
  }

  /** Calls one operation, by its name in the documentation. Errors: TopRefusal, NoAnswer. */
  async call<Data>(method: string, params: Params, upload: Upload | null = null): Promise<Data> {
    const { gatewayUrl, appSecret, signMethod } = this.account
    const sent = {
      ...textsOf(params),
      method,
      app_key: this.account.appKey,
      session: await this.io.token(),
      timestamp: toTime(this.io.clock.now()),
      format: 'json',
      v: apiVersion,
      sign_method: signMethod
    }
    const form = { ...sent, sign: signatureOf(sent, appSecret, signMethod) }
    const answer = await callHttp(this.io, {
      operation: method,
      method: 'POST',
      url: gatewayUrl,
      ...(await encoded(form, upload))
    })
    const body = read(method, answer)
    if (body.error_response === undefined) {
      const data = body[envelopeOf(method)]
      if (data !== undefined) return data as Data
      throw unreadable(method, 'an answer to another question')
    }
    const refusal = new TopRefusal(method, body.error_response as WireError)
    const restMs = banMsOf(refusal)
    if (restMs !== null) {
      await this.io.pace.learn(isOfAllCalls(refusal) ? '*' : method, { available: 0, restMs })
    }
    throw refusal
  }
}

/** What the answer of an operation is wrapped in. */
export function envelopeOf(method: string): string {
  return `${method.replace(/^taobao\./, '').replaceAll('.', '_')}_response`
}

function textsOf(params: Params): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) =>
      value === null ? [] : [[name, String(value)]]
    )
  )
}

async function encoded(
  form: Record<string, string>,
  upload: Upload | null
): Promise<{ headers: Record<string, string>; body: string | Buffer }> {
  if (upload === null) {
    const type = 'application/x-www-form-urlencoded;charset=utf-8'
    return { headers: { 'content-type': type }, body: new URLSearchParams(form).toString() }
  }
  const data = new FormData()
  for (const [name, value] of Object.entries(form)) data.append(name, value)
  const { name, contentType, bytes } = upload
  data.append(name, new Blob([new Uint8Array(bytes)], { type: contentType }), name)
  const packed = new Response(data)
  return {
    headers: { 'content-type': packed.headers.get('content-type') as string },
    body: Buffer.from(await packed.arrayBuffer())
  }
}

function read(
  method: string,
  { status, text }: { status: number; text: string }
): Record<string, unknown> {
  try {
    const body = parseLossless(text)
    if (typeof body === 'object' && body !== null) return body as Record<string, unknown>
  } catch {
    // Said below.
  }
  throw unreadable(method, `HTTP ${status} with something that is not an answer`)
}
