import type { PermissionDefinition } from '#core/access/roles'
import type { AlertDefinition } from '#core/alerts/types'

export const whyAlerts = {
  'reporting.anomaly': {
    title: 'A figure is far from what is usual of its weekday',
    severity: 'warning',
    ownerRole: 'analyst'
  }
} satisfies Record<string, AlertDefinition>

export const whyPermissions = {
  'annotations:write': {
    title: 'Note what may explain the figures of days',
    roles: ['manager', 'buyer', 'marketer', 'support', 'analyst', 'integration']
  }
} satisfies Record<string, PermissionDefinition>
