import type { Reader } from '#core/database/db'
import { insertAll } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { VariantPricing } from '#plugins/catalog'
import type { PricePolicyRow } from '../tables.ts'
import type { PolicyRuleShape, PolicyScopeShape } from './schema.ts'

/** A policy as it is reckoned with. */
export interface PricePolicy extends Omit<PricePolicyRow, 'scope' | 'rule'> {
  scope: PolicyScopeShape
  rule: PolicyRuleShape
}

/** Policies that count, the first to look at first: one query. */
export async function enabledPolicies(db: Reader): Promise<PricePolicy[]> {
  const query = db.selectFrom('pricePolicies').selectAll().where('isEnabled', '=', 1)
  const rows = await query.orderBy('priority').orderBy('handle').execute()
  return rows.map(readPolicy)
}

export async function findPolicy(db: Reader, id: string): Promise<PricePolicyRow | undefined> {
  return db.selectFrom('pricePolicies').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function lockPolicy(tx: Tx, id: string): Promise<PricePolicyRow | undefined> {
  const query = tx.selectFrom('pricePolicies').selectAll().where('id', '=', id)
  return (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
}

/** Inserts a policy whose handle is free; returns how many that were. */
export function insertPolicy(tx: Tx, row: PricePolicyRow): Promise<number> {
  return insertAll(tx, 'pricePolicies', [row], { on: ['handle'] })
}

export async function updatePolicy(tx: Tx, { id, ...columns }: PricePolicyRow): Promise<void> {
  await tx.updateTable('pricePolicies').set(columns).where('id', '=', id).execute()
}

/** Whether another policy has a handle. */
export async function isHandleTaken(tx: Tx, handle: string, byOtherThan: string): Promise<boolean> {
  const query = tx.selectFrom('pricePolicies').select('id').where('handle', '=', handle)
  return (await query.where('id', '<>', byOtherThan).executeTakeFirst()) !== undefined
}

export async function deletePolicy(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('pricePolicies').where('id', '=', id).execute()
}

/** A row with its JSON read. */
export function readPolicy(row: PricePolicyRow): PricePolicy {
  return { ...row, scope: JSON.parse(row.scope), rule: JSON.parse(row.rule) }
}

/** Whether a variant is in a scope. */
export function isInScope(
  scope: PolicyScopeShape,
  variant: Pick<VariantPricing, 'productId' | 'categoryIds'> & { sku: string }
): boolean {
  return (
    (scope.skus?.includes(variant.sku) ?? true) &&
    (scope.productIds?.includes(variant.productId) ?? true) &&
    (scope.categoryIds?.some((id) => variant.categoryIds.includes(id)) ?? true)
  )
}
