import { formatAmount, ratioOf } from '#core/money'
import { instantMs } from '#core/time'
import { compileScope } from '../../evaluation/scope.ts'
import { priceFloor } from '../../pricing/margin/floor.ts'
import type { EnrolmentItemShape, EnrolmentMaterialShape } from '../definition.ts'
import type { EnrolmentRuleShape, RuleOf } from '../rules.ts'
import type { CheckFacts, SkuFacts } from './facts.ts'
import { checkMaterial } from './materials.ts'
import { held, type SkuOutcome, told, unknown, type Verdict, worstOf } from './outcome.ts'

/** What is held against the rules. */
export interface Proposal {
  rules: readonly EnrolmentRuleShape[]
  items: readonly EnrolmentItemShape[]
  materials: readonly EnrolmentMaterialShape[]
}

/**
 * What every rule says of every SKU. Pure: the same facts give the same answer. One SKU an item, same order; one outcome a
 * rule, same order. Money is compared exactly, nothing is rounded before it is.
 */
export function check({ rules, items, materials }: Proposal, facts: CheckFacts): SkuOutcome[] {
  const ofMaterials = rules.map((rule) =>
    rule.kind === 'material' ? checkMaterial(rule, materials) : undefined
  )
  return items.map((item) => {
    const known = facts.skus.get(item.sku)
    const outcomes = rules.map((rule, place) => ({
      rule: place,
      kind: rule.kind,
      ...(ofMaterials[place] ?? checkRule(rule, item, known, facts))
    }))
    const status = worstOf(outcomes.map((one) => one.status))
    return { sku: item.sku, status, rules: outcomes }
  })
}

function checkRule(
  rule: EnrolmentRuleShape,
  item: EnrolmentItemShape,
  known: SkuFacts | undefined,
  facts: CheckFacts
): Verdict {
  if (!known) return unknown(`${item.sku} is no SKU of the catalog any more: take it off`)
  switch (rule.kind) {
    case 'unitsSold':
      return checkSold(rule, known)
    case 'goodReviews':
      return checkReviews(rule, item)
    case 'maxPrice':
      return checkMaxPrice(rule, item, known, facts)
    case 'minDiscount':
      return checkDiscount(rule, item, known, facts)
    case 'stock':
      return checkStock(rule, item, known)
    case 'minMargin':
      return checkMargin(rule, item, known, facts)
    case 'scope':
      return checkScope(rule, item, known, facts)
    default:
      throw new TypeError(`${rule.kind} is not checked by SKU`)
  }
}

function checkSold({ days, units }: RuleOf<'unitsSold'>, { unitsSold }: SkuFacts): Verdict {
  const sold = unitsSold.get(days) ?? 0
  const more = `; ${units - sold} more are needed`
  return held(
    sold,
    { atLeast: units },
    (isKept) => `${sold} units were sold in ${days} days${isKept ? '' : more}`
  )
}

function checkReviews(
  { rateBps }: RuleOf<'goodReviews'>,
  { reviews }: EnrolmentItemShape
): Verdict {
  const bounds = { atLeast: rateBps }
  if (!reviews) {
    return unknown(
      'nobody has stated the rate of good reviews: give reviews with its source',
      bounds
    )
  }
  const { goodRateBps, source, asOfOn } = reviews
  const need = `; ${percent(rateBps)} is needed`
  return held(
    goodRateBps,
    bounds,
    (isKept) => `${percent(goodRateBps)} good by ${source} on ${asOfOn}${isKept ? '' : need}`
  )
}

function checkMaxPrice(
  rule: RuleOf<'maxPrice'>,
  { priceMinor }: EnrolmentItemShape,
  { listMinor, lowestMinor }: SkuFacts,
  { currency }: CheckFacts
): Verdict {
  const { of, days, rateBps } = rule
  const reference = of === 'list' ? listMinor : (lowestMinor.get(days!) ?? null)
  const name = of === 'list' ? 'list price' : `lowest list price of ${days} days`
  if (reference === null) return unknown(`there is no ${name} in ${currency}: set a list price`)
  const most = partOf(reference, rateBps)
  const text = `${percent(rateBps)} of the ${name} ${formatAmount(reference, currency)}`
  return held(priceMinor, { atMost: most }, (isKept) =>
    isKept ? `at most ${text}` : `over ${text}: promise ${formatAmount(most, currency)} or less`
  )
}

function checkDiscount(
  { offBps }: RuleOf<'minDiscount'>,
  { priceMinor }: EnrolmentItemShape,
  { listMinor }: SkuFacts,
  { currency }: CheckFacts
): Verdict {
  if (listMinor === null) return unknown(`there is no list price in ${currency}: set one`)
  const most = partOf(listMinor, 10_000 - offBps)
  const off = percent(ratioOf(listMinor - priceMinor, 10_000, Math.max(1, listMinor)))
  const list = `the list price ${formatAmount(listMinor, currency)}`
  return held(priceMinor, { atMost: most }, (isKept) =>
    isKept
      ? `${off} off ${list}`
      : `${off} off ${list}, ${percent(offBps)} is needed: promise ${formatAmount(most, currency)} or less`
  )
}

function checkStock(
  { minUnits, maxUnits }: RuleOf<'stock'>,
  { units }: EnrolmentItemShape,
  { availableUnits }: SkuFacts
): Verdict {
  const bounds = {
    ...(minUnits !== undefined && { atLeast: minUnits }),
    ...(maxUnits !== undefined && { atMost: maxUnits })
  }
  const verdict = held(units, bounds, (isKept) => {
    if (isKept) return `${units} units are promised`
    const few = minUnits !== undefined && units < minUnits
    return `${units} units are promised: promise ${few ? `${minUnits} or more` : `${maxUnits} or less`}`
  })
  if (verdict.status === 'failed' || availableUnits === null || availableUnits >= units) {
    return verdict
  }
  const detail = `${units} units are promised, ${availableUnits} are there: stock up, or promise less`
  return { ...verdict, status: 'failed', detail }
}

function checkMargin(
  { marginBps }: RuleOf<'minMargin'>,
  { priceMinor }: EnrolmentItemShape,
  { costMinor, costCurrency }: SkuFacts,
  { rates, currency }: CheckFacts
): Verdict {
  if (!rates) return unknown(`no profit model in ${currency} says what selling costs: write one`)
  if (costMinor === null || costCurrency !== currency) {
    return unknown(`no cost in ${currency} is known: set it in the catalog`)
  }
  const wanted = marginBps === undefined ? rates : { ...rates, floorBps: marginBps, floorMinor: 0 }
  const floor = priceFloor(wanted, { costMinor, taxBps: rates.taxBps, isTaxIncluded: true })
  const least = floor ?? Number.MAX_SAFE_INTEGER
  const name = marginBps === undefined ? 'the margin floor' : `a margin of ${percent(marginBps)}`
  const verdict = held(priceMinor, { atLeast: least }, (isKept) =>
    isKept ? `keeps ${name}` : `is below ${name}: promise a higher price, or enrol without the SKU`
  )
  return { ...verdict, isConfidential: true }
}

function checkScope(
  { scope }: RuleOf<'scope'>,
  { priceMinor }: EnrolmentItemShape,
  known: SkuFacts,
  { now }: CheckFacts
): Verdict {
  const line = {
    ...known,
    lineId: known.sku,
    quantity: 1,
    unitPriceMinor: known.listMinor ?? priceMinor,
    taxRatesBps: [],
    unitFloorMinor: null
  }
  return compileScope(scope)(line, instantMs(now))
    ? told(true, 'is what the event is for')
    : told(false, 'is not what the event is for: enrol without the SKU')
}

/** The highest whole amount that is no more than so many basis points of another: exact. */
function partOf(amountMinor: number, bps: number): number {
  return Number((BigInt(amountMinor) * BigInt(bps)) / 10_000n)
}

/** Basis points as people write them: 9500 is 95 %, 9550 is 95.5 %. */
function percent(bps: number): string {
  return `${bps / 100} %`
}
