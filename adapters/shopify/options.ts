import { type Static, Type } from 'typebox'
import { Secret } from '#core/channel/secret'
import { apiVersion, apiVersions } from './version.ts'

/** What orders, stock, prices, listings, parcels and returns need; `read_all_orders` is asked for apart. */
const scopesDefault = [
  ...['read_orders', 'write_orders', 'read_products', 'write_products'],
  ...['read_inventory', 'write_inventory', 'read_locations', 'read_customers'],
  ...['read_merchant_managed_fulfillment_orders', 'write_merchant_managed_fulfillment_orders'],
  ...['read_returns', 'write_returns']
]

/** Settings of one shop on Shopify. */
export const ShopifyAccount = Type.Object(
  {
    shop: Type.String({
      pattern: '^[a-z0-9][a-z0-9-]*\\.myshopify\\.com$',
      maxLength: 200,
      description: 'Address of the shop, such as example.myshopify.com'
    }),
    currency: Type.String({
      pattern: '^[A-Z]{3}$',
      description: "The shop's own currency, in which prices are written"
    }),
    locationId: Type.String({
      pattern: '^\\d{1,20}$',
      description: 'Number of the location whose stock is written, as its address in the admin ends'
    }),
    access: Type.Union(
      [Type.Literal('consent'), Type.Literal('client_credentials'), Type.Literal('token')],
      {
        default: 'consent',
        description:
          'How tokens are had: the owner consents, the app belongs to the organization of the shop, ' +
          'or a token that does not end is entered as accessToken'
      }
    ),
    clientId: Type.String({ minLength: 5, maxLength: 200, description: 'Client ID of the app' }),
    clientSecret: Secret({
      minLength: 8,
      description: 'Its client secret; webhooks are signed with it as well'
    }),
    accessToken: Type.Optional(
      Secret({ minLength: 8, description: 'Only with access = token: the token of a custom app' })
    ),
    scopes: Type.Array(Type.String({ pattern: '^[a-z_]+$', maxLength: 100 }), {
      default: scopesDefault,
      minItems: 1,
      maxItems: 50,
      description:
        'Permissions that are asked for, or that the app has; with read_all_orders the past ' +
        'reaches beyond 60 days'
    }),
    apiVersion: Type.Union(
      apiVersions.map((version) => Type.Literal(version)),
      { default: apiVersion, description: 'Version of the Admin API' }
    ),
    readsBuyers: Type.Boolean({
      default: true,
      description:
        'Whether names, addresses and mail addresses are read: the app must be allowed to see ' +
        'protected customer data'
    }),
    comparesStock: Type.Boolean({
      default: true,
      description:
        'Stock is written only if it is what was read just before: a sale in between is not undone'
    }),
    notifiesBuyers: Type.Boolean({
      default: true,
      description: 'Shopify writes to the buyer when a parcel leaves or money is given back'
    }),
    refundsOnAgree: Type.Boolean({
      default: true,
      description:
        'Agreeing to a return gives the money back as well; otherwise it only approves the return'
    }),
    carriers: Type.Record(Type.String({ maxLength: 100 }), Type.String({ maxLength: 100 }), {
      default: {},
      maxProperties: 200,
      description: "Carriers beside the known ones: our word to Shopify's name"
    }),
    baseUrl: Type.Optional(
      Type.String({
        pattern: '^https?://',
        maxLength: 500,
        description: 'Default: the address of the shop'
      })
    )
  },
  { additionalProperties: false }
)

export type ShopifyAccount = Static<typeof ShopifyAccount>
