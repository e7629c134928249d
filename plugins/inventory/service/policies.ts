import type { Alerts } from '#core/alerts/types'
import { NotFound, VersionOutdated } from '#core/http/errors'
import type { Shop } from '#core/plugin'
import type { Tx } from '#core/transaction'
import { PolicyInvalid } from '../errors.ts'
import { defaultLocationId, requireLocations } from '../repository/locations.ts'
import { deletePolicy, policiesOf, savePolicies } from '../repository/policies.ts'
import { type StockPolicyRow, stockAlertKinds } from '../tables.ts'
import { settleFindings } from './alerts.ts'
import { demandOf, windowBefore } from './demand.ts'
import { availabilities, type Ledger } from './ledger.ts'
import { thresholdsFrom } from './review.ts'

/** How a SKU is to be kept at a location; what is left out takes the default. */
export interface PolicyInput {
  sku: string
  locationId?: string | undefined
  /** Default null: the reorder point that follows from demand. */
  minUnits?: number | null
  /** Default null: the order-up-to level that follows from demand. */
  maxUnits?: number | null
  multipleUnits?: number
  leadTimeDays?: number
  leadTimeSdDays?: number
  reviewDays?: number
  /** Default 1.6449: 95 % of the cycles. */
  serviceZ?: number
  marginUnits?: number
  coverMinDays?: number | null
  slowAfterDays?: number | null
  slowCoverDays?: number | null
}

/** Stock policies by SKU and location. */
export interface Policies {
  /**
   * Sets policies as they are given and looks at their stock at once. Errors: STOCK_SKU_UNKNOWN, LOCATION_UNKNOWN,
   * POLICY_INVALID, VERSION_OUTDATED; then none is set.
   */
  save(
    tx: Tx,
    inputs: readonly PolicyInput[],
    expectedVersion?: number | undefined
  ): Promise<StockPolicyRow[]>
  /** Ends a policy, and the alerts that stand because of it. Errors: NOT_FOUND. */
  remove(tx: Tx, variantId: string, locationId: string): Promise<void>
}

/** Makes the policies of one ledger. */
export function createPolicies(parts: {
  ledger: Ledger
  alerts: Alerts
  shop: Readonly<Shop>
  demandWindowDays: number
}): Policies {
  const { ledger, alerts, shop } = parts
  return {
    async save(tx, inputs, expectedVersion) {
      const variants = await ledger.bySku(tx, [...new Set(inputs.map((input) => input.sku))])
      await requireLocations(
        tx,
        inputs.map((input) => input.locationId ?? defaultLocationId)
      )
      const keyed = new Map(
        inputs.map((input) => {
          const { variantId } = variants.get(input.sku)!
          const locationId = input.locationId ?? defaultLocationId
          return [`${variantId}@${locationId}`, { ...input, variantId, locationId }]
        })
      )
      const variantIds = [...variants.values()].map((variant) => variant.variantId)
      const stock = await ledger.open(tx, variantIds, [...keyed.values()])
      const standing = new Map(
        (await policiesOf(tx, variantIds)).map((row) => [`${row.variantId}@${row.locationId}`, row])
      )
      const window = windowBefore(tx.now, shop, parts.demandWindowDays)
      const demand = await demandOf(tx, variantIds, window)
      const rows = [...keyed].map(([key, input]) => {
        const before = standing.get(key)
        const current = before?.version ?? 0
        if (expectedVersion !== undefined && expectedVersion !== current) {
          throw new VersionOutdated({ expected: expectedVersion, current })
        }
        const row = toRow(tx, input, before)
        return { ...row, ...thresholdsFrom(demand(row.variantId, row.locationId), row) }
      })
      await savePolicies(tx, rows)
      ledger.announce(tx, stock, availabilities(stock, variantIds))
      tx.audit(
        rows.map((row) => {
          const subjectId = `${row.variantId}@${row.locationId}`
          const before = standing.get(subjectId)
          const subject = { subjectType: 'stockPolicy', subjectId }
          return { action: 'stock-policy.save', ...subject, before, after: row }
        })
      )
      return rows
    },

    async remove(tx, variantId, locationId) {
      const subjectId = `${variantId}@${locationId}`
      const before = await deletePolicy(tx, variantId, locationId)
      if (!before) throw new NotFound({ what: 'stock policy', id: subjectId })
      const variant = (await ledger.variants(tx, [variantId])).get(variantId)!
      const ofPolicy = stockAlertKinds.filter(
        (kind) => kind !== 'stock.out' && kind !== 'stock.negative'
      )
      await settleFindings(
        tx,
        alerts,
        ofPolicy.map((kind) => ({
          kind,
          variantId,
          locationId,
          isRaised: false,
          isCleared: true,
          fields: { sku: variant.sku, locationId, value: 0, threshold: 0 },
          message: ''
        }))
      )
      tx.audit([{ action: 'stock-policy.delete', subjectType: 'stockPolicy', subjectId, before }])
    }
  }
}

type Keyed = PolicyInput & { variantId: string; locationId: string }

function toRow(tx: Tx, input: Keyed, before: StockPolicyRow | undefined): StockPolicyRow {
  const { minUnits = null, maxUnits = null, multipleUnits = 1, reviewDays = 0 } = input
  if (minUnits !== null && maxUnits !== null && maxUnits < minUnits) {
    const reason = `${input.sku}: the maximum ${maxUnits} is below the minimum ${minUnits}`
    throw new PolicyInvalid({ reason })
  }
  return {
    variantId: input.variantId,
    locationId: input.locationId,
    minUnits,
    maxUnits,
    multipleUnits,
    leadTimeDays: input.leadTimeDays ?? 7,
    leadTimeSdDays: input.leadTimeSdDays ?? 0,
    reviewDays,
    serviceZE4: Math.round((input.serviceZ ?? 1.6449) * 10_000),
    marginUnits: input.marginUnits ?? 1,
    coverMinDays: input.coverMinDays ?? null,
    slowAfterDays: input.slowAfterDays ?? null,
    slowCoverDays: input.slowCoverDays ?? null,
    computedMinUnits: null,
    computedMaxUnits: null,
    version: (before?.version ?? 0) + 1,
    createdAt: before?.createdAt ?? tx.now,
    updatedAt: tx.now
  }
}
