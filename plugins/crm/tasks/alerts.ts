import type { AlertDefinition } from '#core/alerts/types'

/** Alerts about tasks. */
export const taskAlerts = {
  'task.overdue': {
    title: 'A task about a customer is overdue',
    severity: 'warning',
    ownerRole: 'support'
  }
} satisfies Record<string, AlertDefinition>

export const taskEvents = {
  'task.created': 'There is something to do about a customer',
  'task.closed': 'A task about a customer is done or canceled',
  'task.overdue': 'A task about a customer should have been done by now'
}
