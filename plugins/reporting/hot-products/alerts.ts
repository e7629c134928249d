import type { AlertDefinition } from '#core/alerts/types'

/** Alerts about products that sell well. */
export const hotProductAlerts = {
  'reporting.hot-product-falling': {
    title: 'A product that sells well falls day after day',
    severity: 'warning',
    ownerRole: 'marketer'
  },
  'reporting.retire-suggested': {
    title: 'A product that fell has not come back: retire it',
    severity: 'warning',
    ownerRole: 'manager'
  }
} satisfies Record<string, AlertDefinition>
