import { shopify, simulateShopify } from '#adapters/shopify'
import { driveAdapter } from './ours.ts'

await driveAdapter('shopify', {
  adapter: shopify,
  simulate: simulateShopify,
  wrongSettings: { clientSecret: 'somebody else' }
})
