import type { AlertDefinition } from '#core/alerts/types'

/** Alerts about points. */
export const membershipAlerts = {
  'points.adjustment-waiting': {
    title: 'An adjustment of points over the limit waits for approval',
    severity: 'warning',
    ownerRole: 'manager'
  }
} satisfies Record<string, AlertDefinition>
