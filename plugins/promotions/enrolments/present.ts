import type { Finding } from '../check/finding.ts'
import type { SkuOutcome } from './check/outcome.ts'
import type {
  EnrolmentItemShape,
  EnrolmentMaterialShape,
  PlatformEventInputShape
} from './definition.ts'
import type { EnrolmentRuleShape } from './rules.ts'
import type {
  EnrolmentItemRow,
  EnrolmentRow,
  EnrolmentStepRow,
  PlatformEventRow
} from './tables.ts'

/** The rules of an event. */
export function rulesOf({ rules }: Pick<PlatformEventRow, 'rules'>): EnrolmentRuleShape[] {
  return JSON.parse(rules) as EnrolmentRuleShape[]
}

/** An event as people wrote it. */
export function eventInputOf(
  row: Omit<PlatformEventRow, 'id' | 'version' | 'createdAt' | 'updatedAt'>
) {
  const { title, channelId, platform, currency, enrolFrom, enrolUntil, startsAt, endsAt } = row
  const times = { enrolFrom, enrolUntil, startsAt, endsAt }
  const input = { title, channelId, platform, currency, ...times, rules: rulesOf(row) }
  return input satisfies PlatformEventInputShape
}

/** An event as the API shows it. */
export function presentEvent(row: PlatformEventRow) {
  const { id, version, createdAt, updatedAt } = row
  return { id, ...eventInputOf(row), version, createdAt, updatedAt }
}

/** An item as people wrote it. */
export function itemOf(row: EnrolmentItemRow) {
  const { sku, priceMinor, units, goodRateBps, reviewSource, reviewOn } = row
  const reviews =
    goodRateBps === null ? null : { goodRateBps, source: reviewSource!, asOfOn: reviewOn! }
  const item = { sku, priceMinor, units, reviews }
  return item satisfies EnrolmentItemShape
}

/** Items as rows, in their order. */
export function itemRows(
  enrolmentId: string,
  items: readonly EnrolmentItemShape[],
  idOf: (sku: string) => string
): EnrolmentItemRow[] {
  return items.map(({ sku, priceMinor, units, reviews }, place) => ({
    ...{ enrolmentId, place, sku, variantId: idOf(sku), priceMinor, units },
    goodRateBps: reviews?.goodRateBps ?? null,
    reviewSource: reviews?.source ?? null,
    reviewOn: reviews?.asOfOn ?? null
  }))
}

export function materialsOf({ materials }: Pick<EnrolmentRow, 'materials'>) {
  return JSON.parse(materials) as EnrolmentMaterialShape[]
}

/** An enrolment as the API shows it. */
export function presentEnrolment(row: EnrolmentRow, items: readonly EnrolmentItemRow[]) {
  return {
    ...row,
    items: items.map(itemOf),
    materials: materialsOf(row),
    isForced: row.isForced === 1
  }
}

/** A step as the API shows it. */
export function presentStep(row: EnrolmentStepRow) {
  const broken = JSON.parse(row.broken) as Finding[]
  return { ...row, isForced: row.isForced === 1, broken }
}

/** What the rules say, as the API shows it: without what tells of cost, unless its reader may see that. */
export function presentCheck(
  event: Pick<PlatformEventRow, 'id'>,
  skus: readonly SkuOutcome[],
  canSeeCost: boolean
) {
  return {
    eventId: event.id,
    isEligible: skus.every(({ status }) => status === 'passed'),
    skus: skus.map(({ rules, ...sku }) => ({
      ...sku,
      rules: rules.map(({ isConfidential, found, needed, ...told }) => {
        const isHidden = isConfidential && !canSeeCost
        const nothing = { found: null, needed: { atLeast: null, atMost: null } }
        return { ...told, ...(isHidden ? nothing : { found, needed }) }
      })
    }))
  }
}

/** The rules that are not kept, each with the item it is about. Details tell nothing of cost. */
export function brokenOf(skus: readonly SkuOutcome[]): Finding[] {
  return skus.flatMap(({ rules, sku }, place) =>
    rules.flatMap(({ kind, status, detail }) => {
      if (status === 'passed') return []
      if (kind !== 'material') {
        return [{ pointer: `#/items/${place}`, detail: `${sku} ${kind} ${status}: ${detail}` }]
      }
      // Materials are those of all SKUs: what is wrong with them is told once.
      return place === 0 ? [{ pointer: '#/materials', detail: `${kind} ${status}: ${detail}` }] : []
    })
  )
}
