import { onEachDatabase, until } from '../harness.ts'
import {
  buildHasty,
  confirmations,
  giveTokens,
  type Hasty,
  listSkus,
  numbered,
  sendParcels
} from './hasty.ts'
import type { Variant } from './platform.ts'

const inTurn: Variant = {
  isInTurn: true,
  capabilities: {
    stock: { write: 'absolute', batchMax: 10 },
    listings: { write: 'asynchronous', batchMax: 10 },
    shipments: { confirm: { split: 'quantity', batchMax: 10 } }
  }
}
const skus = ['CUP', 'JUG', 'MUG', 'POT']
const done = { data: { status: 'done' } }

async function listings({ engine }: Hasty) {
  return engine.db.selectFrom('channelListings').selectAll().orderBy('id').execute()
}

/** Lets time pass until the platform has been told of all stock, and the report of it is written. */
function passUntilTold(shop: Hasty): Promise<void> {
  return shop.passUntil(async () => {
    const runs = await shop.engine.db
      .selectFrom('channelRuns')
      .select('id')
      .where('state', '=', 'running')
      .execute()
    const rows = await listings(shop)
    return runs.length === 0 && rows.every((row) => row.stockDone === row.stockSequence)
  })
}

/** Has the second call of an operation fail. Returns what each call is about, in the order in which they come. */
function failSecond({ platform }: Hasty, operation: string): string[] {
  const told: string[] = []
  platform.on(operation, ({ item }) => {
    const { sku, trackingNumber } = item as { sku?: string; trackingNumber?: string }
    told.push(String(trackingNumber ?? sku))
    return told.length === 2 ? { code: 'BUSY' } : done
  })
  return told
}

onEachDatabase(async (t, kind) => {
  t.test(
    'broken batch: a failure in its middle is reported with its reason, and counts for the circuit',
    async (t) => {
      const shop = await buildHasty(t, kind, inTurn)
      const { platform } = shop
      await shop.startPulled()
      platform.on('stock', () => (platform.count('stock') === 1 ? done : { code: 'BUSY' }))
      await listSkus(shop, skus)
      await shop.passUntil(async () => (await shop.alerts()).length > 0)
      t.same(await shop.alerts(), [{ kind: 'channel.unreachable' }])
      t.equal(platform.count('stock'), 6, 'one was done, then five failed in a row')
      const retries = (await listings(shop)).map(({ stockRetries }) => stockRetries)
      t.same(retries.sort(), [0, 0, 0, 1], 'that which failed in a batch has tried once')
      platform.on('stock', () => done)
      await passUntilTold(shop)
      t.same(await shop.alerts(), [])
      t.match(await shop.reportOf('pushStock'), {
        updated: 4,
        failed: 1,
        calls: 9,
        retried: 5,
        reasons: [{ reason: 'the platform says BUSY', count: 5 }]
      })
    }
  )

  t.test('broken batch: stock that was not sent goes at once, before what failed', async (t) => {
    const shop = await buildHasty(t, kind, inTurn)
    await shop.startPulled()
    const told = failSecond(shop, 'stock')
    await listSkus(shop, skus)
    await until(() => told.length === 4)
    await passUntilTold(shop)
    t.equal(told.length, 5)
    t.equal(told[4], told[1], 'what failed waits')
  })

  t.test('broken batch: parcels that were not sent go at once, before what failed', async (t) => {
    const shop = await buildHasty(t, kind, inTurn)
    await sendParcels(shop, ['o1', 'o2', 'o3', 'o4'])
    const told = failSecond(shop, 'parcels')
    await shop.engine.start()
    await until(() => told.length === 4)
    await shop.passUntil(async () =>
      (await confirmations(shop)).every(({ state }) => state === 'confirmed')
    )
    t.equal(told.length, 5)
    t.equal(told[4], told[1], 'what failed waits')
    const tries = (await confirmations(shop)).map(({ retries }) => retries)
    t.same(tries.sort(), [1, 1, 1, 2], 'that alone was tried twice')
  })

  t.test('broken batch: states that were not sent go at once, before what failed', async (t) => {
    const shop = await buildHasty(t, kind, inTurn)
    await listSkus(shop, skus)
    shop.platform.on('stock', () => done)
    const told = failSecond(shop, 'states')
    const body = { externalListingIds: skus.map((sku) => `L-${sku}`), state: 'paused' }
    const url = '/v1/channels/a/listings/state'
    const asked = await shop.call({ method: 'POST', url, body })
    t.equal(asked.status, 202, asked.text)
    await shop.engine.start()
    await until(() => told.length === 4)
    const writes = () => shop.engine.db.selectFrom('channelWrites').selectAll().execute()
    await shop.passUntil(async () => (await writes()).every(({ state }) => state === 'done'))
    t.equal(told.length, 5)
    t.equal(told[4], told[1], 'what failed waits')
    const tries = (await writes()).map(({ retries }) => retries)
    t.same(tries.sort(), [0, 0, 0, 1], 'that alone was tried again')
  })

  t.test('broken batch: throttled in its middle, all of it waits as long as is told', async (t) => {
    const shop = await buildHasty(t, kind, inTurn)
    const { platform, clock } = shop
    await shop.startPulled()
    const timesMs: number[] = []
    platform.on('stock', () => {
      timesMs.push(clock.ms())
      return timesMs.length === 2 ? { code: 'THROTTLED', restMs: 20_000 } : done
    })
    await listSkus(shop, skus)
    await passUntilTold(shop)
    t.equal(timesMs.length, 5)
    t.ok(timesMs[2]! - timesMs[1]! >= 20_000, 'nothing was sent while it rests')
    t.match(await shop.reportOf('pushStock'), { updated: 4, retried: 0, throttled: 1 })
  })

  t.test('broken batch: a token that ends in its middle is replaced before the rest', async (t) => {
    const shop = await buildHasty(t, kind, { ...inTurn, ...numbered })
    const { platform } = shop
    giveTokens(platform)
    await shop.startPulled()
    platform.on('stock', (_, token) =>
      token === 't1' && platform.count('stock') > 1 ? { code: 'TOKEN' } : done
    )
    await listSkus(shop, skus)
    await passUntilTold(shop)
    t.equal(platform.count('stock'), 5, 'one was refused, once')
    t.equal(platform.count('token'), 2)
    t.match(await shop.reportOf('pushStock'), {
      updated: 4,
      retried: 1,
      renewals: 1,
      reasons: [{ reason: 'the platform says TOKEN', count: 1 }]
    })
  })

  t.test(
    'broken batch: where no new token is to be had, the account is paused and its items wait',
    async (t) => {
      const shop = await buildHasty(t, kind, { ...inTurn, ...numbered })
      const { platform } = shop
      giveTokens(platform)
      await shop.startPulled()
      platform.on('token', () => ({ code: 'REVOKED' }))
      platform.on('stock', () => (platform.count('stock') === 1 ? done : { code: 'TOKEN' }))
      await listSkus(shop, skus)
      await shop.passUntil(async () => (await shop.alerts()).length > 0)
      t.same(await shop.alerts(), [{ kind: 'channel.broken' }])
      const rows = await listings(shop)
      t.same(rows.map(({ stockDone }) => stockDone).sort(), [0, 0, 0, 1])
      t.ok(rows.every(({ rejectedReason }) => rejectedReason === null))
    }
  )
})
