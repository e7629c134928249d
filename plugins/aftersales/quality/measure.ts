import type { JobContext } from '#core/jobs'
import type { Tx } from '#core/transaction'
import type { AftersalesScope } from '../scope.ts'
import { evaluate } from './evaluate.ts'
import { figuresOf } from './repository/figures.ts'
import { endCount, isCountedOnce, saveSkus, suppliersOf, takeMarked } from './repository/skus.ts'
import { windowOf } from './window.ts'

/** SKUs whose sales are counted at once: what they sold in all their time is walked through. */
const pageSize = 50

type Worker = Pick<JobContext<unknown>, 'pages' | 'transaction'>

/** Counts what was sold of every SKU in the window, then holds every rate against its threshold. */
export async function measureAll(job: Worker, scope: AftersalesScope): Promise<void> {
  const { catalog, ctx } = scope
  const beganAt = ctx.clock.now()
  await job.pages('', async (tx, after) => {
    const ids = await catalog.variantIdsAfter(tx, after, pageSize)
    const variants = await catalog.variantsById(tx, ids)
    const skus = [...variants.values()].map(({ sku }) => sku)
    await countSold(tx, scope, skus)
    return ids.length < pageSize ? undefined : ids.at(-1)
  })
  // Lines may name SKUs that the catalog lacks.
  const window = windowOf(beganAt, ctx.options.quality.windowDays, ctx.shop)
  const figures = await figuresOf(ctx.db, {
    ...{ by: 'sku', window, subjects: null, isAfterIssues: false, reasons: scope.reasons }
  })
  const unknown = figures.filter(({ unitsSold }) => unitsSold === null)
  const others = [...new Set(unknown.map(({ subject }) => subject))]
  await job.pages(0, async (tx, from) => {
    const to = from + pageSize
    await countSold(tx, scope, others.slice(from, to))
    return to < others.length ? to : undefined
  })
  await job.transaction(async (tx) => {
    await endCount(tx, beganAt)
    for (const by of ['sku', 'supplier', 'reason'] as const) {
      await evaluate(tx, scope, { by, subjects: null })
    }
  })
}

/** Looks at the SKUs that were marked: what they sold, their rates, those of their suppliers, and those of reasons. */
export async function checkMarked(job: Worker, scope: AftersalesScope): Promise<void> {
  await job.pages(0, async (tx, done) => {
    const skus = await takeMarked(tx, pageSize)
    if (skus.length === 0) return undefined
    await countSold(tx, scope, skus)
    await evaluate(tx, scope, { by: 'sku', subjects: skus })
    if (await isCountedOnce(tx)) {
      const suppliers = await suppliersOf(tx, skus)
      if (suppliers.length > 0) await evaluate(tx, scope, { by: 'supplier', subjects: suppliers })
      await evaluate(tx, scope, { by: 'reason', subjects: null })
    }
    return skus.length === pageSize ? done + pageSize : undefined
  })
}

/** Writes what was sold of SKUs in the window, and who supplies them: a constant number of queries. */
async function countSold(
  tx: Tx,
  { catalog, orders, ctx }: AftersalesScope,
  skus: readonly string[]
): Promise<void> {
  if (skus.length === 0) return
  const { windowDays, supplierAttribute } = ctx.options.quality
  const { from, to } = windowOf(tx.now, windowDays, ctx.shop)
  const units = await orders.unitsSold(
    tx,
    skus.map((sku) => ({ sku, channelId: null, from, to }))
  )
  const variants = await catalog.variantsBySku(tx, skus)
  const ids = [...variants.values()].map(({ id }) => id)
  const pricing = await catalog.pricingOf(tx, ids)
  const supplierOf = (sku: string) => {
    const id = variants.get(sku)?.id
    const value = id === undefined ? undefined : pricing.get(id)?.attributes[supplierAttribute]
    return value === undefined || value === null || value === '' ? null : String(value)
  }
  await saveSkus(
    tx,
    skus.map((sku, index) => ({
      ...{ sku, supplier: supplierOf(sku), unitsSold: units[index]!, measuredAt: tx.now }
    }))
  )
}
