export { shopify } from './adapter.ts'
export { simulateShopify } from './simulator/simulator.ts'
