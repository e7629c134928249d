import { onEachDatabase } from '../harness.ts'
import { buildHasty, confirmations, listSkus, loseJob, sendParcels } from './hasty.ts'
import type { PlatformAnswer, Variant } from './platform.ts'

const able: Variant = {
  capabilities: {
    stock: { write: 'absolute', batchMax: 10 },
    shipments: { confirm: { split: 'quantity', batchMax: 10 } }
  }
}

function every(status: object) {
  return ({ items }: Record<string, unknown>): PlatformAnswer => ({
    data: { outcomes: (items as object[]).map(() => status) }
  })
}
const done = every({ status: 'done' })
const busy = every({ status: 'retry', reason: 'busy' })

onEachDatabase(async (t, kind) => {
  t.test('sweep: parcels whose job is lost are confirmed all the same', async (t) => {
    const shop = await buildHasty(t, kind, able)
    const { platform } = shop
    await shop.startPulled()
    platform.on('parcels', () => ({ code: 'BUSY' }))
    await sendParcels(shop, ['o1'])
    await shop.passUntil(() => loseJob(shop, 'channels.confirm-shipments'))
    platform.on('parcels', done)
    await shop.passUntil(async () => (await confirmations(shop))[0]!.state === 'confirmed')
    t.pass('the sweep has found them')
  })

  t.test('sweep: parcels whose job is dead are confirmed all the same', async (t) => {
    const shop = await buildHasty(t, kind, able)
    const { platform, engine } = shop
    await shop.startPulled()
    platform.on('parcels', () => ({ code: 'BUSY' }))
    await sendParcels(shop, ['o1'])
    await shop.passUntil(async () => {
      const { numUpdatedRows } = await engine.transaction((tx) =>
        tx
          .updateTable('jobs')
          .set({ state: 'dead' })
          .where('name', '=', 'channels.confirm-shipments')
          .where('state', '=', 'delayed')
          .executeTakeFirstOrThrow()
      )
      return numUpdatedRows === 1n
    })
    platform.on('parcels', done)
    await shop.passUntil(async () => (await confirmations(shop))[0]!.state === 'confirmed')
    t.pass('the sweep has found them')
  })

  t.test(
    'sweep: stock that was put off, and whose job is lost, is told all the same',
    async (t) => {
      const shop = await buildHasty(t, kind, able)
      const { platform, engine } = shop
      await shop.startPulled()
      platform.on('stock', busy)
      await listSkus(shop, ['CUP'])
      await shop.passUntil(() => loseJob(shop, 'channels.push-stock'))
      platform.on('stock', done)
      await shop.passUntil(async () => {
        const rows = await engine.db.selectFrom('channelListings').select('stockDone').execute()
        return rows[0]!.stockDone === 1
      })
      t.pass('the sweep has found it')
    }
  )
})
