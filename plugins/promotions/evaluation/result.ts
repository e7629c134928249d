import { safeMinor } from '#core/money'
import { sumOf, type Target } from './basket.ts'
import type { Chosen, Run } from './run.ts'
import { taxed } from './tax.ts'
import type { AppliedPromotion, Evaluation, PricedLine, Share } from './types.ts'

/** Puts together what an evaluation has come to: discounts per line, taxes on what is left, and the sums. */
export function resultOf(run: Run): Evaluation {
  const { basket } = run.round
  const { cart, shipping } = basket
  const lines = basket.lines.map((target) => pricedLine(run, target))
  const { taxesMinor: _, ...shippingTaxed } = taxed(
    run.shippingLeftMinor,
    cart.pricesIncludeTax,
    shipping.taxRatesBps
  )
  const discountMinor = shipping.listMinor - run.shippingLeftMinor
  const parts = [...lines, { ...shippingTaxed, discountMinor }]
  return {
    lines: inOrderOf(run, lines),
    gifts: run.chosen.flatMap(({ granted }) => granted.gifts),
    shipping: { listMinor: shipping.listMinor, discountMinor, ...shippingTaxed },
    discountMinor: sumOf(parts.map((part) => part.discountMinor)),
    netMinor: sumOf(parts.map((part) => part.netMinor)),
    taxMinor: sumOf(parts.map((part) => part.taxMinor)),
    grossMinor: safeMinor(sumOf(parts.map((part) => part.grossMinor))),
    shares: run.chosen.flatMap(sharesOf),
    applied: run.chosen.map(appliedOf),
    refused: run.refused,
    dueNowMinor: dueNow(run, lines, shippingTaxed.grossMinor)
  }
}

function pricedLine({ round, left }: Run, { index, line, listMinor }: Target): PricedLine {
  const { lineId, quantity, unitPriceMinor, taxRatesBps } = line!
  return {
    lineId,
    quantity,
    unitPriceMinor,
    listMinor,
    discountMinor: listMinor - left[index]!,
    ...taxed(left[index]!, round.basket.cart.pricesIncludeTax, taxRatesBps)
  }
}

/** Canonical order is for reckoning; an answer has the order of the question. */
function inOrderOf({ round }: Run, lines: readonly PricedLine[]): PricedLine[] {
  const byId = new Map(lines.map((line) => [line.lineId, line]))
  return round.basket.cart.lines.map(({ lineId }) => byId.get(lineId)!)
}

function sharesOf({ offer, granted }: Chosen): Share[] {
  const { id, version } = offer.compiled.promotion
  return granted.takes.map(({ target, amountMinor, quantity }) => ({
    promotionId: id,
    version,
    lineId: target.line?.lineId ?? null,
    amountMinor,
    quantity
  }))
}

function appliedOf({ offer, granted }: Chosen): AppliedPromotion {
  const { id, handle, title, version, class: promotionClass } = offer.compiled.promotion
  return {
    promotionId: id,
    handle,
    title,
    version,
    class: promotionClass,
    couponId: offer.couponId,
    amountMinor: granted.amountMinor,
    unappliedMinor: granted.wantedMinor - granted.amountMinor,
    times: granted.times,
    unitsBySku: granted.unitsBySku
  }
}

/** Of presale lines the deposit, of others all; shipping is paid with the balance when there are only presale lines. */
function dueNow({ chosen, round }: Run, lines: readonly PricedLine[], shippingMinor: number) {
  const deposits = new Map<number, number>()
  for (const { granted } of chosen) {
    for (const [{ index }, depositMinor] of granted.deposits) deposits.set(index, depositMinor)
  }
  const due = lines.map(({ grossMinor }, index) =>
    Math.min(grossMinor, deposits.get(index) ?? grossMinor)
  )
  const isAllPresale = deposits.size > 0 && deposits.size === round.basket.lines.length
  return sumOf(due) + (isAllPresale ? 0 : shippingMinor)
}
