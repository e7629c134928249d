import type { Static } from 'typebox'
import type { Reader } from '#core/database/db'
import { ShopkeeperError } from '#core/errors'
import type { PluginContext } from '#core/plugin'
import type { Tx } from '#core/transaction'
import type { CrmOptions } from '../options.ts'
import type { MessageRequest, Messages } from './api.ts'
import { MessagePublicUrlMissing, MessagesOptionInvalid, TemplateUnknown } from './errors.ts'
import type { MessageProvider } from './providers/provider.ts'
import { Providers } from './providers/providers.ts'
import { assertGiven, needsOf, queueMessages } from './request.ts'
import { templatesByHandle } from './templates/repository.ts'
import { UnsubscribeTokens } from './unsubscribe/token.ts'

type Context = PluginContext<Static<typeof CrmOptions>>

/** Messages as the areas of crm use them, and what sending them needs. */
export class MessageService implements Messages {
  readonly providers: Providers
  readonly tokens: UnsubscribeTokens
  readonly #context: Context
  readonly #key: Buffer

  /** Errors: MESSAGES_OPTION_INVALID. */
  constructor(context: Context, key: Buffer) {
    const { options, clock, shop } = context
    const { quietHours } = options.messages
    if (quietHours && quietHours.from === quietHours.to) {
      const fix = 'from and to are the same: leave quietHours out, or let them differ'
      throw new MessagesOptionInvalid({ option: 'quietHours', fix })
    }
    this.#context = context
    this.#key = key
    this.providers = new Providers(options.messages, { clock, shopName: shop.name })
    this.tokens = new UnsubscribeTokens(key)
  }

  /** Where a preview's unsubscribe link leads: nowhere. */
  get sampleUnsubscribeUrl(): string {
    return this.#urlOf('sample') ?? 'https://shop.example/v1/unsubscribe/sample'
  }

  /** The link out of a message; null: the shop has no public address. */
  unsubscribeUrl(messageId: string): string | null {
    return this.#urlOf(this.tokens.of(messageId))
  }

  /** Errors: MESSAGE_PUBLIC_URL_MISSING. */
  assertPublic(template: string): void {
    if (this.#urlOf('') === null) throw new MessagePublicUrlMissing({ template })
  }

  addProvider(provider: MessageProvider): void {
    this.providers.add(provider)
  }

  async request(tx: Tx, requests: readonly MessageRequest[]): Promise<void> {
    const entries = requests.map((request) => ({ ...request, batchId: null }))
    await queueMessages(tx, this, { key: this.#key, entries })
  }

  async check(
    db: Reader,
    uses: readonly { template: string; variables: readonly string[] }[]
  ): Promise<(string | null)[]> {
    const templates = await templatesByHandle(
      db,
      uses.map(({ template }) => template)
    )
    return uses.map(({ template, variables }) =>
      messageOf(() => {
        const row = templates.get(template)
        if (!row) throw new TemplateUnknown({ template })
        assertGiven(template, needsOf(this, row), new Set(variables))
      })
    )
  }

  #urlOf(token: string): string | null {
    const { publicUrl } = this.#context.options.messages
    return publicUrl === undefined
      ? null
      : `${publicUrl.replace(/\/$/, '')}/v1/unsubscribe/${token}`
  }
}

function messageOf(check: () => void): string | null {
  try {
    check()
    return null
  } catch (error) {
    if (error instanceof ShopkeeperError) return error.message
    throw error
  }
}
