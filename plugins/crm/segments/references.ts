import type { Tx } from '#core/transaction'
import type { CrmScope } from '../scope.ts'
import { SegmentNames } from './errors.ts'
import { parseRule } from './live.ts'
import { allSegments, holdRules } from './repository/segments.ts'
import { leavesOf } from './rule/schema.ts'

/** Keeps tiers that segments name from being deleted or renamed: nobody would fit them any more. */
export function guardTiers({ ctx }: CrmScope): void {
  ctx.on('tier.deleted', (tx, batch) =>
    refuse(
      tx,
      batch.map(({ tier }) => tier)
    )
  )
}

async function refuse(tx: Tx, tiers: readonly string[]): Promise<void> {
  await holdRules(tx)
  const rows = await allSegments(tx)
  for (const tier of tiers) {
    const segments = rows.filter(({ rule }) => names(rule, tier)).map(({ handle }) => handle)
    if (segments.length > 0) throw new SegmentNames({ tier, segments })
  }
}

function names(text: string | null, tier: string): boolean {
  const rule = parseRule(text)
  if (rule === null) return false
  return leavesOf(rule, '').some(({ node }) => node.field === 'tier' && node.wanted.includes(tier))
}
