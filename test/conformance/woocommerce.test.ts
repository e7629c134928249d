import { simulateWooCommerce, woocommerce } from '#adapters/woocommerce'
import { driveAdapter } from './ours.ts'

await driveAdapter('woocommerce', {
  adapter: woocommerce,
  simulate: simulateWooCommerce,
  wrongSettings: { consumerSecret: 'cs_somebody_else' }
})
