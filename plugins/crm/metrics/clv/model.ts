import type { Reader } from '#core/database/db'
import { insertAll } from '#core/database/rows'
import type { JobContext } from '#core/jobs'
import { turn } from '#core/pages'
import type { Shop } from '#core/plugin'
import { businessDay, daysBetween } from '../calendar.ts'
import {
  boughtCurrencies,
  type PurchaseHistory,
  purchaseHistories
} from '../repository/days-read.ts'
import type { CrmClvModelRow } from '../tables.ts'
import {
  aliveProbability,
  type BgNbd,
  expectedPurchases,
  fitBgNbd,
  type Purchases,
  type Weighted
} from './bg-nbd.ts'
import { expectedSpending, fitGammaGamma, type GammaGamma, type Spending } from './gamma-gamma.ts'

/** Most customers a fit looks at: the first by id. More change its parameters little, and it less quickly. */
const fittedMax = 20_000
/** Fewer customers who came back say nothing about the others. */
const repeatCustomersMin = 20
const daysOfWeek = 7

/** Both models of a currency. Times in weeks; `spending.v` in minor units. */
export interface ClvModel {
  purchases: BgNbd
  spending: GammaGamma
  hasConverged: boolean
  logLikelihood: { purchases: number; spending: number }
}

/** A customer's history as BG/NBD sees it: days with an order are purchases, watched until `beforeOn`. */
export function toPurchases(history: PurchaseHistory, beforeOn: string): Purchases {
  const weeks = (day: string) => daysBetween(history.firstOn, day) / daysOfWeek
  return { repeats: history.days - 1, lastAt: weeks(history.lastOn), observed: weeks(beforeOn) }
}

/** A customer's history as Gamma-Gamma sees it: net of a day with an order, the first one left out. */
export function toSpending({ days, repeatMinor }: PurchaseHistory): Spending {
  return { repeats: days - 1, average: days > 1 ? repeatMinor / (days - 1) : 0 }
}

/** Fits both models to histories; null: too few customers have come back. */
export async function fitModels(
  histories: readonly PurchaseHistory[],
  beforeOn: string
): Promise<ClvModel | null> {
  const spendings = histories.map(toSpending).filter(({ average }) => average > 0)
  if (spendings.length < repeatCustomersMin) return null
  const purchases = await fitBgNbd(
    together(histories.map((history) => toPurchases(history, beforeOn))),
    turn
  )
  const spending = await fitGammaGamma(together(spendings), turn)
  return {
    purchases: purchases.model,
    spending: spending.model,
    hasConverged: purchases.minimum.hasConverged && spending.minimum.hasConverged,
    logLikelihood: { purchases: -purchases.minimum.value, spending: -spending.minimum.value }
  }
}

function together<Own extends object>(all: readonly Own[]): Weighted<Own>[] {
  const groups = new Map<string, Weighted<Own>>()
  for (const own of all) {
    const key = JSON.stringify(own)
    const group = groups.get(key)
    if (group) group.customers++
    else groups.set(key, { ...own, customers: 1 })
  }
  return [...groups.values()]
}

/** Fits the models of every currency and keeps them. A currency with too few customers keeps the model it has. */
export async function renewModels(
  job: Pick<JobContext<unknown>, 'signal' | 'transaction'>,
  db: Reader,
  { shop, now }: { shop: Readonly<Shop>; now: () => string }
): Promise<void> {
  const beforeOn = businessDay(shop, now())
  for (const currency of await boughtCurrencies(db)) {
    job.signal.throwIfAborted()
    const histories = await purchaseHistories(db, { currency, beforeOn, limit: fittedMax })
    const model = await fitModels(histories, beforeOn)
    if (model === null) continue
    const row = {
      currency,
      observedOn: beforeOn,
      customers: histories.length,
      repeatCustomers: histories.filter(({ days }) => days > 1).length,
      model: JSON.stringify(model)
    }
    await job.transaction((tx) =>
      insertAll(tx, 'crmClvModels', [{ ...row, fittedAt: tx.now }], {
        on: ['currency'],
        update: ['observedOn', 'customers', 'repeatCustomers', 'model', 'fittedAt']
      })
    )
  }
}

/** The model of a currency; undefined: none is fitted yet. */
export async function findModel(db: Reader, currency: string): Promise<CrmClvModelRow | undefined> {
  return db
    .selectFrom('crmClvModels')
    .selectAll()
    .where('currency', '=', currency)
    .executeTakeFirst()
}

/** What a customer is expected to bring. */
export interface Prediction {
  /** Days with an order after the first. */
  repeats: number
  aliveProbability: number
  /** Days with an order within the horizon. */
  expectedPurchases: number
  /** Net of one of them. */
  expectedSpendingMinor: number
  /** Their product times the margin; not discounted for time. */
  valueMinor: number
}

/** Predicts what a customer brings within a horizon from a day on. Amounts are rounded half-up. */
export function predict(
  model: ClvModel,
  history: PurchaseHistory,
  { beforeOn, horizonDays, marginBps }: { beforeOn: string; horizonDays: number; marginBps: number }
): Prediction {
  const own = toPurchases(history, beforeOn)
  const purchases = expectedPurchases(model.purchases, own, horizonDays / daysOfWeek)
  const spending = expectedSpending(model.spending, toSpending(history))
  return {
    repeats: own.repeats,
    aliveProbability: aliveProbability(model.purchases, own),
    expectedPurchases: purchases,
    expectedSpendingMinor: Math.round(spending),
    valueMinor: Math.round((purchases * spending * marginBps) / 10_000)
  }
}
