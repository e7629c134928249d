import type { AlertDefinition } from '#core/alerts/types'

export const trafficAlerts = {
  'reporting.spend-without-sales': {
    title: 'A campaign costs money and sells nothing',
    severity: 'warning',
    ownerRole: 'marketer'
  }
} satisfies Record<string, AlertDefinition>
