import { ShopkeeperError } from '#core/errors'
import { checkDestination } from '#core/net/destination'
import type { Clock } from '#core/time'
import { MessageProviderMissing, MessagesOptionInvalid } from '../errors.ts'
import type { MessagesOptionsShape } from '../options.ts'
import { type Medium, media } from '../tables.ts'
import { outboxProvider } from './outbox.ts'
import type { MessageProvider } from './provider.ts'
import { smtpProvider } from './smtp.ts'
import { webhookProvider } from './webhook.ts'

/** Bytes of a secret of Standard Webhooks. */
const secretBytes = { min: 24, max: 64 }
/** Options that give a medium a provider. */
const optionsFor: Record<Medium, readonly string[]> = {
  email: ['smtp', 'webhook', 'outbox'],
  sms: ['webhook', 'outbox'],
  webhook: ['webhook', 'outbox']
}

/** Who brings which kind of message to customers. */
export class Providers {
  readonly #byMedium = new Map<Medium, MessageProvider>()
  readonly #all: MessageProvider[]

  /** Errors: MESSAGES_OPTION_INVALID. */
  constructor(
    options: MessagesOptionsShape,
    { clock, shopName }: { clock: Clock; shopName: string }
  ) {
    const { smtp, webhook, outbox, unsafeAllowPrivateNetworks: allowPrivate } = options
    if (webhook) checkWebhook(webhook, allowPrivate)
    this.#all = [
      ...(smtp ? [smtpProvider(smtp, shopName)] : []),
      ...(webhook ? [webhookProvider(webhook, { clock, allowPrivate })] : []),
      ...(outbox ? [outboxProvider(outbox.folder, shopName, media)] : [])
    ]
    for (const provider of this.#all.toReversed()) this.#serve(provider)
  }

  /** Lets a provider of another plugin take what it can, before those of the config. */
  add(provider: MessageProvider): void {
    this.#all.push(provider)
    this.#serve(provider)
  }

  find(medium: Medium): MessageProvider | undefined {
    return this.#byMedium.get(medium)
  }

  /** Errors: MESSAGE_PROVIDER_MISSING, naming the options. */
  of(medium: Medium): MessageProvider {
    const provider = this.find(medium)
    if (provider) return provider
    throw new MessageProviderMissing({ medium, options: optionsFor[medium] })
  }

  async close(): Promise<void> {
    for (const provider of this.#all) await provider.close?.()
  }

  #serve(provider: MessageProvider): void {
    for (const medium of provider.media) this.#byMedium.set(medium, provider)
  }
}

function checkWebhook(
  { url, secret }: { url: string; secret: string },
  allowPrivate: boolean
): void {
  try {
    checkDestination(url, { allowPrivate })
  } catch (error) {
    if (!(error instanceof ShopkeeperError)) throw error
    const fix = String(error.fields.reason)
    throw new MessagesOptionInvalid({ option: 'webhook.url', fix }, { cause: error })
  }
  const bytes = Buffer.from(secret.replace(/^whsec_/, ''), 'base64').length
  if (bytes >= secretBytes.min && bytes <= secretBytes.max) return
  const fix = 'give whsec_ and base64 of 24 to 64 random bytes: openssl rand -base64 32'
  throw new MessagesOptionInvalid({ option: 'webhook.secret', fix })
}
