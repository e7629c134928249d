import { type Static, Type } from 'typebox'
import { Secret } from '#core/channel/secret'
import { OneOf } from '#core/http/schemas'
import { reasonClasses } from '../cases/reasons.ts'
import { allocationRules } from './tables.ts'

const closed = { additionalProperties: false }
const Method = Type.String({ minLength: 1, maxLength: 50 })

/** How money is given back. */
export const RefundsOptions = Type.Object(
  {
    allocation: OneOf(allocationRules, {
      default: 'keepAllocation',
      description:
        'keepAllocation: discounts stay with the units they were given for; reEvaluate: what is kept costs what it would have cost alone'
    }),
    shippingFor: Type.Array(OneOf(reasonClasses), {
      default: ['seller'],
      maxItems: reasonClasses.length,
      description: 'Shipping is given back for reasons of these classes, in proportion to the goods'
    }),
    tenderOrder: Type.Array(Method, {
      default: ['points', 'balance'],
      maxItems: 20,
      description: 'Methods of payment that money goes back by first; then the others, oldest first'
    }),
    bridge: Type.Optional(
      Type.Object(
        {
          url: Type.String({
            minLength: 1,
            maxLength: 2000,
            description: "An https address: the shop's own bridge to who handles its payments"
          }),
          secret: Secret({
            description: 'Signs as Standard Webhooks do: whsec_ and base64 of 24 to 64 bytes'
          }),
          methods: Type.Array(Method, {
            minItems: 1,
            maxItems: 50,
            description: 'Methods of payment that it gives back; all others wait for a person'
          }),
          timeoutMs: Type.Integer({
            ...{ minimum: 1000, maximum: 30_000, default: 15_000 },
            description: 'Longest exchange, to the last byte'
          })
        },
        closed
      )
    ),
    compensationMaxMinor: Type.Integer({
      ...{ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 },
      description:
        'Most that is given for neither goods nor shipping without aftersales:approve; 0: no limit'
    }),
    payPriceProtection: Type.Boolean({
      default: true,
      description: 'Claims for prices that fell are paid as soon as they are approved'
    }),
    unsafeAllowPrivateNetworks: Type.Boolean({
      default: false,
      description: 'Also calls http:// and private addresses; for development and tests'
    })
  },
  { ...closed, default: {} }
)
export type RefundsOptionsShape = Static<typeof RefundsOptions>
