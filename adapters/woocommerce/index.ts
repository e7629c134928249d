export { woocommerce } from './adapter.ts'
export { simulateWooCommerce } from './simulator/simulator.ts'
