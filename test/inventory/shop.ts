import type { Test } from 'tap'
import type { Role } from '#core/access/roles'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { InventoryService } from '#plugins/inventory'
import {
  type Answer,
  buildTestEngine,
  type DatabaseKind,
  type TestEngine,
  type TestEngineOptions
} from '../harness.ts'

/** What a level is expected to say. */
export interface Counters {
  onHand: number
  allocated: number
  reserved?: number
}

/** An engine with catalog and inventory alone, and short words for what stock tests do. */
export interface Shop extends TestEngine {
  /** Variants of these SKUs, tracked unless said otherwise; the id is `var_<sku>`. */
  addVariants(skus: readonly string[], isTracked?: boolean): Promise<void>
  /** Sets what is on hand, at the default location unless said otherwise. */
  stock(onHand: Record<string, number>, locationId?: string): Promise<void>
  setSafetyStock(sku: string, safetyStock: number, locationId?: string): Promise<void>
  levelOf(sku: string, locationId?: string): Promise<Counters>
  availableOf(sku: string): Promise<number | undefined>
  allocate(
    lines: Record<string, [sku: string, quantity: number]>,
    mode?: 'refuse' | 'report'
  ): Promise<void>
  /** What each proof contradicts; all empty when the books are right. */
  findings(): Promise<string[]>
  /** Posts with an Idempotency-Key of its own. */
  post(url: string, body: unknown, as?: Role): Promise<Answer>
  /** Open alerts of a kind: their subjects. */
  openAlerts(kind: string): Promise<string[]>
  service: InventoryService
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>
}

export const defaultLocation = 'loc_default'

/** Builds a shop; the database is empty but for the default location. */
export async function buildShop(
  test: Test,
  kind: DatabaseKind,
  options: Record<string, unknown> = {},
  engineOptions: TestEngineOptions = {}
): Promise<Shop> {
  const plugins = ['catalog', { use: 'inventory', options }]
  const built = await buildTestEngine(test, kind, { plugins, adapters: [] }, engineOptions)
  const { engine, call } = built
  const inventory = engine.use('inventory')
  return {
    ...built,
    service: inventory,
    write: (work) => engine.transaction(work),
    post: (url, body, as = 'owner') =>
      call({ method: 'POST', url, body, as, headers: { 'idempotency-key': newId('key') } }),
    async openAlerts(kind) {
      const { body } = await call({ url: `/v1/alerts?state=open&kind=${kind}&limit=100` })
      return body.data.map((alert: { subjectId: string }) => alert.subjectId).sort()
    },
    async addVariants(skus, isTracked = true) {
      await engine.transaction((tx) =>
        tx.emit(
          'variant.created',
          skus.map((sku) => ({
            id: `var_${sku}`,
            sku,
            productId: `prd_${sku}`,
            title: sku,
            isTracked,
            lifecycle: 'live' as const
          }))
        )
      )
    },
    async stock(onHand, locationId = defaultLocation) {
      const items = Object.entries(onHand).map(([sku, units]) => ({
        sku,
        onHand: units,
        locationId
      }))
      const answer = await call({
        method: 'POST',
        url: '/v1/stock/batch',
        body: { items, reason: 'opening' }
      })
      const refused = answer.body.outcomes?.filter(
        (one: { status: string }) => one.status !== 'done'
      )
      if (answer.status !== 200 || refused.length > 0) throw new Error(answer.text)
    },
    async setSafetyStock(sku, safetyStock, locationId = defaultLocation) {
      const answer = await call({
        method: 'PUT',
        url: `/v1/stock/var_${sku}/safety-stock`,
        body: { safetyStock, locationId }
      })
      if (answer.status !== 200) throw new Error(answer.text)
    },
    async levelOf(sku, locationId = defaultLocation) {
      const level = await engine.db
        .selectFrom('stockLevels')
        .select(['onHand', 'allocated', 'reserved'])
        .where('variantId', '=', `var_${sku}`)
        .where('locationId', '=', locationId)
        .executeTakeFirstOrThrow()
      return level
    },
    async availableOf(sku) {
      return (await inventory.available(engine.db, [`var_${sku}`])).get(`var_${sku}`)
    },
    async allocate(lines, mode = 'refuse') {
      const demands = Object.entries(lines).map(([orderLineId, [sku, quantity]]) => ({
        orderId: `ord_of_${orderLineId}`,
        orderLineId,
        variantId: `var_${sku}`,
        sku,
        quantity
      }))
      await engine.transaction((tx) => inventory.allocate(tx, demands, mode))
    },
    async findings() {
      const all = await Promise.all(engine.proofs.map((proof) => proof.findings(engine.db)))
      return all.flat()
    }
  }
}
