import { type Static, Type } from 'typebox'
import { Secret } from '#core/channel/secret'
import { hintTopics } from './hints.ts'

const address = { pattern: '^https?://', maxLength: 500 }
const line = (description: string) => Type.String({ minLength: 1, maxLength: 500, description })

/**
 * Every type of trade that the documentation names: the gateway's own default leaves most of them
 * out.
 */
const tradeTypes = [
  ...['fixed', 'auction', 'guarantee_trade', 'step', 'independent_simple_trade', 'cod'],
  ...['independent_shop_trade', 'auto_delivery', 'ec', 'game_equipment', 'shopex_trade'],
  ...['netcn_trade', 'external_trade', 'instant_trade', 'b2c_cod', 'hotel_trade', 'nopaid'],
  ...['super_market_trade', 'super_market_cod_trade', 'taohua', 'waimai', 'o2o_offlinetrade'],
  ...['eticket', 'tmall_i18n', 'insurance_plus', 'finance', 'pre_auth_type', 'fenxiao', 'lazada']
]

/** Settings of one shop on Taobao or Tmall. */
export const TaobaoAccount = Type.Object(
  {
    appKey: Type.String({ pattern: '^[0-9]{4,20}$', description: 'App Key of the application' }),
    appSecret: Secret({ minLength: 8, description: 'Its App Secret' }),
    shopType: Type.Union([Type.Literal('taobao'), Type.Literal('tmall')], {
      default: 'taobao',
      description: 'Kind of the shop: Tmall wants more with decisions about refunds'
    }),
    userId: Type.Optional(
      Type.String({
        pattern: '^[0-9]{1,20}$',
        description:
          'Number of the seller; a consent brings it. Tells whose the messages of a queue are'
      })
    ),
    refreshToken: Type.Optional(
      Secret({ description: 'What the seller has granted; a consent brings tokens instead' })
    ),
    sessionKey: Type.Optional(
      Secret({ description: 'Session of an application whose sessions are not renewed' })
    ),
    signMethod: Type.Union(
      [Type.Literal('md5'), Type.Literal('hmac'), Type.Literal('hmac-sha256')],
      { default: 'hmac', description: 'How calls are signed' }
    ),
    tradeTypes: Type.Array(Type.String({ pattern: '^[a-z0-9_]{1,50}$' }), {
      default: tradeTypes,
      minItems: 1,
      maxItems: 100,
      description: 'Types of trade that come in. Default: all that are documented'
    }),
    carriers: Type.Record(Type.String({ maxLength: 100 }), Type.String({ maxLength: 50 }), {
      default: {},
      maxProperties: 200,
      description: "Carriers beside the known ones: our word to Taobao's company code"
    }),
    messageGroup: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        description: "Group of the application's message queue. Default: its default group"
      })
    ),
    messageTopics: Type.Array(Type.String({ pattern: '^[A-Za-z_]{1,100}$' }), {
      default: [...hintTopics],
      maxItems: 100,
      description:
        'Topics that the queue is filled with; the application must subscribe to them too'
    }),
    returnAddress: Type.Optional(
      Type.Object(
        {
          sellerAddressId: Type.String({
            pattern: '^[0-9]{1,20}$',
            description: "Number of the address in the seller's address library"
          }),
          name: line('Who receives returns'),
          mobile: line('Mobile phone there'),
          phone: line('Telephone there'),
          postalCode: line('Postal code'),
          address: line('Address in full')
        },
        { additionalProperties: false, description: 'Where buyers send returns that are agreed to' }
      )
    ),
    gatewayUrl: Type.String({
      ...address,
      default: 'https://gw.api.taobao.com/router/rest',
      description: 'The gateway; from outside of China https://api.taobao.com/router/rest'
    }),
    authorizeUrl: Type.String({
      ...address,
      default: 'https://oauth.taobao.com/authorize',
      description: 'Where sellers are asked'
    }),
    tokenUrl: Type.String({
      ...address,
      default: 'https://oauth.taobao.com/token',
      description: 'Where tokens are given'
    })
  },
  { additionalProperties: false }
)

export type TaobaoAccount = Static<typeof TaobaoAccount>
