import type { AlertDefinition } from '#core/alerts/types'

export const settlementAlerts = {
  'reporting.settlement-difference': {
    title: 'A statement and our orders do not agree',
    severity: 'warning',
    ownerRole: 'analyst'
  },
  'reporting.payout-late': {
    title: 'A payout should be in the bank by now',
    severity: 'warning',
    ownerRole: 'analyst'
  }
} satisfies Record<string, AlertDefinition>

export const settlementEvents = {
  'settlement.reconciled': 'A statement was held against orders and refunds'
}
