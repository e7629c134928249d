import { randomBytes } from 'node:crypto'
import type { Test } from 'tap'
import { simulateWooCommerce, woocommerce } from '#adapters/woocommerce'
import type { Adapter } from '#core/channel/adapter'
import { systemClock } from '#core/time'
import {
  type BackendKind,
  buildTestEngine,
  type DatabaseKind,
  onEachEnd,
  until
} from '../../harness.ts'
import { freePort } from '../../processes.ts'

/** More than the shop takes in a row before it switches a webhook off. */
const failures = 7

/** An engine that the shop can call, with an account that has subscribed. */
async function subscribed(t: Test, kind: DatabaseKind, backend: BackendKind) {
  const port = await freePort()
  const { engine, logged } = await buildTestEngine(
    t,
    kind,
    {
      encryptionKey: randomBytes(32).toString('base64'),
      http: { port },
      plugins: [
        ...['catalog', 'inventory', 'orders'],
        { use: 'channels', options: { publicUrl: `http://127.0.0.1:${port}` } }
      ],
      adapters: [woocommerce as Adapter]
    },
    { start: true, backend }
  )
  const io = { clock: systemClock, log: engine.log, channelId: 'shop' }
  const simulator = await simulateWooCommerce({}, io)
  t.teardown(() => simulator.stop())
  const channels = engine.use('channels')
  const { settings } = simulator
  const save = (changed: { webhookSecret?: string } = {}) =>
    engine.transaction((tx) =>
      channels.save(tx, {
        id: 'shop',
        platform: 'woocommerce',
        name: 'Shop',
        settings: { ...settings, ...changed },
        unknownSkus: 'createUntracked',
        // Orders come by webhooks here.
        pullEverySeconds: 3600
      })
    )
  await save()
  const areActive = () => {
    const hooks = simulator.webhooks()
    return hooks.length === 3 && hooks.every(({ status }) => status === 'active')
  }
  await until(areActive, { what: 'the first subscription' })
  const isNoted = async () => {
    const row = await engine.db
      .selectFrom('channels')
      .select('subscribedUrl')
      .where('id', '=', 'shop')
      .executeTakeFirstOrThrow()
    return row.subscribedUrl !== null
  }
  await until(isNoted, { what: 'the note of it' })
  return { engine, simulator, save, areActive, logged }
}

onEachEnd(async (t, kind, backend) => {
  t.test(
    'woocommerce: a webhook that the shop has switched off is set active by the next day',
    async (t) => {
      const { engine, simulator, areActive, logged } = await subscribed(t, kind, backend)
      const { externalId } = simulator.placeOrder()
      for (let failure = 0; failure < failures; failure++) {
        await simulator.sendWebhook(externalId, 'forged')
      }
      t.notOk(areActive(), 'the shop has switched it off')
      t.same(await simulator.sendWebhook(externalId, 'genuine'), [], 'it sends nothing any more')
      await engine.transaction((tx) => tx.enqueue('channels.reconcile-all', [{ payload: {} }]))
      await until(areActive, { what: 'the webhook' })
      t.equal(simulator.webhooks().length, 3, 'none is made anew')
      t.same(await simulator.sendWebhook(externalId, 'genuine'), [200])
      t.match(
        logged.filter(({ msg }) => /switched a webhook off/.test(String(msg))),
        [{ topic: 'order.updated', status: 'disabled' }],
        'the log tells of it'
      )
    }
  )

  t.test('woocommerce: a new secret for webhooks is told to the shop at once', async (t) => {
    const { simulator, save } = await subscribed(t, kind, backend)
    const { externalId } = simulator.placeOrder()
    t.same(await simulator.sendWebhook(externalId, 'genuine'), [200])
    const told = () => simulator.calls.filter(({ operation }) => operation === 'updateWebhook')
    t.equal(told().length, 0)
    await save({ webhookSecret: 'another long random text' })
    await until(() => told().length === 3, { what: 'the new secret' })
    t.same(await simulator.sendWebhook(externalId, 'genuine'), [200], 'signed with the new one')
  })
})
