import { sqliteEnd, testAdapter } from 'shopkeeper/testing'
import t from 'tap'
import adapter from './index.ts'
import { simulateTemplate } from './simulator.ts'

await testAdapter(
  t,
  {
    module: new URL('./index.ts', import.meta.url),
    adapter,
    simulate: simulateTemplate,
    wrongSettings: { token: 'somebody else' }
  },
  [sqliteEnd]
)
