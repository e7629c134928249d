import { currencyExponent } from '#core/currency'
import type { Reader } from '#core/database/db'
import { ValidationFailed } from '#core/http/errors'
import type { Instant } from '#core/time'
import type { CartRequest } from '../api.ts'
import type { Evaluation } from '../evaluation/types.ts'
import type { PromotionsScope } from '../scope.ts'
import { evaluateCart } from './evaluate-cart.ts'

/**
 * Reckons a cart that names its lines by SKU. Reads only. Errors: VALIDATION_FAILED names lines whose SKU is not for sale or
 * has no price; CURRENCY_UNKNOWN.
 */
export async function evaluateNamed(
  scope: PromotionsScope,
  db: Reader,
  request: CartRequest,
  at: Instant
): Promise<Evaluation> {
  currencyExponent(request.currency)
  const skus = [...new Set(request.lines.map(({ sku }) => sku))]
  const variants = await scope.parts.catalog.variantsBySku(db, skus)
  refuseLines(request, (sku) => {
    const lifecycle = variants.get(sku)?.lifecycle
    if (lifecycle === undefined) return 'is no SKU of the catalog'
    return lifecycle === 'live' ? null : `is not for sale: ${lifecycle}`
  })
  const lines = request.lines.map((line) => ({
    variant: variants.get(line.sku)!,
    quantity: line.quantity,
    unitPriceMinor: line.unitPriceMinor,
    taxRatesBps: line.taxRatesBps ?? []
  }))
  const { evaluation, unpriced } = await evaluateCart(
    scope,
    db,
    { ...request, lines },
    { at, mustKnowBuyer: false }
  )
  const missing = new Set(unpriced.map((index) => request.lines[index]!.sku))
  refuseLines(request, (sku) =>
    missing.has(sku) ? `has no price in ${request.currency}: give unitPriceMinor` : null
  )
  return evaluation
}

/** A cart as the API answers it. Errors: as `evaluateNamed`. */
export async function evaluateRequest(
  scope: PromotionsScope,
  db: Reader,
  request: CartRequest,
  at: Instant
) {
  const evaluation = await evaluateNamed(scope, db, request, at)
  return {
    ...evaluation,
    gifts: [...evaluation.gifts],
    shares: [...evaluation.shares],
    applied: [...evaluation.applied],
    refused: [...evaluation.refused],
    currency: request.currency,
    evaluatedAt: at,
    lines: evaluation.lines.map((line, index) => ({ ...line, sku: request.lines[index]!.sku }))
  }
}

function refuseLines({ lines }: CartRequest, faultOf: (sku: string) => string | null): void {
  const errors = lines.flatMap(({ sku }, index) => {
    const detail = faultOf(sku)
    return detail === null ? [] : [{ pointer: `#/lines/${index}/sku`, detail }]
  })
  if (errors.length > 0) throw new ValidationFailed({ errors })
}
