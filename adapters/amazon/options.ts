import { type Static, Type } from 'typebox'
import { Secret } from '#core/channel/secret'

const address = { pattern: '^https?://', maxLength: 500 }

/** Settings of one account on one of Amazon's marketplaces. */
export const AmazonAccount = Type.Object(
  {
    region: Type.Union([Type.Literal('na'), Type.Literal('eu'), Type.Literal('fe')], {
      description:
        'Where the marketplace belongs: na (Americas), eu (Europe, India) or fe (Far East)'
    }),
    isSandbox: Type.Boolean({
      default: false,
      description: "Calls Amazon's own sandbox, which answers with fixed examples"
    }),
    marketplaceId: Type.String({
      pattern: '^[A-Z0-9]{5,20}$',
      description: 'The marketplace, such as A1PA6795UKMFR9 for Germany'
    }),
    currency: Type.String({
      pattern: '^[A-Z]{3}$',
      description: 'Currency of the marketplace, such as EUR'
    }),
    clientId: Type.String({
      minLength: 5,
      maxLength: 200,
      description: 'Login with Amazon client identifier of the application'
    }),
    clientSecret: Secret({ minLength: 8, description: 'Its client secret' }),
    sellerId: Type.String({
      pattern: '^[A-Z0-9]{5,20}$',
      description: 'Merchant token of the seller; a consent brings it'
    }),
    refreshToken: Secret({
      minLength: 8,
      description: 'What the seller has granted; a consent brings it'
    }),
    applicationId: Type.Optional(
      Type.String({
        maxLength: 200,
        description:
          'Application id, such as amzn1.sp.solution.…: only for asking a seller for consent'
      })
    ),
    isDraft: Type.Boolean({
      default: false,
      description: 'The application is a draft: consent is asked for its beta version'
    }),
    fulfilledBy: Type.Union(
      [Type.Literal('MERCHANT'), Type.Literal('AMAZON'), Type.Literal('BOTH')],
      { default: 'MERCHANT', description: 'Whose orders come in, by who ships them' }
    ),
    fulfillmentChannel: Type.String({
      minLength: 1,
      maxLength: 50,
      default: 'DEFAULT',
      description: 'The fulfillment channel code that stock is written to'
    }),
    messageTemplate: Type.String({
      minLength: 1,
      maxLength: 50,
      default: 'confirmOrderDetails',
      description: 'The message type of messages that name none'
    }),
    carriers: Type.Record(Type.String({ maxLength: 100 }), Type.String({ maxLength: 100 }), {
      default: {},
      maxProperties: 200,
      description: "Carriers beside the known ones: our word to Amazon's code, or to Other"
    }),
    returnLocationIds: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
      default: [],
      maxItems: 50,
      description: 'Locations whose returns come in; only of sellers in External Fulfillment'
    }),
    listingDecisionMinutes: Type.Integer({
      minimum: 1,
      maximum: 10_080,
      default: 60,
      description: 'A submission without an issue after so long counts as taken'
    }),
    baseUrl: Type.Optional(
      Type.String({ ...address, description: "Default: Amazon's endpoint of the region" })
    ),
    tokenUrl: Type.String({
      ...address,
      default: 'https://api.amazon.com/auth/o2/token',
      description: 'Where Login with Amazon gives tokens'
    }),
    sellerCentralUrl: Type.Optional(
      Type.String({ ...address, description: 'Where sellers are asked. Default: by region' })
    )
  },
  { additionalProperties: false }
)

export type AmazonAccount = Static<typeof AmazonAccount>
