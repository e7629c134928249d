import { amazon, simulateAmazon } from '#adapters/amazon'
import { driveAdapter } from './ours.ts'

await driveAdapter('amazon', {
  adapter: amazon,
  simulate: simulateAmazon,
  wrongSettings: { clientSecret: 'somebody else' }
})
