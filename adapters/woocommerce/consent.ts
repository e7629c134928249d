import type { Consent } from '#core/channel/authorization'
import { WooRefusal } from './errors.ts'
import type { WooCommerceAccount } from './options.ts'
import { consentVersion } from './version.ts'

/** What the shop posts when its owner has said yes. */
interface WireGrant {
  user_id?: unknown
  consumer_key?: unknown
  consumer_secret?: unknown
  key_permissions?: unknown
}

/**
 * The owner approves keys that read and write; the shop itself posts them to us, and over HTTPS
 * alone.
 */
export const consent: Consent<WooCommerceAccount> = {
  needs: ['url', 'currency', 'webhookSecret'],
  url({ url }, { state, callbackUrl }) {
    const query = new URLSearchParams({
      app_name: 'Shopkeeper',
      scope: 'read_write',
      user_id: state,
      return_url: callbackUrl,
      callback_url: callbackUrl
    })
    return `${url.replace(/\/+$/, '')}/wc-auth/${consentVersion}/authorize?${query}`
  },
  async complete(_account, _io, { query, body, state }) {
    const { user_id, consumer_key, consumer_secret, key_permissions } = (body ?? {}) as WireGrant
    if (query.success === '0') throw refused('the owner said no')
    if (user_id !== state) throw refused('the answer is not to a question of ours')
    const isKey = (value: unknown, prefix: string): value is string =>
      typeof value === 'string' && value.startsWith(prefix)
    if (!isKey(consumer_key, 'ck_') || !isKey(consumer_secret, 'cs_')) {
      throw refused('no keys came back')
    }
    if (key_permissions !== 'read_write') throw refused('the keys may not read and write')
    return { settings: { consumerKey: consumer_key, consumerSecret: consumer_secret } }
  }
}

function refused(message: string): WooRefusal {
  return new WooRefusal(0, { code: 'CONSENT_REFUSED', message })
}
