import type { AlertDefinition } from '#core/alerts/types'

declare module 'shopkeeper' {
  interface AlertKinds {
    'report.not-delivered': { runId: string; deliveryId: string; reason: string }
  }
}

/** Alerts about reports on their way. */
export const deliveryAlerts = {
  'report.not-delivered': {
    title: 'A report did not reach a recipient',
    severity: 'warning',
    ownerRole: 'manager'
  }
} satisfies Record<string, AlertDefinition>

/** Names the alert about a delivery. */
export function alertOf(subjectId: string) {
  return { kind: 'report.not-delivered' as const, subjectType: 'reportDelivery', subjectId }
}
