import { sql } from 'kysely'
import type { Test } from 'tap'
import type { DatabaseKind, TestEngineOptions } from '../harness.ts'
import { buildShop, type Shop } from '../orders/shop.ts'

/** Everything that reporting keeps of sales. */
const tables = {
  report_order_facts: 'order_id',
  report_refund_facts: 'credit_note_id',
  report_order_days: 'day_on, channel_id, country, customer_type, currency',
  report_order_months: 'month_on, channel_id, country, customer_type, currency',
  report_sku_days: 'day_on, channel_id, sku, customer_type, currency',
  report_sku_months: 'month_on, channel_id, sku, customer_type, currency',
  report_sku_week_totals: 'week_on, sku, currency',
  report_sku_month_totals: 'month_on, sku, currency',
  report_buyer_days: 'day_on, channel_id, buyer, country, customer_type, currency',
  report_buyer_months: 'month_on, channel_id, buyer, country, customer_type, currency'
}

type Row = Record<string, string | number | null>

export interface FactsShop extends Shop {
  rowsOf(table: keyof typeof tables): Promise<Row[]>
  /** What the proofs of facts and sums contradict. */
  factFindings(): Promise<string[]>
  /** All facts and sums, to be compared. */
  dump(): Promise<Record<string, Row[]>>
  /** Forgets all of them, as if there had never been any. */
  forget(): Promise<void>
  /** Reckons anew, and returns what was not as it should be. */
  rebuild(options?: { fillCosts?: boolean }): Promise<number>
  /** Takes in a credit note of the test channel: units and amounts as positive numbers. */
  credit(
    externalId: string,
    more: {
      orderExternalId?: string | null
      lines: [sku: string, quantity: number, minor: number][]
      issuedAt?: string
      buyer?: string | null
      reason?: 'return' | 'badDebt'
    }
  ): Promise<void>
}

/** A shop with reporting in London, and short words for what tests of its figures do. */
export async function buildFactsShop(
  test: Test,
  kind: DatabaseKind,
  stock: Record<string, number> = {},
  options: TestEngineOptions & { reporting?: Record<string, unknown> } = {}
): Promise<FactsShop> {
  const { reporting = {}, ...engineOptions } = options
  const shop = await buildShop(test, kind, stock, {
    ...engineOptions,
    morePlugins: [{ use: 'reporting', options: reporting }],
    config: { shop: { zone: 'Asia/Shanghai', currency: 'CNY' } }
  })
  const { engine } = shop
  const names = Object.keys(tables) as (keyof typeof tables)[]
  const rowsOf: FactsShop['rowsOf'] = async (table) => {
    const { rows } = await sql<Row>`select * from ${sql.raw(table)}
      order by ${sql.raw(tables[table])}`.execute(engine.db)
    return rows
  }
  const proofs = engine.proofs.filter(({ name }) =>
    /^reporting\.(facts|days|weeks|months)-/.test(name)
  )
  return {
    ...shop,
    rowsOf,
    async factFindings() {
      const findings: string[] = []
      for (const proof of proofs) findings.push(...(await proof.findings(engine.db)))
      return findings
    },
    async dump() {
      const all: [string, Row[]][] = []
      for (const table of names) all.push([table, await rowsOf(table)])
      return Object.fromEntries(all)
    },
    forget: () =>
      engine.transaction(async (tx) => {
        for (const table of names) await sql`delete from ${sql.raw(table)}`.execute(tx)
      }),
    rebuild: (rebuildOptions) =>
      engine.use('reporting').rebuild(
        {
          signal: new AbortController().signal,
          progress: () => undefined,
          transaction: (work) => engine.transaction(work)
        },
        rebuildOptions
      ),
    async credit(externalId, { orderExternalId = null, lines, ...more }) {
      await engine.transaction((tx) =>
        engine.use('orders').intakeCreditNotes(tx, { channelId: 'chn_test', unknownSkus: 'hold' }, [
          {
            kind: 'creditNote',
            externalId,
            reason: more.reason ?? 'return',
            orderExternalId,
            currency: 'CNY',
            buyer: { externalId: more.buyer ?? null },
            lines: lines.map(([sku, quantity, minor]) => ({
              ...{ sku, title: sku, quantity: -quantity, totalMinor: -minor }
            })),
            issuedAt: more.issuedAt ?? '2026-03-05T00:00:00.000Z'
          }
        ])
      )
    }
  }
}
