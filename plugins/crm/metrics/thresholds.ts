import type { Reader } from '#core/database/db'
import { insertAll } from '#core/database/rows'
import type { JobContext } from '#core/jobs'
import type { PluginContext } from '#core/plugin'
import { daysBetween } from './calendar.ts'
import { boughtCurrencies } from './repository/days-read.ts'
import { readThresholds } from './repository/rfm.ts'
import { snapshotAt } from './rfm.ts'
import type { CrmRfmThresholdRow } from './tables.ts'

/**
 * What a customer must reach for scores 2 to 5, in this order; null: nobody has that score or a better one. Recency: days at
 * most.
 */
export interface RfmThresholds {
  recency: (number | null)[]
  frequency: (number | null)[]
  monetary: (number | null)[]
}

/** Thresholds of a currency, and the day they were reckoned for. */
export interface KnownThresholds extends RfmThresholds {
  snapshotOn: string
}

/**
 * Keeps where the quintiles of RFM lie today, net, for every currency. Between two days a customer is held against those
 * of the day, so that one order does not move everybody's score. They are reckoned before the transaction: it takes long.
 */
export async function renewThresholds(
  job: Pick<JobContext<unknown>, 'transaction'>,
  { db, shop, clock }: Pick<PluginContext, 'db' | 'shop' | 'clock'>
): Promise<void> {
  const snapshotOn = snapshotAt(shop, clock.now())
  for (const currency of await boughtCurrencies(db)) {
    const row = await reckonThresholds(db, { currency, snapshotOn })
    await job.transaction((tx) =>
      insertAll(tx, 'crmRfmThresholds', [{ ...row, computedAt: tx.now }], {
        on: ['currency'],
        update: ['snapshotOn', 'customers', 'thresholds', 'computedAt']
      })
    )
  }
}

async function reckonThresholds(
  db: Reader,
  wanted: { currency: string; snapshotOn: string }
): Promise<Omit<CrmRfmThresholdRow, 'computedAt'>> {
  const rows = await readThresholds(db, { ...wanted, monetary: 'net' })
  const least = (dimension: string) =>
    [2, 3, 4, 5].map((score) => {
      const reached = rows.filter((row) => row.dimension === dimension && row.score >= score)
      return reached.sort((a, b) => a.score - b.score)[0]?.least ?? null
    })
  const thresholds: RfmThresholds = {
    recency: least('recency').map((on) =>
      on === null ? null : daysBetween(on, wanted.snapshotOn)
    ),
    frequency: least('frequency').map(numberOf),
    monetary: least('monetary').map(numberOf)
  }
  const customers = rows[0]?.customers ?? 0
  return { ...wanted, customers, thresholds: JSON.stringify(thresholds) }
}

function numberOf(text: string | null): number | null {
  return text === null ? null : Number(text)
}

/** The thresholds that hold now, by currency. One query. */
export async function knownThresholds(db: Reader): Promise<Map<string, KnownThresholds>> {
  const rows = await db.selectFrom('crmRfmThresholds').selectAll().execute()
  return new Map(
    rows.map(({ currency, snapshotOn, thresholds }) => [
      currency,
      { ...(JSON.parse(thresholds) as RfmThresholds), snapshotOn }
    ])
  )
}
