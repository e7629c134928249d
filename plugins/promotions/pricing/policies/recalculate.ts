import type { JobContext } from '#core/jobs'
import { instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import type { VariantPricing, VariantRef } from '#plugins/catalog'
import { clearOverLimit, watchFloors } from '../changes/alerts.ts'
import type { ChangeParts } from '../changes/parts.ts'
import { awaitTurn, lockPolicyChanges, updateChanges } from '../changes/repository.ts'
import { requestChanges, type WantedPrices } from '../changes/request.ts'
import { type LatestPrice, latestPrices } from '../competitors/repository.ts'
import { watchMargins } from '../drops/watch.ts'
import { floorsOver } from '../margin/floors.ts'
import { modeledCurrencies, modelsIn } from '../margin/models.ts'
import type { PriceChangeRow } from '../tables.ts'
import { enabledPolicies, isInScope, type PricePolicy } from './repository.ts'
import { targetPrice } from './target.ts'

const pageSize = 500
const dayMs = 86_400_000

/**
 * Job: holds list prices to their floors and reckons what price policies want, for some variants or for all of them
 * (none named), page by page. Safe to repeat: a proposal that stands is left alone, and one that no longer follows is
 * superseded.
 */
export async function recalculate(
  parts: ChangeParts,
  job: Pick<JobContext<{ variantIds: string[] }>, 'payload' | 'signal' | 'transaction'>
): Promise<void> {
  const { variantIds } = job.payload
  if (variantIds.length > 0) {
    await job.transaction((tx) => recalculatePage(tx, parts, variantIds))
    return
  }
  let after = ''
  while (!job.signal.aborted) {
    const page = await job.transaction(async (tx) => {
      const ids = await parts.catalog.variantIdsAfter(tx, after, pageSize)
      await recalculatePage(tx, parts, ids)
      return ids
    })
    if (page.length < pageSize) return
    after = page.at(-1)!
  }
}

/** What is known of a page of variants. */
interface Page {
  ids: readonly string[]
  pricing: ReadonlyMap<string, VariantPricing>
  refs: ReadonlyMap<string, VariantRef>
  /** What policies proposed before, by variant. */
  earlier: ReadonlyMap<string, PriceChangeRow[]>
}

async function recalculatePage(tx: Tx, parts: ChangeParts, ids: readonly string[]): Promise<void> {
  await awaitTurn(tx)
  const policies = await enabledPolicies(tx)
  const currencies = new Set([
    ...policies.map(({ currency }) => currency),
    ...(await modeledCurrencies(tx))
  ])
  const page: Page = {
    ids,
    pricing: await parts.catalog.pricingOf(tx, ids),
    refs: await parts.catalog.variantsById(tx, ids),
    earlier: groupByVariant(await lockPolicyChanges(tx, ids))
  }
  const standing = new Set<string>()
  const wanted: WantedPrices[] = []
  for (const currency of [...currencies].sort()) {
    const inIt = policies.filter((policy) => policy.currency === currency)
    wanted.push(...(await wantedIn(tx, parts, { page, policies: inIt, currency, standing })))
  }
  const outdated = [...page.earlier.values()]
    .flat()
    .filter(({ id, state }) => state === 'proposed' && !standing.has(id))
  for (const change of outdated) change.state = 'superseded'
  await updateChanges(tx, outdated)
  if (outdated.length > 0) await clearOverLimit(tx, parts.alerts, outdated)
  for (const prices of wanted) await requestChanges(tx, parts, prices)
  await watchMargins(tx, parts, ids)
}

/** What policies want in one currency that is not there, asked for, or refused already; alerts for its floors. */
async function wantedIn(
  tx: Tx,
  parts: ChangeParts,
  scope: {
    page: Page
    policies: readonly PricePolicy[]
    currency: string
    /** Gathers proposals that still follow. */
    standing: Set<string>
  }
): Promise<WantedPrices[]> {
  const { page, policies, currency, standing } = scope
  const models = await modelsIn(tx, currency)
  const floors = floorsOver([...models.values()], [...page.pricing.values()], currency)
  const current = await parts.catalog.pricesOf(tx, page.ids, currency)
  if (models.size > 0) await alertFloors(tx, parts, { page, current, floors, currency })
  const competitors = await competitorsFor(tx, page.ids, policies, currency)
  const items: (WantedPrices['items'][number] & { appliesItself: boolean })[] = []
  for (const variantId of page.ids) {
    const variant = page.pricing.get(variantId)
    const ref = page.refs.get(variantId)
    if (!variant || !ref) continue
    const policy = policies.find(({ scope }) => isInScope(scope, { ...variant, sku: ref.sku }))
    if (!policy) continue
    const target = targetPrice(policy.rule, {
      currency,
      costMinor: variant.costCurrency === currency ? variant.costMinor : null,
      model: models.get(''),
      floorMinor: floors.get(variantId) ?? null,
      competitors: competitors.get(variantId) ?? [],
      since: sinceOf(policy, tx.now)
    })
    const oldMinor = current.get(variantId) ?? null
    if ('reason' in target || target.priceMinor === oldMinor) continue
    const asked = { policyId: policy.id, currency, oldMinor, newMinor: target.priceMinor }
    const before = page.earlier.get(variantId)?.findLast((change) => isSame(change, asked))
    if (before) standing.add(before.id)
    else {
      const { priceMinor: newMinor } = target
      const reason = `price policy ${policy.handle}`
      const appliesItself = policy.appliesItself === 1
      items.push({ variantId, sku: ref.sku, newMinor, policyId: policy.id, reason, appliesItself })
    }
  }
  return [true, false].flatMap((isOwn) => {
    const group = items.filter(({ appliesItself }) => appliesItself === isOwn)
    if (group.length === 0) return []
    const source = 'policy'
    return [{ currency, items: group, effectiveAt: tx.now, source, isApprovalAsked: !isOwn }]
  })
}

async function alertFloors(
  tx: Tx,
  parts: ChangeParts,
  prices: {
    page: Page
    current: ReadonlyMap<string, number>
    floors: ReadonlyMap<string, number>
    currency: string
  }
): Promise<void> {
  const { page, current, floors, currency } = prices
  const floored = [...page.refs.values()].map(({ id, sku }) => ({
    variantId: id,
    sku,
    currency,
    amountMinor: current.get(id) ?? null,
    oldMinor: null,
    floorMinor: floors.get(id) ?? null
  }))
  await watchFloors(tx, parts.alerts, floored)
}

async function competitorsFor(
  tx: Tx,
  ids: readonly string[],
  policies: readonly PricePolicy[],
  currency: string
): Promise<Map<string, LatestPrice[]>> {
  const oldest = policies
    .filter(({ rule }) => rule.market !== undefined)
    .map((policy) => sinceOf(policy, tx.now))
    .sort()[0]
  if (oldest === undefined) return new Map()
  return latestPrices(tx, ids, { currency, since: oldest, until: tx.now })
}

/** From when on competitors' prices count for a policy. */
export function sinceOf({ rule }: Pick<PricePolicy, 'rule'>, now: string): string {
  return instantAt(instantMs(now) - (rule.market?.maxAgeDays ?? 0) * dayMs)
}

/** Whether a change was proposed for just this; one that was refused is not asked for again. */
function isSame(
  change: PriceChangeRow,
  asked: Pick<PriceChangeRow, 'policyId' | 'currency' | 'oldMinor' | 'newMinor'>
): boolean {
  return (
    change.policyId === asked.policyId &&
    change.currency === asked.currency &&
    change.oldMinor === asked.oldMinor &&
    change.newMinor === asked.newMinor
  )
}

function groupByVariant(changes: readonly PriceChangeRow[]): Map<string, PriceChangeRow[]> {
  const byVariant = new Map<string, PriceChangeRow[]>()
  for (const change of changes) {
    const known = byVariant.get(change.variantId)
    if (known) known.push(change)
    else byVariant.set(change.variantId, [change])
  }
  return byVariant
}
