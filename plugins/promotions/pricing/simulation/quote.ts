import type { Reader } from '#core/database/db'
import { ratioOf } from '#core/money'
import type { Instant } from '#core/time'
import type { VariantRef } from '#plugins/catalog'
import { latestPrices } from '../competitors/repository.ts'
import { explainEntries } from '../lists/explain.ts'
import { runningEntries } from '../lists/price-for.ts'
import { type ResolvedPrice, resolvePrice } from '../lists/resolve.ts'
import { contributionOf, marginBps, type ProfitRates } from '../margin/contribution.ts'
import { floorsOver } from '../margin/floors.ts'
import { modelFor, modelsIn } from '../margin/models.ts'
import { noCosts } from '../margin/no-costs.ts'
import { sinceOf } from '../policies/recalculate.ts'
import { enabledPolicies, isInScope } from '../policies/repository.ts'
import { targetPrice } from '../policies/target.ts'
import type { PricingScope } from '../scope.ts'
import { requireSkus } from '../skus.ts'
import type { QuoteBodyShape } from './schema.ts'

/** What is quoted, with its defaults filled in. */
export interface Quote {
  lines: QuoteBodyShape['lines']
  currency: string
  channelId: string | null
  segments: ReadonlySet<string>
  tier: string | null
  at: Instant
  canSeeCost: boolean
}

/**
 * Says what SKUs cost and why: every price list entry that runs with what became of it; for those who may see cost the
 * margin floor, the contribution, and what a price policy would want. A constant number of queries.
 *
 * Errors: PRICING_INVALID names a SKU that there is not.
 */
export async function quote(db: Reader, { catalog }: PricingScope['parts'], asked: Quote) {
  const variants = await requireSkus(db, catalog, asked.lines, (index) => `#/lines/${index}/sku`)
  const ids = [...variants.values()].map(({ id }) => id)
  const listPrices = await catalog.pricesOf(db, ids, asked.currency)
  const entries = await runningEntries(db, ids, asked)
  const confidential = asked.canSeeCost
    ? await confidentialOf(db, catalog, [...variants.values()], asked)
    : undefined
  return asked.lines.map(({ sku, quantity }) => {
    const { id: variantId } = variants.get(sku)!
    const listMinor = listPrices.get(variantId) ?? null
    const own = entries.get(variantId) ?? []
    const price = resolvePrice({ variantId, quantity, listMinor }, asked, own)
    return {
      sku,
      variantId,
      quantity,
      unitPriceMinor: price?.unitPriceMinor ?? null,
      listMinor,
      regularMinor: price?.regularMinor ?? null,
      lists: explainEntries(quantity, asked, own, price).map(({ entry, outcome }) => {
        const { listId, handle, kind, minQuantity, unitPriceMinor } = entry
        return { listId, handle, kind, minQuantity, unitPriceMinor, outcome }
      }),
      ...confidential?.(variantId, price)
    }
  })
}

async function confidentialOf(
  db: Reader,
  catalog: PricingScope['parts']['catalog'],
  refs: readonly VariantRef[],
  { currency, channelId, at }: Quote
) {
  const ids = refs.map(({ id }) => id)
  const pricing = await catalog.pricingOf(db, ids)
  const models = await modelsIn(db, currency)
  const policies = (await enabledPolicies(db)).filter((policy) => policy.currency === currency)
  const since = policies.map((policy) => sinceOf(policy, at)).sort()[0] ?? at
  const competitors = await latestPrices(db, ids, { currency, since, until: at })
  const listFloors = floorsOver([...models.values()], [...pricing.values()], currency)
  const model = modelFor(models, channelId)
  const floors = floorsOver(model ? [model] : [], [...pricing.values()], currency)
  const skuById = new Map(refs.map(({ id, sku }) => [id, sku]))
  return (variantId: string, price: ResolvedPrice | null) => {
    const variant = pricing.get(variantId)!
    const costMinor = variant.costCurrency === currency ? variant.costMinor : null
    const sku = skuById.get(variantId)!
    const policy = policies.find(({ scope }) => isInScope(scope, { ...variant, sku }))
    const target = policy && {
      handle: policy.handle,
      priceMinor: null,
      reason: null,
      ...targetPrice(policy.rule, {
        currency,
        costMinor,
        model: models.get(''),
        floorMinor: listFloors.get(variantId) ?? null,
        competitors: competitors.get(variantId) ?? [],
        since: sinceOf(policy, at)
      })
    }
    return {
      floorMinor: floors.get(variantId) ?? null,
      contribution: unitContribution(model ?? noCosts, price, costMinor),
      policy: target ?? null
    }
  }
}

/** What one unit contributes at a price that includes the model's tax; it bears its part of an order's costs. */
function unitContribution(
  rates: ProfitRates,
  price: ResolvedPrice | null,
  costMinor: number | null
) {
  if (!price || costMinor === null) return null
  const paidMinor = price.unitPriceMinor
  const netMinor = ratioOf(paidMinor, 10_000, 10_000 + rates.taxBps)
  const orders = { times: 1, of: rates.unitsPerOrder }
  const contribution = contributionOf(rates, { paidMinor, netMinor, units: 1, costMinor, orders })
  return { ...contribution, cm3Bps: marginBps(contribution.cm3Minor, contribution.netSalesMinor) }
}
