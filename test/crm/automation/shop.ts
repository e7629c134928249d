import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Tx } from 'shopkeeper'
import type { Test } from 'tap'
import { type ManualClock, manualClock } from '#core/time'
import type { AutomationDeedRow, AutomationRunRow } from '#plugins/crm'
import type { DatabaseKind } from '../../harness.ts'
import { encryptionKey, promotion } from '../../promotions/shop.ts'
import { runJob } from '../../run-job.ts'
import { buildCrmShop, type CrmShop, orderOf } from '../shop.ts'

export const dayMs = 86_400_000

type Transaction = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>

/** A shop in Shanghai with automations, and words for what their tests do. */
export interface AutomationShop extends CrmShop {
  clock: ManualClock
  /** Writes an automation and starts it; fails when it is refused. Returns its id. */
  automation(handle: string, definition: Record<string, unknown>): Promise<string>
  /** Lets the job run once, through these transactions. */
  run(transaction?: Transaction): Promise<void>
  /** Takes an order of 10.00 placed now. Returns its buyer's customer. */
  buy(externalId: string, buyer: string, more?: object): Promise<string>
  runs(automationId?: string): Promise<AutomationRunRow[]>
  deeds(): Promise<AutomationDeedRow[]>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  get(url: string): Promise<any>
  /** Alerts of automations that are open, by kind. */
  alerts(): Promise<string[]>
  /** A promotion that is live, with so many codes. */
  coupons(count: number): Promise<string>
  /** Occurrences of events that begin so, in order. */
  told: { event: string; one: Record<string, unknown> }[]
}

/** It is noon of 1 March 2026. */
export async function openAutomationShop(
  t: Test,
  kind: DatabaseKind,
  start = '2026-03-01T04:00:00.000Z'
): Promise<AutomationShop> {
  const clock = manualClock(start)
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-outbox-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const options = { messages: { publicUrl: 'https://shop.example/', outbox: { folder } } }
  const built = await buildCrmShop(t, kind, {
    clock,
    config: {
      plugins: ['catalog', 'inventory', 'orders', { use: 'crm', options }, 'promotions'],
      encryptionKey,
      shop: { zone: 'Asia/Shanghai', currency: 'CNY' }
    }
  })
  const { engine, call } = built
  const told: AutomationShop['told'] = []
  engine.registrations.observers.push(async (_tx, event, batch) => {
    if (!event.startsWith('automation.')) return
    for (const one of batch) told.push({ event, one: one as Record<string, unknown> })
  })
  const made = <Answer extends { status: number; text: string }>(answer: Answer): Answer => {
    if (answer.status >= 300) throw new Error(answer.text)
    return answer
  }
  const shop: AutomationShop = {
    ...built,
    clock,
    told,
    async automation(handle, definition) {
      const body = { handle, title: handle, definition }
      const { id } = made(await shop.post('/automations', body)).body
      made(await shop.post(`/automations/${id}/activate`))
      return id
    },
    async run(transaction = engine.transaction) {
      const log = { warn: () => undefined } as unknown as Logger
      await runJob(engine, 'automation.run', {}, { transaction, log })
    },
    async buy(externalId, buyer, more = {}) {
      const at = { placedAt: clock.now(), modifiedAt: clock.now() }
      await shop.intake([orderOf(externalId, { externalId: buyer }, { ...at, ...more })])
      return (await shop.customerOf(buyer)).id
    },
    runs: async (automationId) => {
      const rows = await engine.db.selectFrom('automationRuns').selectAll().orderBy('id').execute()
      return rows.filter((row) => automationId === undefined || row.automationId === automationId)
    },
    deeds: () =>
      engine.db
        .selectFrom('automationDeeds')
        .selectAll()
        .orderBy('runId')
        .orderBy('place')
        .execute(),
    get: async (url) => (await call({ url: `/v1${url}` })).body,
    async alerts() {
      const { data } = await shop.get('/alerts?limit=100')
      return data
        .filter(({ kind: of, state }: Record<string, string>) => {
          return of?.startsWith('automation.') && state === 'open'
        })
        .map(({ kind: of }: Record<string, string>) => of)
    },
    async coupons(count) {
      const { id } = made(
        await shop.post('/promotions', promotion({ handle: `give-${count}`, coupon: 'unique' }))
      ).body
      made(await shop.post(`/promotions/${id}/codes/generate`, { batch: 'first', count }))
      made(await shop.post(`/promotions/${id}/start`))
      return id
    }
  }
  return shop
}
