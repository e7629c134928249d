import fc from 'fast-check'
import { policyOf, shownQuantity } from '../../plugins/channels/push/policy.ts'
import { onEachDatabase, until } from '../harness.ts'
import { buildShop, listingId, type Shop, type ShopOptions } from './shop.ts'

const mug = 'MUG-CELADON'
const lamp = 'LAMP-DESK-LED'

/** A started shop whose channel lists two products and has been told of their stock. */
async function listedShop(
  t: Parameters<typeof buildShop>[0],
  kind: Parameters<typeof buildShop>[1],
  options: ShopOptions = {}
): Promise<Shop> {
  const shop = await buildShop(t, kind, { start: true, ...options })
  const items = [mug, lamp].map((sku) => ({
    channelId: 'a',
    externalListingId: listingId(sku),
    sku
  }))
  const made = await shop.call({ method: 'POST', url: '/v1/listings/batch', body: { items } })
  t.match(made.body.outcomes, [{ status: 'done' }, { status: 'done' }])
  await clean(shop)
  return shop
}

async function listings(shop: Shop) {
  return (await shop.call({ url: '/v1/listings?channelId=a' })).body.data
}

async function listing(shop: Shop, sku: string) {
  return (await listings(shop)).find((one: { sku: string }) => one.sku === sku)
}

function clean(shop: Shop): Promise<void> {
  return until(
    async () =>
      (await listings(shop)).every(
        (one: { isStockPending: boolean; isPricePending: boolean }) =>
          !one.isStockPending && !one.isPricePending
      ),
    { what: 'a clean channel' }
  )
}

function shown(shop: Shop, sku: string): number | undefined {
  return shop.sandboxes.a!.world.stockOf(listingId(sku))
}

async function alerts(shop: Shop, kind: string) {
  const { body } = await shop.call({ url: `/v1/alerts?kind=${kind}` })
  return body.data.filter((alert: { state: string }) => alert.state !== 'resolved')
}

onEachDatabase(async (t, kind) => {
  t.test(
    'policy: buffer, share and cap in that order; a listing overrides its channel',
    async (t) => {
      const channel = { bufferUnits: 2, ratioBps: 5000, capUnits: 10, stopSell: 0 }
      const none = { bufferUnits: null, ratioBps: null, capUnits: null, stopSell: null }
      t.equal(shownQuantity(9, policyOf(channel, none)), 3)
      t.equal(shownQuantity(100, policyOf(channel, none)), 10)
      t.equal(shownQuantity(1, policyOf(channel, none)), 0)
      t.equal(shownQuantity(-5, policyOf(channel, none)), 0)
      t.equal(shownQuantity(9, policyOf(channel, { ...none, bufferUnits: 0, ratioBps: 10_000 })), 9)
      t.equal(shownQuantity(9, policyOf(channel, { ...none, stopSell: 1 })), 0)
      t.equal(shownQuantity(9, policyOf({ ...channel, stopSell: 1 }, { ...none, stopSell: 0 })), 0)
    }
  )

  t.test(
    'policy: never shows less than none or more than is available and the cap allows',
    async () => {
      const policy = fc.record({
        bufferUnits: fc.nat(1000),
        ratioBps: fc.integer({ min: 0, max: 10_000 }),
        capUnits: fc.option(fc.nat(1000)),
        stopSell: fc.boolean()
      })
      fc.assert(
        fc.property(fc.integer({ min: -1000, max: 1_000_000 }), policy, (available, given) => {
          const quantity = shownQuantity(available, given)
          const most = Math.max(
            0,
            Math.min(available - given.bufferUnits, given.capUnits ?? Infinity)
          )
          return Number.isInteger(quantity) && quantity >= 0 && quantity <= most
        })
      )
    }
  )

  t.test(
    'push: a hundred changes of one SKU are a few writes, and the last one stands',
    async (t) => {
      const shop = await listedShop(t, kind)
      const before = shop.sandboxes.a!.stockWrites.length
      for (let i = 0; i < 100; i++) await shop.adjust(mug, i % 2 === 0 ? 3 : -2)
      await clean(shop)
      const writes = shop.sandboxes.a!.stockWrites.slice(before)
      t.equal(shown(shop, mug), 150)
      t.ok(writes.length < 100, `${writes.length} writes for 100 changes`)
      t.ok(
        writes.every(({ listingId: id }) => id === listingId(mug)),
        'the lamp was left alone'
      )
      const sequences = writes.map(({ sequence }) => sequence)
      t.same(
        sequences,
        [...sequences].sort((a, b) => a - b),
        'newer news after older'
      )
    }
  )

  t.test('push: an older write after a newer one is void', async (t) => {
    const shop = await listedShop(t, kind)
    await shop.adjust(mug, 5)
    await clean(shop)
    const { world } = shop.sandboxes.a!
    const item = { listing_id: listingId(mug), merchant_sku: mug, quantity: 1, sequence: 1 }
    t.match(world.writeStock(item), { ok: false, code: 'SEQUENCE_OLD' })
    t.equal(shown(shop, mug), 105)
  })

  t.test('push: only what was not done is written again', async (t) => {
    const shop = await listedShop(t, kind)
    shop.sandboxes.a!.faults.add({ kind: 'busyItem' })
    const before = shop.sandboxes.a!.stockWrites.length
    await shop.call({ method: 'POST', url: '/v1/channels/a/push-stock' })
    await until(() => shop.sandboxes.a!.stockWrites.length > before)
    await clean(shop)
    const writes = shop.sandboxes.a!.stockWrites.slice(before)
    // One of two was busy: it alone came again.
    t.equal(writes.length, 2)
    t.equal(new Set(writes.map(({ listingId: id }) => id)).size, 2)
    t.same(await alerts(shop, 'channel.push-failed'), [])
  })

  t.test(
    'push: a refused listing raises an alert; the others go through; it heals with the next',
    async (t) => {
      const shop = await listedShop(t, kind)
      shop.sandboxes.a!.faults.add({ kind: 'refuseItem' })
      await shop.adjust(mug, 1)
      await until(async () => (await alerts(shop, 'channel.push-failed')).length === 1)
      t.match(await listing(shop, mug), {
        isStockPending: false,
        shownQuantity: null,
        rejectedReason: /LISTING_FROZEN/
      })
      await shop.adjust(mug, 1)
      await until(async () => (await alerts(shop, 'channel.push-failed')).length === 0)
      t.match(await listing(shop, mug), { rejectedReason: null, shownQuantity: 102 })
      t.equal(shown(shop, mug), 102)
    }
  )

  t.test('push: a write whose answer is lost is repeated as the same one', async (t) => {
    const shop = await listedShop(t, kind)
    const before = shop.sandboxes.a!.stockWrites.length
    shop.sandboxes.a!.faults.add({ kind: 'timeoutAfterEffect', operation: 'stock/write' })
    await shop.adjust(mug, 1)
    await clean(shop)
    t.equal(shop.sandboxes.a!.stockWrites.length, before + 1)
    t.equal(shown(shop, mug), 101)
  })

  t.test('push: a throttled job waits as long as it is told and spends no attempt', async (t) => {
    const shop = await listedShop(t, kind)
    const { faults, calls } = shop.sandboxes.a!
    const before = calls.get('stock/write')!
    faults.add({ kind: 'throttle', operation: 'stock/write', times: 3, retryAfterSeconds: 0 })
    faults.add({ kind: 'throttle', operation: 'stock/write', retryAfterSeconds: 2 })
    await shop.adjust(mug, 1)
    await until(() => calls.get('stock/write')! >= before + 4)
    const waiting = () =>
      shop.engine.db
        .selectFrom('jobs')
        .selectAll()
        .where('name', '=', 'channels.push-stock')
        .where('state', '!=', 'running')
        .executeTakeFirst()
    await until(async () => (await waiting()) !== undefined)
    t.match(await waiting(), { attempt: 0 })
    await clean(shop)
    t.equal(shown(shop, mug), 101)
  })

  t.test('push: policies of channel and listing decide what is shown', async (t) => {
    const shop = await listedShop(t, kind)
    const policy = { bufferUnits: 10, ratioBps: 5000, capUnits: 40 }
    await shop.call({ method: 'PATCH', url: '/v1/channels/a', body: { stockPolicy: policy } })
    await until(() => shown(shop, mug) === 40 && shown(shop, lamp) === 40)
    const { id } = await listing(shop, lamp)
    const body = { bufferUnits: 0, ratioBps: null, capUnits: 7, stopSell: null }
    const set = await shop.call({ method: 'PUT', url: `/v1/listings/${id}/policy`, body })
    t.match(set, { status: 200, body: { stockPolicy: body } })
    await until(() => shown(shop, lamp) === 7)
    await shop.call({
      method: 'PATCH',
      url: '/v1/channels/a',
      body: { stockPolicy: { stopSell: true } }
    })
    await until(() => shown(shop, mug) === 0 && shown(shop, lamp) === 0)
    t.pass('a stop on the channel stops every listing')
  })

  t.test('push: a policy that changes while listings are told of counts', async (t) => {
    const shop = await listedShop(t, kind)
    const patch = (stockPolicy: object) =>
      shop.call({ method: 'PATCH', url: '/v1/channels/a', body: { stockPolicy } })
    for (const capUnits of [30, 20, 10]) {
      await patch({ stopSell: false, capUnits })
      await until(() => shown(shop, mug) === capUnits)
      // The job that has told of the mug is still at it.
      await patch({ stopSell: true })
      await until(() => shown(shop, mug) === 0 && shown(shop, lamp) === 0)
    }
    t.pass('each time the last word was told')
  })

  t.test('push: a new list price reaches the channel', async (t) => {
    const shop = await listedShop(t, kind)
    const variantId = shop.variantIds.get(mug)!
    const set = await shop.call({
      method: 'PUT',
      url: `/v1/variants/${variantId}/prices`,
      body: { prices: [{ amountMinor: 6150, currency: 'CNY' }] }
    })
    t.equal(set.status, 200, set.text)
    await until(() => shop.sandboxes.a!.world.prices.get(listingId(mug)) === '61.50')
    t.equal(shop.sandboxes.a!.calls.get('prices/write'), 1)
  })

  t.test(
    'reconcile: what the channel shows otherwise is reported, mended, and the alert goes',
    async (t) => {
      const shop = await listedShop(t, kind)
      shop.sandboxes.a!.world.setStock(listingId(mug), 3)
      await shop.call({ method: 'POST', url: '/v1/channels/a/reconcile' })
      await until(() => shown(shop, mug) === 100, { what: 'the repair' })
      const [run] = (await shop.call({ url: '/v1/channels/a/runs?kind=reconcile' })).body.data
      t.match(run, {
        state: 'done',
        documents: 2,
        updated: 1,
        detail: { differences: [{ sku: mug, shown: 3, expected: 100 }] }
      })
      t.match(await alerts(shop, 'channel.stock-mismatch'), [{ subjectId: 'a' }])
      await clean(shop)
      await shop.call({ method: 'POST', url: '/v1/channels/a/reconcile' })
      await until(async () => (await alerts(shop, 'channel.stock-mismatch')).length === 0)
      t.pass('nothing differs any more')
    }
  )
})
