export { taobao } from './adapter.ts'
export { simulateTaobao } from './simulator/simulator.ts'
