import type { Reader } from '#core/database/db'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { MessageProvider } from './providers/provider.ts'

/** A message somebody wants sent to a customer. */
export interface MessageRequest {
  customerId: string
  /** Handle of the template. */
  template: string
  /** Values of the template's variables that the customer itself does not give. */
  variables: Readonly<Record<string, string>>
  /** The same source asks once: a repeated request changes nothing. */
  sourceId: string
  /** Not before; null: at once. Quiet hours may put it off. */
  notBefore: Instant | null
}

/** What the other areas of crm, and other plugins, ask of messages. */
export interface Messages {
  /**
   * Queues messages; whether they may be sent (consent, unsubscription, cap, quiet hours) is decided when they are
   * due. A constant number of queries. Errors: TEMPLATE_UNKNOWN, TEMPLATE_VARIABLE_MISSING, NOT_FOUND of a customer,
   * MESSAGE_PROVIDER_MISSING, MESSAGE_PUBLIC_URL_MISSING.
   */
  request(tx: Tx, requests: readonly MessageRequest[]): Promise<void>
  /** What is wrong with using templates with these variables, in the same order; null: nothing. One query. */
  check(
    db: Reader,
    uses: readonly { template: string; variables: readonly string[] }[]
  ): Promise<(string | null)[]>
  /** Lets a provider of another plugin take what it can, in place of those of the config; in a plugin's setup. */
  addProvider(provider: MessageProvider): void
}
