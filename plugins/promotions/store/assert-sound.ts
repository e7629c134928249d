import type { Reader } from '#core/database/db'
import { findingsOf, type ShopFacts } from '../check/check.ts'
import type { Finding } from '../check/finding.ts'
import type { ConditionShape } from '../definition/condition.ts'
import type { PromotionInputShape } from '../definition/promotion.ts'
import { PromotionInvalid } from '../errors.ts'
import type { PromotionsScope } from '../scope.ts'
import { countsPerCustomer } from '../uses/per-customer.ts'
import { unknownReferences } from './references.ts'

/** Refuses a promotion that cannot mean what it says. Errors: PROMOTION_INVALID with everything that is wrong. */
export async function assertSound(
  scope: PromotionsScope,
  db: Reader,
  input: PromotionInputShape
): Promise<void> {
  const errors = [
    ...findingsOf(input, await factsFor(scope, db, input)),
    ...(await unknownReferences(scope.parts, db, input)),
    ...missingParts(scope, input)
  ]
  if (errors.length > 0) throw new PromotionInvalid({ errors })
}

/** Three queries. */
async function factsFor(
  { ctx, parts: { catalog } }: PromotionsScope,
  db: Reader,
  { reward, currency }: PromotionInputShape
): Promise<ShopFacts> {
  const skus = 'items' in reward ? reward.items.map(({ sku }) => sku) : []
  const variants = await catalog.variantsBySku(db, skus)
  const prices = await catalog.pricesOf(
    db,
    [...variants.values()].map(({ id }) => id),
    currency
  )
  const listPriceBySku = new Map(
    [...variants].flatMap(([sku, { id }]) => {
      const price = prices.get(id)
      return price === undefined ? [] : [[sku, price] as const]
    })
  )
  return {
    currencies: new Set([ctx.shop.currency, ...(await catalog.pricedCurrencies(db))]),
    zone: ctx.shop.zone,
    listPriceBySku,
    automaticLimits: ctx.options.automaticLimits
  }
}

/** What the engine as it is configured cannot keep. */
function missingParts(
  { contactIndex, parts }: Pick<PromotionsScope, 'contactIndex' | 'parts'>,
  input: PromotionInputShape
): Finding[] {
  const findings: Finding[] = []
  if (!contactIndex && countsPerCustomer(input)) {
    const pointer = input.limits?.usesPerCustomer ? '#/limits/usesPerCustomer' : '#/conditions'
    const detail = 'customers are counted by their contacts: set encryptionKey in the config'
    findings.push({ pointer, detail })
  }
  if (!parts.crm && asksForOrders(input.conditions)) {
    const detail = 'firstOrder needs the plugin crm, which is off'
    findings.push({ pointer: '#/conditions', detail })
  }
  return findings
}

function asksForOrders(condition: ConditionShape | undefined): boolean {
  if (condition === undefined) return false
  if ('all' in condition) return condition.all.some(asksForOrders)
  if ('any' in condition) return condition.any.some(asksForOrders)
  if ('none' in condition) return condition.none.some(asksForOrders)
  return 'firstOrder' in condition
}
