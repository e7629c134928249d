import type { Adapter } from '#core/channel/adapter'
import type { Plugin } from '#core/plugin'

/*
 * What a name in a config stands for. Loaded when it is asked for: a plugin that is off costs nothing.
 */

/** First-party plugins by name, in the order they are enabled when a config names none. */
export const firstPartyPlugins: Readonly<Record<string, () => Promise<Plugin>>> = {
  catalog: async () => (await import('#plugins/catalog')).catalog as Plugin,
  inventory: async () => (await import('#plugins/inventory')).inventory as Plugin,
  orders: async () => (await import('#plugins/orders')).orders as Plugin,
  promotions: async () => (await import('#plugins/promotions')).promotions as Plugin,
  channels: async () => (await import('#plugins/channels')).channels as Plugin,
  crm: async () => (await import('#plugins/crm')).crm as Plugin,
  aftersales: async () => (await import('#plugins/aftersales')).aftersales as Plugin,
  reporting: async () => (await import('#plugins/reporting')).reporting as Plugin,
  webhooks: async () => (await import('#plugins/webhooks')).webhooks as Plugin
}

/**
 * Plugins that keep personal data and refuse to do so without `encryptionKey`. A config that names no plugins has them once
 * it has a key.
 */
export const pluginsWithKey: ReadonlySet<string> = new Set(['crm'])

/** First-party adapters by platform. */
export const firstPartyAdapters: Readonly<Record<string, () => Promise<Adapter>>> = {
  amazon: async () => (await import('#adapters/amazon')).amazon as Adapter,
  shopify: async () => (await import('#adapters/shopify')).shopify as Adapter,
  woocommerce: async () => (await import('#adapters/woocommerce')).woocommerce as Adapter,
  taobao: async () => (await import('#adapters/taobao')).taobao as Adapter,
  'flat-file': async () => (await import('#adapters/flat-file')).flatFile as Adapter,
  sandbox: async () => (await import('#adapters/sandbox')).sandbox as Adapter
}
