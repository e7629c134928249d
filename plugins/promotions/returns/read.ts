import type { Reader } from '#core/database/db'
import { NotFound } from '#core/http/errors'
import type { OrderStanding } from '#plugins/orders'
import { promotionClasses } from '../definition/promotion.ts'
import type { CartLine } from '../evaluation/types.ts'
import type { PromotionsScope } from '../scope.ts'
import { promotionsOfOrder } from '../uses/read.ts'
import type { OrderReturn, ReturnReckoning } from './api.ts'
import { ReturnNotOfOrder } from './errors.ts'
import { type GivenGifts, type OrderedLine, reckonReturn } from './reckon.ts'
import { rulesOf } from './rules.ts'

type StandingLine = OrderStanding['lines'][number]
type Applied = Awaited<ReturnType<typeof promotionsOfOrder>>

/**
 * Looks up an order as it was placed and reckons what a return of it comes to. Seven queries, whatever the lines. Errors:
 * NOT_FOUND; RETURN_NOT_OF_ORDER names the line and the reason.
 */
export async function readReturn(
  scope: Pick<PromotionsScope, 'parts'>,
  db: Reader,
  wanted: OrderReturn
): Promise<ReturnReckoning> {
  const { orderId } = wanted
  const { orders, catalog } = scope.parts
  const [standing] = await orders.standing(db, [orderId])
  if (!standing?.currency) throw new NotFound({ what: 'order', id: orderId })
  const roots = await orders.placedAs(db, [orderId])
  if (!roots.includes(orderId)) {
    const reason = `${orderId} was split off: name the order as it was placed, ${roots.join(', ')}`
    throw new ReturnNotOfOrder({ orderId, orderLineId: null, reason })
  }
  refuseLines(standing, wanted)
  const ids = standing.lines.flatMap(({ variantId }) => variantId ?? [])
  const facts = await catalog.pricingOf(db, [...new Set(ids)])
  const coming = new Map(wanted.lines.map((line) => [line.orderLineId, line]))
  const lines = standing.lines.map((line): OrderedLine => {
    const { returnedBefore = 0, quantity: returning = 0 } = coming.get(line.lineId) ?? {}
    const { netMinor, gone } = line
    return {
      line: cartLineOf(line, facts.get(line.variantId ?? '')),
      netMinor,
      gone,
      returnedBefore,
      returning
    }
  })
  const applied = await promotionsOfOrder(db, orderId)
  const given = await givenGifts(db, applied)
  const placedAt = applied[0]?.createdAt ?? ''
  return reckonReturn({ orderId, currency: standing.currency, placedAt, lines, given })
}

function refuseLines({ orderId, lines }: OrderStanding, wanted: OrderReturn): void {
  const named = new Set<string>()
  for (const { orderLineId, quantity, returnedBefore } of wanted.lines) {
    const fault = (reason: string) => new ReturnNotOfOrder({ orderId, orderLineId, reason })
    if (named.has(orderLineId)) throw fault('the line is named twice: name it once')
    named.add(orderLineId)
    const line = lines.find(({ lineId }) => lineId === orderLineId)
    if (!line) throw fault('the order as it was placed has no such line')
    const left = line.quantity - line.gone - returnedBefore
    if (quantity > left) throw fault(`${Math.max(0, left)} units are left to come back`)
  }
}

function cartLineOf(
  { lineId, sku, variantId, quantity, unitPriceMinor, netMinor }: StandingLine,
  facts: Partial<CartLine> | undefined
): CartLine {
  return {
    lineId,
    sku,
    variantId: variantId ?? '',
    quantity,
    unitPriceMinor: unitPriceMinor ?? Math.floor(netMinor / Math.max(1, quantity)),
    productId: facts?.productId ?? '',
    categoryIds: facts?.categoryIds ?? [],
    attributes: facts?.attributes ?? {},
    launchedAt: facts?.launchedAt ?? null,
    taxRatesBps: [],
    unitFloorMinor: null
  }
}

/** Promotions that gave gifts, by their rules as they were then. One query. */
async function givenGifts(db: Reader, applied: Applied): Promise<GivenGifts[]> {
  const rules = await rulesOf(db, applied)
  return applied.flatMap((application, index) => {
    const { shares } = application
    const promotion = rules[index]!
    const { reward } = promotion
    if (reward.kind !== 'gift') return []
    const lineIds = new Set(shares.flatMap(({ orderLineId }) => orderLineId ?? []))
    const earlierMinor = earlierThan(application.class, applied)
    return [{ promotion: { ...promotion, reward }, lineIds, earlierMinor }]
  })
}

function earlierThan(name: Applied[number]['class'], applied: Applied): Map<string, number> {
  const place = promotionClasses.indexOf(name)
  const sums = new Map<string, number>()
  for (const { class: other, shares } of applied) {
    if (promotionClasses.indexOf(other) >= place) continue
    for (const { orderLineId, amountMinor } of shares) {
      if (orderLineId) sums.set(orderLineId, (sums.get(orderLineId) ?? 0) + amountMinor)
    }
  }
  return sums
}
