import type { AlertDefinition } from '#core/alerts/types'

/** Alerts about deadlines: of each clock each kind once a due time. */
export const slaAlerts = {
  'aftersales.sla-due-soon': {
    title: 'A promise about a case is due soon',
    severity: 'warning',
    ownerRole: 'support'
  },
  'aftersales.sla-breached': {
    title: 'A promise about a case is broken',
    severity: 'critical',
    ownerRole: 'manager'
  },
  'aftersales.platform-due-soon': {
    title: "A platform's deadline for a case is near",
    severity: 'critical',
    ownerRole: 'support'
  }
} satisfies Record<string, AlertDefinition>
