import type { Tx } from '#core/transaction'
import type { PromotionsScope } from '../scope.ts'
import type { GuardRailsShape } from './definition.ts'
import { type CampaignTotals, selectTotals } from './orders/repository.ts'
import { updateCampaign } from './repository.ts'
import { isOver } from './steps.ts'
import type { CampaignRow } from './tables.ts'

export const guardNames = ['minMargin', 'maxSpend'] as const
export type GuardName = (typeof guardNames)[number]

const alertKinds = {
  minMargin: 'campaign.margin-low',
  maxSpend: 'campaign.spend-reached'
} as const satisfies Record<GuardName, string>

/** What a campaign has cost: discounts of its promotions, and what was spent elsewhere. */
export function spentMinor({ discountMinor, recordedMinor }: CampaignTotals): number {
  return discountMinor + recordedMinor
}

/** The guard rails that figures are beyond. A spend that is reached leaves nothing, so it counts as beyond. */
export function breachesOf(guards: GuardRailsShape, totals: CampaignTotals): GuardName[] {
  const { minMargin, maxSpend } = guards
  const breaches: GuardName[] = []
  if (minMargin && totals.orders >= (minMargin.afterOrders ?? 1)) {
    const { knownNetMinor, costMinor } = totals
    const margin = BigInt(knownNetMinor - costMinor) * 10_000n
    if (margin < BigInt(minMargin.marginBps) * BigInt(knownNetMinor)) breaches.push('minMargin')
  }
  if (maxSpend && spentMinor(totals) >= maxSpend.amountMinor) breaches.push('maxSpend')
  return breaches
}

/**
 * Holds campaigns that are locked to their guard rails: one query, and more only for those that go beyond one or come back.
 * An alert is raised once and resolved when the figures are within again; a stop is asked for once, and a job does it.
 */
export async function heedGuards(
  { ctx }: Pick<PromotionsScope, 'ctx'>,
  tx: Tx,
  campaigns: readonly CampaignRow[]
): Promise<void> {
  const watched = campaigns.filter(
    ({ guardRails, breaches }) => guardRails !== null || breaches !== ''
  )
  if (watched.length === 0) return
  const totals = await selectTotals(
    tx,
    watched.map(({ id }) => id)
  )
  for (const campaign of watched) {
    const guards = guardsOf(campaign)
    const known = campaign.breaches === '' ? [] : (campaign.breaches.split(',') as GuardName[])
    const found = breachesOf(guards, totals.get(campaign.id)!)
    const current = isOver(campaign.state) ? found.filter((one) => known.includes(one)) : found
    const stops = isOver(campaign.state)
      ? undefined
      : current.find((one) => guards[one]?.action === 'stop')
    const stopping = campaign.stopping ?? stops ?? null
    if (current.join() === campaign.breaches && stopping === campaign.stopping) continue
    const opened = current.filter((one) => !known.includes(one))
    await updateCampaign(tx, campaign.id, { breaches: current.join(), stopping })
    await raise(ctx, tx, campaign, opened, guards)
    await clearGuards(
      ctx,
      tx,
      campaign.id,
      known.filter((one) => !current.includes(one))
    )
    if (stopping !== null && campaign.stopping === null) {
      await tx.enqueue('campaigns.stop', [{ payload: { campaignId: campaign.id } }])
    }
  }
}

export function guardsOf({ guardRails }: Pick<CampaignRow, 'guardRails'>): GuardRailsShape {
  return guardRails === null ? {} : (JSON.parse(guardRails) as GuardRailsShape)
}

async function raise(
  { alerts }: PromotionsScope['ctx'],
  tx: Tx,
  { id, handle, currency }: CampaignRow,
  names: readonly GuardName[],
  guards: GuardRailsShape
): Promise<void> {
  await alerts.raise(
    tx,
    names.map((name) => {
      const isStopping = guards[name]?.action === 'stop'
      const end = isStopping ? '; it is stopped' : ''
      const message =
        name === 'minMargin'
          ? `${handle}: the margin is below ${guards.minMargin!.marginBps} basis points${end}`
          : `${handle}: ${guards.maxSpend!.amountMinor} (minor units of ${currency}) are spent${end}`
      return {
        kind: alertKinds[name],
        subjectType: 'campaign',
        subjectId: id,
        message,
        fields: { handle, currency, isStopping },
        ...(isStopping && { severity: 'critical' as const })
      }
    })
  )
}

/** Resolves the alerts of guard rails. */
export async function clearGuards(
  { alerts }: PromotionsScope['ctx'],
  tx: Tx,
  campaignId: string,
  names: readonly GuardName[] = guardNames
): Promise<void> {
  await alerts.clear(
    tx,
    names.map((name) => ({
      kind: alertKinds[name],
      subjectType: 'campaign',
      subjectId: campaignId
    }))
  )
}
