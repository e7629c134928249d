export { amazon } from './adapter.ts'
export { simulateAmazon } from './simulator/simulator.ts'
