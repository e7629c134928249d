import type { AlertDefinition } from '#core/alerts/types'

export const qualityAlerts = {
  'aftersales.quality': {
    title: 'Something comes back more often than it should',
    severity: 'warning',
    ownerRole: 'buyer'
  }
} satisfies Record<string, AlertDefinition>

export const qualityEvents = {
  'quality.opened': 'A SKU, a supplier or a reason has passed its threshold of after-sales',
  'quality.changed': 'A quality issue is looked into, or over'
}

/** Names the alert about an issue. */
export function alertOf(subjectId: string) {
  return { kind: 'aftersales.quality' as const, subjectType: 'qualityIssue', subjectId }
}
