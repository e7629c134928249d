import { currencyExponent } from '#core/currency'
import { NotFound, VersionOutdated } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { PricingHandleTaken, PricingInvalid } from '../errors.ts'
import type { PricingScope } from '../scope.ts'
import { requireSkus } from '../skus.ts'
import type { PricePolicyRow } from '../tables.ts'
import { gridOf } from './endings.ts'
import {
  deletePolicy,
  insertPolicy,
  isHandleTaken,
  lockPolicy,
  type PricePolicy,
  readPolicy,
  updatePolicy
} from './repository.ts'
import type { PricePolicyInputShape } from './schema.ts'

type Parts = PricingScope['parts']

/** Makes a policy and reckons its prices. Errors: CURRENCY_UNKNOWN, PRICING_INVALID, PRICING_HANDLE_TAKEN. */
export async function createPolicy(
  tx: Tx,
  parts: Parts,
  input: PricePolicyInputShape
): Promise<PricePolicy> {
  await assertPolicy(tx, parts, input)
  const row: PricePolicyRow = {
    id: newId('ppl'),
    ...columnsOf(input),
    version: 1,
    createdAt: tx.now,
    updatedAt: tx.now
  }
  if ((await insertPolicy(tx, row)) === 0) {
    throw new PricingHandleTaken({ what: 'price policy', handle: row.handle })
  }
  await tell(tx, 'create', null, row)
  return readPolicy(row)
}

/** Puts a policy in the place of what it was. Errors: NOT_FOUND, VERSION_OUTDATED and those of `createPolicy`. */
export async function replacePolicy(
  tx: Tx,
  parts: Parts,
  change: { id: string; input: PricePolicyInputShape; expectedVersion: number | undefined }
): Promise<PricePolicy> {
  const before = await lockedPolicy(tx, change.id, change.expectedVersion)
  await assertPolicy(tx, parts, change.input)
  if (await isHandleTaken(tx, change.input.handle, before.id)) {
    throw new PricingHandleTaken({ what: 'price policy', handle: change.input.handle })
  }
  const row: PricePolicyRow = {
    ...before,
    ...columnsOf(change.input),
    version: before.version + 1,
    updatedAt: tx.now
  }
  await updatePolicy(tx, row)
  await tell(tx, 'update', before, row)
  return readPolicy(row)
}

/** Ends a policy; what it proposed and nobody has approved goes with it. Errors: NOT_FOUND, VERSION_OUTDATED. */
export async function removePolicy(
  tx: Tx,
  id: string,
  expected: number | undefined
): Promise<void> {
  const before = await lockedPolicy(tx, id, expected)
  await deletePolicy(tx, id)
  await tell(tx, 'delete', before, null)
}

async function lockedPolicy(
  tx: Tx,
  id: string,
  expected: number | undefined
): Promise<PricePolicyRow> {
  const row = await lockPolicy(tx, id)
  if (!row) throw new NotFound({ what: 'price policy', id })
  if (expected !== undefined && expected !== row.version) {
    throw new VersionOutdated({ expected, current: row.version })
  }
  return row
}

async function assertPolicy(
  tx: Tx,
  { catalog }: Parts,
  { currency, scope, rule }: PricePolicyInputShape
): Promise<void> {
  currencyExponent(currency)
  const { costPlus, market, floorMinor = null, capMinor = null, ending = null } = rule
  if ((costPlus === undefined) === (market === undefined)) {
    refuse('#/rule', 'give one of costPlus and market')
  }
  if (costPlus && (costPlus.markupBps === undefined) === (costPlus.marginBps === undefined)) {
    refuse('#/rule/costPlus', 'give one of markupBps and marginBps')
  }
  if (floorMinor !== null && capMinor !== null && floorMinor > capMinor) {
    refuse('#/rule/capMinor', `${capMinor} is below floorMinor, ${floorMinor}; raise it`)
  }
  if (ending && capMinor !== null && gridOf(ending.ending, currency).offset > capMinor) {
    const lowest = gridOf(ending.ending, currency).offset
    refuse('#/rule/capMinor', `no price that ends so is below ${lowest}; raise it`)
  }
  const { skus = [], productIds = [], categoryIds = [] } = scope
  await requireSkus(
    tx,
    catalog,
    skus.map((sku) => ({ sku })),
    (index) => `#/scope/skus/${index}`
  )
  const products = await catalog.knownProducts(tx, productIds)
  const product = productIds.findIndex((id) => !products.has(id))
  if (product >= 0) refuse(`#/scope/productIds/${product}`, 'there is no such product')
  const categories = await catalog.knownCategories(tx, categoryIds)
  const category = categoryIds.findIndex((id) => !categories.has(id))
  if (category >= 0) refuse(`#/scope/categoryIds/${category}`, 'there is no such category')
}

function refuse(field: string, reason: string): never {
  throw new PricingInvalid({ field, reason })
}

function columnsOf(input: PricePolicyInputShape) {
  return {
    handle: input.handle,
    title: input.title,
    kind: input.rule.market ? ('market' as const) : ('costPlus' as const),
    currency: input.currency,
    priority: input.priority,
    scope: JSON.stringify(input.scope),
    rule: JSON.stringify(input.rule),
    appliesItself: Number(input.appliesItself),
    isEnabled: Number(input.isEnabled)
  }
}

/** Audits a change and has prices reckoned again. A rule beside a price tells of cost: the log only says that it changed. */
async function tell(
  tx: Tx,
  act: 'create' | 'update' | 'delete',
  before: PricePolicyRow | null,
  after: PricePolicyRow | null
): Promise<void> {
  const isRuleNew = before?.rule !== after?.rule
  tx.audit([
    {
      action: `price-policy.${act}`,
      subjectType: 'pricePolicy',
      subjectId: (after ?? before)!.id,
      before: before && { ...before, rule: '(hidden)' },
      after: after && { ...after, rule: isRuleNew ? '(changed)' : '(hidden)' }
    }
  ])
  await tx.enqueue('pricing.recalculate', [{ payload: { variantIds: [] } }])
}
