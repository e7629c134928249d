import { sqliteEnd, testAdapter } from 'shopkeeper/testing'
import t from 'tap'
import cornerShop from '../../examples/adapter-corner-shop/index.ts'
import { simulateCornerShop } from '../../examples/adapter-corner-shop/simulator.ts'
import { asRunning } from '../bundle/part.ts'

await testAdapter(
  t,
  {
    module: asRunning(new URL('../../examples/adapter-corner-shop/index.ts', import.meta.url)),
    adapter: cornerShop,
    simulate: simulateCornerShop,
    wrongSettings: { token: 'somebody else' }
  },
  [sqliteEnd]
)
