import type { Reader } from '#core/database/db'
import { instantMs } from '#core/time'
import type { Finding } from '../check/finding.ts'
import type { PromotionsScope } from '../scope.ts'
import { promotionOf } from '../store/compiled-set.ts'
import { skusIn } from '../store/references.ts'
import type { PromotionRow } from '../tables.ts'
import type { CampaignInputShape, CampaignState } from './definition.ts'
import { CampaignInvalid } from './errors.ts'

const daysMax = 366

/** A campaign as it would be, with the promotions it names, those there are. */
export interface CampaignDraft {
  input: CampaignInputShape
  state: CampaignState
  promotions: readonly PromotionRow[]
  /** Promotions that join now. */
  joining: ReadonlySet<string>
  now: string
}

/** Refuses a campaign that cannot mean what it says. One query. Errors: CAMPAIGN_INVALID with everything that is wrong. */
export async function assertSound(
  { ctx, parts }: Pick<PromotionsScope, 'ctx' | 'parts'>,
  db: Reader,
  draft: CampaignDraft
): Promise<void> {
  const { currency, targets } = draft.input
  const errors = [...timeFindings(draft), ...promotionFindings(draft)]
  const known = new Set([ctx.shop.currency, ...(await parts.catalog.pricedCurrencies(db))])
  if (!known.has(currency)) {
    const detail = `nothing has a price in ${currency}: the shop has ${[...known].sort().join(', ')}`
    errors.push({ pointer: '#/currency', detail })
  }
  if (targets.newCustomers !== undefined && !parts.crm) {
    const detail = 'who is new is known by the plugin crm, which is off: leave it out'
    errors.push({ pointer: '#/targets/newCustomers', detail })
  }
  if (errors.length > 0) throw new CampaignInvalid({ errors })
}

function timeFindings({ input, state, now }: CampaignDraft): Finding[] {
  const { teaserAt, liveAt, closesAt } = input
  const findings: Finding[] = []
  const add = (pointer: string, detail: string) => findings.push({ pointer, detail })
  if (teaserAt && teaserAt > liveAt) {
    add('#/teaserAt', `is after liveAt: write a time no later than ${liveAt}, or leave it out`)
  }
  if (closesAt <= liveAt) add('#/closesAt', `is not after liveAt: write a time after ${liveAt}`)
  else if (closesAt <= now) {
    const way = state === 'live' ? ', or close the campaign' : ''
    add('#/closesAt', `is over: write a time after ${now}${way}`)
  }
  if (instantMs(closesAt) - instantMs(liveAt) > daysMax * 86_400_000) {
    add('#/closesAt', `is more than ${daysMax} days after liveAt: write a campaign for each part`)
  }
  return findings
}

function promotionFindings({ input, promotions, joining }: CampaignDraft): Finding[] {
  const byId = new Map(promotions.map((one) => [one.id, one]))
  return input.promotionIds.flatMap((id, index): Finding[] => {
    const pointer = `#/promotionIds/${index}`
    const found = (detail: string) => ({ pointer, detail: `${id} ${detail}` })
    const row = byId.get(id)
    if (!row) return [found('is the id of no promotion: write that one first')]
    const findings: Finding[] = []
    if (joining.has(id) && row.state !== 'draft') {
      findings.push(found(`is ${row.state}: a campaign starts its promotions, so write a draft`))
    }
    if (row.currency !== input.currency) {
      findings.push(found(`is in ${row.currency}, the campaign in ${input.currency}`))
    }
    const window = row.state === 'ended' ? null : outsideOf(row, input)
    return window === null ? findings : [...findings, found(window)]
  })
}

/** How the own window of a promotion lies outside of the campaign's; null: it does not. */
function outsideOf(
  row: PromotionRow,
  { liveAt, closesAt }: Pick<CampaignInputShape, 'liveAt' | 'closesAt'>
): string | null {
  const { startsAt, endsAt, earlyAccess } = promotionOf(row)
  const from = earlyAccess?.from ?? startsAt
  if (from && (from < liveAt || from >= closesAt)) {
    const name = earlyAccess ? 'earlyAccess.from' : 'startsAt'
    return `has ${name} ${from}: change it to lie from ${liveAt} to ${closesAt}, or take it off`
  }
  if (endsAt && (endsAt <= liveAt || endsAt > closesAt)) {
    return `has endsAt ${endsAt}: change it to lie after ${liveAt} and up to ${closesAt}, or take it off`
  }
  return null
}

/** What is allowed but will not do all that it seems to. Two queries when a margin is asked for, otherwise none. */
export async function warningsOf(
  { catalog }: PromotionsScope['parts'],
  db: Reader,
  input: Pick<CampaignInputShape, 'guardRails' | 'currency'>,
  promotions: readonly PromotionRow[]
): Promise<Finding[]> {
  if (!input.guardRails?.minMargin) return []
  const skus = [...new Set(promotions.flatMap((row) => skusIn(promotionOf(row))))].sort()
  const variants = await catalog.variantsBySku(db, skus)
  const pricing = await catalog.pricingOf(
    db,
    [...variants.values()].map(({ id }) => id)
  )
  const costless = skus.filter((sku) => {
    const known = pricing.get(variants.get(sku)?.id ?? '')
    return known?.costMinor == null || known.costCurrency !== input.currency
  })
  if (costless.length === 0) return []
  const some = costless.slice(0, 10).join(', ')
  const more = costless.length > 10 ? ` and ${costless.length - 10} more` : ''
  const detail = `no cost in ${input.currency} is known of ${some}${more}: the margin leaves them out until it is`
  return [{ pointer: '#/guardRails/minMargin', detail }]
}
