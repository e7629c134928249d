import { type Static, Type } from 'typebox'
import { channelOrderStatuses } from '#core/channel/documents'
import { Secret } from '#core/channel/secret'

const words = { maxLength: 100 }

/** Settings of one shop on WooCommerce. */
export const WooCommerceAccount = Type.Object(
  {
    url: Type.String({
      pattern: '^https?://[^?#\\s]+$',
      maxLength: 500,
      description: 'Address of the shop without /wp-json, such as https://shop.example'
    }),
    consumerKey: Type.String({
      pattern: '^ck_',
      maxLength: 100,
      description: 'Consumer key of the REST API, with read and write; a consent brings it'
    }),
    consumerSecret: Secret({ minLength: 8, description: 'Its secret; a consent brings it' }),
    webhookSecret: Secret({
      minLength: 16,
      description: 'What the shop is to sign its webhooks with: any long random text'
    }),
    currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'Currency of the shop' }),
    unsafeAllowHttp: Type.Boolean({
      default: false,
      description:
        'Calls a shop without HTTPS: requests are signed, but orders travel for all to read'
    }),
    shipments: Type.Union(
      [Type.Literal('note'), Type.Literal('fulfillments'), Type.Literal('tracking-plugin')],
      {
        default: 'note',
        description:
          'How parcels are told of: a note to the buyer, the fulfillments of newer versions, ' +
          'or the data of the Shipment Tracking extension'
      }
    ),
    isBuyerNotified: Type.Boolean({
      default: true,
      description: 'The shop writes to the buyer about a parcel'
    }),
    carriers: Type.Record(Type.String(words), Type.String(words), {
      default: {},
      maxProperties: 200,
      description: "Carriers beside the known ones: our word to the shop's key, or to other"
    }),
    statuses: Type.Record(Type.String(words), Type.Enum([...channelOrderStatuses]), {
      default: {},
      maxProperties: 100,
      description: 'Statuses that extensions have added: the shop’s word to ours'
    }),
    pausedStatus: Type.Union([Type.Literal('private'), Type.Literal('draft')], {
      default: 'private',
      description: 'What a product becomes while it is paused; variations are always private'
    }),
    isRefundedByGateway: Type.Boolean({
      default: true,
      description: 'The gateway pays refunds back; otherwise the shop only notes them'
    })
  },
  { additionalProperties: false }
)

export type WooCommerceAccount = Static<typeof WooCommerceAccount>
