import { Type } from 'typebox'
import { Secret } from '#core/channel/secret'

/** Made-up orders of a simulated account. */
export const ordersPerMinuteDefault = 30

/** Settings of one account on a sandbox. */
export const SandboxAccount = Type.Object(
  {
    baseUrl: Type.String({
      pattern: '^https?://',
      maxLength: 500,
      default: 'http://127.0.0.1:3499',
      description: 'Where the simulated platform listens'
    }),
    apiKey: Secret({ description: 'Exchanged for tokens', minLength: 8 }),
    webhookSecret: Secret({ description: 'Signs webhooks', minLength: 8 }),
    seed: Type.Integer({
      minimum: 0,
      maximum: 4_294_967_295,
      default: 1,
      description: 'Of the made-up orders, when the account is simulated'
    }),
    ordersPerMinute: Type.Number({
      minimum: 0,
      maximum: 60_000,
      default: ordersPerMinuteDefault,
      description: 'Made-up orders, when the account is simulated'
    })
  },
  { additionalProperties: false }
)
