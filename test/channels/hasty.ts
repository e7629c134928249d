import type { Test } from 'tap'
import type { Tokens } from '#core/channel/authorization'
import { type ManualClock, manualClock, systemClock } from '#core/time'
import { insertListings } from '../../plugins/channels/repository/listings.ts'
import { buildTestEngine, type DatabaseKind, type TestEngine, until } from '../harness.ts'
import {
  callPlatform,
  orderAt,
  type Platform,
  platformAdapter,
  startPlatform,
  type Variant
} from './platform.ts'
import { encryptionKey } from './shop.ts'

/** An engine with one account `a` on a small platform, on a clock that moves while time is let pass, and only then. */
export interface Hasty extends TestEngine {
  platform: Platform
  clock: ManualClock
  /** Lets time pass until something holds. */
  passUntil(condition: () => Promise<boolean>): Promise<void>
  /** Starts it, and lets time pass until the first pull is over. */
  startPulled(): Promise<void>
  /** What of channels there are alerts of. */
  alerts(): Promise<{ kind: string }[]>
  /** What its report says of runs of a kind. */
  reportOf(kind: string): Promise<Record<string, unknown> | undefined>
}

export async function buildHasty(t: Test, kind: DatabaseKind, adapter: Variant): Promise<Hasty> {
  const platform = await startPlatform(t)
  const clock = manualClock(systemClock.now())
  const test = await buildTestEngine(
    t,
    kind,
    {
      encryptionKey,
      plugins: ['catalog', 'inventory', 'orders', 'channels'],
      adapters: [platformAdapter(adapter)],
      jobs: { pollMs: 10, leaseMs: 600_000 }
    },
    { clock }
  )
  const { engine } = test
  await engine.transaction((tx) =>
    engine.use('channels').save(tx, {
      id: 'a',
      platform: 'small',
      name: 'Small shop',
      settings: platform.settings,
      pullEverySeconds: 3600,
      since: clock.after(-60_000),
      unknownSkus: 'createUntracked'
    })
  )
  const passUntil = (condition: () => Promise<boolean>) =>
    until(async () => {
      if (await condition()) return true
      clock.advance(1000)
      return false
    })
  return {
    ...test,
    platform,
    clock,
    passUntil,
    startPulled: async () => {
      await engine.start()
      await passUntil(async () => {
        const rows = await engine.db.selectFrom('channels').select('lastPulledAt').execute()
        return rows[0]!.lastPulledAt !== null
      })
    },
    alerts: () =>
      engine.db
        .selectFrom('alerts')
        .select('kind')
        .where('state', '<>', 'resolved')
        .where('kind', 'like', 'channel.%')
        .execute(),
    reportOf: async (name) => {
      const { body } = await test.call({ url: '/v1/channels/a/report' })
      return body.kinds.find((one: { kind: string }) => one.kind === name)
    }
  }
}

/** Puts SKUs into the catalog and on sale on the platform; none of them is in stock. */
export async function listSkus({ engine }: Hasty, skus: readonly string[]): Promise<void> {
  const price = { amountMinor: 1200, currency: 'CNY' }
  const products = skus.map((sku) => ({ sku, title: sku, ...price }))
  const variants = await engine.transaction((tx) =>
    engine.use('catalog').createTracked(tx, products)
  )
  await engine.transaction(async (tx) => {
    const listings = skus.map((sku) => ({
      externalListingId: `L-${sku}`,
      sku,
      variantId: variants.get(sku)!.id
    }))
    await insertListings(tx, 'a', listings)
    await tx.enqueue('channels.push-stock', [{ payload: { channelId: 'a' } }])
  })
}

/** Takes in orders that are paid, and sends each as a parcel. The platform is not told yet. */
export async function sendParcels(
  { engine, platform, clock, call }: Hasty,
  ids: readonly string[]
): Promise<void> {
  clock.advance(1000)
  const at = clock.after(-30_000)
  const paid = { status: 'paid', rawStatus: 'PAID' } as const
  platform.on('orders', () => ({
    data: { documents: ids.map((id) => ({ ...orderAt(id, at), ...paid })) }
  }))
  const signal = AbortSignal.timeout(60_000)
  await engine.use('channels').pullOrders('a', { signal })
  const orders = await engine.db.selectFrom('orders').select(['id', 'externalId']).execute()
  for (const { id, externalId } of orders) {
    const body = { carrier: 'SF', trackingNumber: `SF-${externalId}` }
    const sent = await call({ method: 'POST', url: `/v1/orders/${id}/shipments`, body })
    if (sent.status !== 201) throw new Error(sent.text)
  }
}

/** What became of parcels. */
export async function confirmations({ engine }: Hasty) {
  return engine.db.selectFrom('channelConfirmations').selectAll().execute()
}

/** Takes away a job that waits to be tried again. False: none does. */
export async function loseJob({ engine }: Hasty, name: string): Promise<boolean> {
  const { numDeletedRows } = await engine.transaction((tx) =>
    tx
      .deleteFrom('jobs')
      .where('name', '=', name)
      .where('state', '=', 'delayed')
      .executeTakeFirstOrThrow()
  )
  return numDeletedRows === 1n
}

/** A platform that tells tokens by number. */
export const numbered: Variant = {
  hasTokens: true,
  tokens: {
    renew: ({ baseUrl }, io) => callPlatform<Tokens>(baseUrl, io, { operation: 'token', body: {} })
  }
}

export function giveTokens(platform: Platform): void {
  platform.on('token', () => ({
    data: {
      accessToken: `t${platform.count('token')}`,
      expiresAt: null,
      refreshToken: null,
      refreshExpiresAt: null
    }
  }))
}
