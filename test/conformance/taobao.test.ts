import { simulateTaobao, taobao } from '#adapters/taobao'
import { driveAdapter } from './ours.ts'

await driveAdapter('taobao', {
  adapter: taobao,
  simulate: simulateTaobao,
  wrongSettings: { appSecret: 'somebody else' },
  carrier: 'SF'
})
