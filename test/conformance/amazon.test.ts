import { testAdapter } from 'shopkeeper/testing'
import t from 'tap'
import { amazon, simulateAmazon } from '#adapters/amazon'
import { ends, silent } from './ends.ts'

await testAdapter(
  t,
  {
    module: new URL('../../adapters/amazon/index.ts', import.meta.url),
    adapter: amazon as never,
    simulate: ({ clock }) => simulateAmazon({}, { clock, ...silent }),
    wrongSettings: { clientSecret: 'somebody else' }
  },
  ends
)
