import type { AlertDefinition } from '#core/alerts/types'

/** Alerts about messages. */
export const messageAlerts = {
  'messages.provider-failing': {
    title: 'A provider of messages takes nothing; messages wait',
    severity: 'critical',
    ownerRole: 'manager'
  }
} satisfies Record<string, AlertDefinition>
