import type { Dispatcher } from 'undici'
import { type Exchange, post } from '#core/net/exchange'
import { guardedAgent } from '#core/net/guarded-agent'
import { signedHeaders } from '#core/net/sign'
import type { Clock } from '#core/time'
import type { MessagesOptionsShape } from '../options.ts'
import type { MessageProvider, OutgoingMessage, SendOutcome } from './provider.ts'

type WebhookOptions = NonNullable<MessagesOptionsShape['webhook']>

export interface WebhookParts {
  clock: Clock
  /** Also http:// and private addresses. */
  allowPrivate: boolean
}

/** What says that a message itself is not acceptable. Anything else may be otherwise tomorrow. */
const refusals = new Set([400, 413, 422])
const bodyTypeName = 'message.send'
const refMax = 200

/**
 * Posts messages to one address, signed as Standard Webhooks are; the message's id is the `webhook-id` of every attempt.
 * 2xx takes it: `id` of a JSON answer is kept as what the receiver calls it. 400, 413 and 422 refuse it for good.
 */
export function webhookProvider(options: WebhookOptions, parts: WebhookParts): MessageProvider {
  const { url, secret, media, timeoutMs } = options
  const { clock, allowPrivate } = parts
  let made: Dispatcher | undefined
  const http = () => {
    made ??= guardedAgent({ allowPrivate, connectTimeoutMs: timeoutMs })
    return made
  }
  return {
    name: 'webhook',
    media,
    async send(message, signal): Promise<SendOutcome> {
      const body = bodyOf(message)
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'shopkeeper-messages',
        ...signedHeaders({ id: message.id, at: message.at, body }, [secret])
      }
      return outcomeOf(await post({ http, clock, timeoutMs }, { url, headers, body }, signal))
    },
    close: async () => made?.destroy()
  }
}

function bodyOf({ at, ...data }: OutgoingMessage): string {
  return JSON.stringify({ type: bodyTypeName, timestamp: at, data })
}

function outcomeOf({ isSuccess, status, error, answer, askedMs }: Exchange): SendOutcome {
  if (isSuccess) return { status: 'accepted', ref: refIn(answer) }
  const reason = error ?? `answered ${status}: ${answer}`
  if (status !== null && refusals.has(status)) return { status: 'refused', reason }
  return { status: 'retry', reason, ...(askedMs > 0 && { afterMs: askedMs }) }
}

function refIn(answer: string): string | null {
  try {
    const { id } = JSON.parse(answer) as { id?: unknown }
    return typeof id === 'string' || typeof id === 'number' ? String(id).slice(0, refMax) : null
  } catch {
    return null
  }
}
