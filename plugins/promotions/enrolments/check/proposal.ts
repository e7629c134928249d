import type { Reader } from '#core/database/db'
import { formatAmount } from '#core/money'
import { dayOn } from '#core/zone'
import type { VariantRef } from '#plugins/catalog'
import type { Finding } from '../../check/finding.ts'
import type { PromotionsScope } from '../../scope.ts'
import { selectPromotions } from '../../store/repository.ts'
import type { ProposalInputShape } from '../definition.ts'
import { EnrolmentInvalid } from '../errors.ts'
import type { PlatformEventRow } from '../tables.ts'
import { priceKey, pricesAt } from './price.ts'
import { proposalFindings } from './sound.ts'

type Parts = Pick<PromotionsScope, 'ctx' | 'parts' | 'pricing'>

/**
 * Refuses what cannot be enrolled as it is written; returns its variants. A constant number of queries.
 *
 * Errors: ENROLMENT_INVALID with everything that is wrong.
 */
export async function assertProposal(
  scope: Parts,
  db: Reader,
  event: PlatformEventRow,
  input: ProposalInputShape
): Promise<Map<string, VariantRef>> {
  const { items, promotionId } = input
  const errors = proposalFindings(input)
  const skus = [...new Set(items.map(({ sku }) => sku))]
  const variants = await scope.parts.catalog.variantsBySku(db, skus)
  for (const [place, { sku }] of items.entries()) {
    if (variants.has(sku)) continue
    const detail = `${JSON.stringify(sku)} is no SKU of the catalog: create it first, or leave it out`
    errors.push({ pointer: `#/items/${place}/sku`, detail })
  }
  const { zone, dayStartsAtHour } = scope.ctx.shop
  const today = dayOn(scope.ctx.clock.now(), zone, dayStartsAtHour)
  for (const [place, { reviews }] of items.entries()) {
    if (!reviews || reviews.asOfOn <= today) continue
    const detail = `is after today, ${today}: give the day on which it was read`
    errors.push({ pointer: `#/items/${place}/reviews/asOfOn`, detail })
  }
  if (promotionId) errors.push(...(await promotionFindings(scope, db, { event, input, variants })))
  if (errors.length > 0) throw new EnrolmentInvalid({ errors })
  return variants
}

/** What is wrong with the promotion that is to make the prices: they are reckoned as of the beginning of the event. */
async function promotionFindings(
  scope: Parts,
  db: Reader,
  proposal: {
    event: PlatformEventRow
    input: ProposalInputShape
    variants: ReadonlyMap<string, VariantRef>
  }
): Promise<Finding[]> {
  const { event, input, variants } = proposal
  const pointer = '#/promotionId'
  const id = input.promotionId!
  const [promotion] = await selectPromotions(db, 'id', [id])
  if (!promotion) return [{ pointer, detail: `${JSON.stringify(id)} is the id of no promotion` }]
  if (promotion.state === 'ended') {
    return [{ pointer, detail: `${promotion.handle} has ended: name another one` }]
  }
  if (promotion.currency !== event.currency) {
    const detail = `${promotion.handle} is in ${promotion.currency}, the event in ${event.currency}`
    return [{ pointer, detail }]
  }
  const priced = [...variants.values()].map((one) => ({
    ...{ variantId: one.id, sku: one.sku, promotion }
  }))
  const prices = await pricesAt(scope, db, priced, { event, at: event.startsAt })
  const bySku = new Map(priced.map((one) => [one.sku, prices.get(priceKey(one))]))
  return input.items.flatMap(({ sku, priceMinor }, place) => {
    const made = bySku.get(sku)
    if (!variants.has(sku) || (made && made.priceMinor <= priceMinor)) return []
    const amount = made ? formatAmount(made.priceMinor, event.currency) : 'no price at all'
    const why = made?.reason ? ` (${made.reason})` : ''
    const detail = `by ${promotion.handle} ${sku} costs ${amount} when the event starts${why}: change one of both`
    return [{ pointer: `#/items/${place}/priceMinor`, detail }]
  })
}
