import { randomBytes } from 'node:crypto'
import type { EngineConfig } from 'shopkeeper'
import type { Test } from 'tap'
import cornerShop from '../../examples/adapter-corner-shop/index.ts'
import { buildTestEngine, type DatabaseKind, onEachDatabase } from '../harness.ts'
import { startCornerShop } from './corner-shop.ts'

const changed = new Date(Date.now() - 3_600_000).toISOString()
const orders = [1, 2, 3, 4, 5].map((id) => ({
  id,
  state: id === 5 ? 'in limbo' : 'paid',
  total: id === 4 ? '12,50' : '12.50',
  created: changed,
  changed,
  customer: 'ann',
  lines: [{ no: 1, sku: `SKU-${id}`, name: 'Thing', count: 2, total: '12.50' }]
}))

async function buildShop(t: Test, kind: DatabaseKind, token = 'open-sesame') {
  const shop = await startCornerShop(t, orders)
  const config: EngineConfig = {
    encryptionKey: randomBytes(32).toString('base64'),
    adapters: [cornerShop]
  }
  const { engine } = await buildTestEngine(t, kind, config)
  const channels = engine.use('channels')
  const channel = await engine.transaction((tx) =>
    channels.save(tx, {
      platform: 'corner-shop',
      name: 'Corner',
      settings: { baseUrl: shop.baseUrl, token },
      unknownSkus: 'createUntracked'
    })
  )
  const pull = () => channels.pullOrders(channel.id, { signal: new AbortController().signal })
  return { engine, shop, channel, channels, pull }
}

onEachDatabase(async (t, kind) => {
  t.test(
    'corner shop: three pages of orders come in once; one that is unreadable is reported',
    async (t) => {
      const { engine, pull } = await buildShop(t, kind)
      t.match(await pull(), { documents: 4, created: 4, rejected: 1 })
      t.match(await pull(), { created: 0 })
      const rows = await engine.db
        .selectFrom('orders')
        .select(['externalId', 'state', 'totalMinor', 'holds'])
        .orderBy('externalId')
        .execute()
      t.same(
        rows.map(({ externalId, totalMinor }) => [externalId, totalMinor]),
        ['1', '2', '3', '5'].map((id) => [id, 1250])
      )
      t.match(rows.at(-1), { holds: /unmapped_status/ }, 'a status nobody knows holds the order')
    }
  )

  t.test(
    'corner shop: a failure that passes is named as one, and the next pull is whole',
    async (t) => {
      const { shop, channel, channels, pull } = await buildShop(t, kind)
      shop.fail(502, 1)
      await t.rejects(channels.check(channel.id), { code: 'CHANNEL_CALL_FAILED' })
      t.match(await pull(), { created: 4 })
    }
  )

  t.test(
    'corner shop: an account that is refused pauses its channel and raises an alert',
    async (t) => {
      const { engine, channels, pull } = await buildShop(t, kind, 'wrong-token')
      await t.rejects(pull(), { code: 'CHANNEL_BROKEN' })
      t.match(await channels.list(engine.db), [{ isEnabled: false }])
      const alerts = await engine.db.selectFrom('alerts').select(['kind', 'state']).execute()
      t.match(alerts, [{ kind: 'channel.broken', state: 'open' }])
    }
  )
})
