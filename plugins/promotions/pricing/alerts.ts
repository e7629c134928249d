import type { AlertDefinition } from '#core/alerts/types'

declare module 'shopkeeper' {
  interface AlertKinds {
    'price.approval-waiting': PriceAlertFields
    'price.unapproved-change': PriceAlertFields
    'price.under-floor': PriceAlertFields
    /** `oldMinor`: the price that it is held against. */
    'price.margin-drop': PriceAlertFields
  }
}

/** What an alert about a price carries. The floor itself is confidential: it tells of cost. */
export interface PriceAlertFields {
  sku: string
  currency: string
  oldMinor: number | null
  newMinor: number
}

/** Alerts about list prices and price lists. */
export const pricingAlerts = {
  'price.approval-waiting': {
    title: 'A price change over a limit waits for approval',
    severity: 'warning',
    ownerRole: 'manager'
  },
  'price.unapproved-change': {
    title: 'A list price was changed over a limit without approval',
    severity: 'warning',
    ownerRole: 'manager'
  },
  'price.under-floor': {
    title: 'A price is below what its margin floor allows',
    severity: 'warning',
    ownerRole: 'manager'
  },
  'price.margin-drop': {
    title: 'The margin of a list price has dropped',
    severity: 'warning',
    ownerRole: 'manager'
  }
} satisfies Record<string, AlertDefinition>
